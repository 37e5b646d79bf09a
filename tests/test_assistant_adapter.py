"""The map of question vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.adapter import Adapter, identity, load_adapter, model_of, save_adapter
from assistant.errors import WeightsError

DIMENSIONS = 16


def made_up(seed: int = 3) -> Adapter:
    rng = np.random.default_rng(seed)
    down, up = rng.normal(0, 0.3, (DIMENSIONS, 4)), rng.normal(0, 0.3, (4, DIMENSIONS))
    return Adapter(down.astype(np.float32), up.astype(np.float32))


def vectors(count: int = 5) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    rows = np.random.default_rng(1).normal(size=(count, DIMENSIONS))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_the_identity_changes_nothing() -> None:
    np.testing.assert_allclose(identity(DIMENSIONS).apply(vectors()), vectors(), atol=1e-6)


def test_vectors_stay_of_unit_length() -> None:
    lengths = np.linalg.norm(made_up().apply(vectors()), axis=1)
    np.testing.assert_allclose(lengths, 1.0, atol=1e-5)


def test_a_vector_of_noughts_stays_finite() -> None:
    assert np.isfinite(made_up().apply(np.zeros((1, DIMENSIONS), np.float32))).all()


def test_no_vectors_give_no_vectors() -> None:
    assert made_up().apply(np.zeros((0, DIMENSIONS), np.float32)).shape == (0, DIMENSIONS)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    save_adapter(path, made_up(), "甲模型;onnxruntime")
    loaded = load_adapter(path, "甲模型;torch", DIMENSIONS)
    cosines = (loaded.apply(vectors()) * made_up().apply(vectors())).sum(axis=1)
    assert cosines.min() > 0.999


def test_another_embedding_model_gets_the_identity(tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    save_adapter(path, made_up(), "甲模型;onnxruntime")
    other = load_adapter(path, "乙模型;onnxruntime", 8)
    np.testing.assert_allclose(other.apply(np.eye(8, dtype=np.float32)), np.eye(8), atol=1e-6)


def test_what_runs_the_model_is_no_part_of_which_it_is() -> None:
    assert model_of("m@abc;onnxruntime;float32") == model_of("m@abc;torch") == "m@abc"


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off", None])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "adapter.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        load_adapter(path, "甲模型", DIMENSIONS)
    assert "adapter.npz" in str(caught.value)


def test_a_file_without_its_parts_is_named(tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    np.savez(path, model=np.array("甲模型"))
    with pytest.raises(WeightsError):
        load_adapter(path, "甲模型", DIMENSIONS)
