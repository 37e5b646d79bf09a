"""The real model: both ways of running it agree, and it knows what is near."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from index.compare import SAMPLES, least_cosine
from index.embedder import Embedder, OnnxEmbedder, load_embedder
from index.prepare import LEAST_COSINE, prepare_model

pytestmark = pytest.mark.model


@pytest.fixture(scope="session")
def models_dir() -> Path:
    data_dir = os.environ.get("POLICY_ASSISTANT_DATA_DIR")
    return (Path(data_dir) if data_dir else platformdirs.user_data_path("policy-assistant")) / "models"


@pytest.fixture(scope="session")
def folder(models_dir: Path) -> Path:
    return prepare_model(models_dir)


@pytest.fixture(scope="session")
def embedder(folder: Path, models_dir: Path) -> Embedder:
    assert folder.is_dir()
    return load_embedder(None, models_dir)


def test_onnx_equals_sentence_transformers(folder: Path) -> None:
    assert least_cosine(folder) >= LEAST_COSINE


def test_vectors_are_of_unit_length_and_one_a_text(embedder: Embedder) -> None:
    for vectors in (embedder.embed_queries(SAMPLES), embedder.embed_passages(SAMPLES)):
        assert vectors.shape == (len(SAMPLES), embedder.dimensions)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed_queries([]).shape == (0, embedder.dimensions)


def test_a_vector_does_not_depend_on_its_neighbours(embedder: Embedder) -> None:
    alone = np.vstack([embedder.embed_passages([text]) for text in SAMPLES])
    np.testing.assert_allclose(alone, embedder.embed_passages(SAMPLES), atol=1e-5)


def test_odd_texts_are_embedded(embedder: Embedder) -> None:
    odd = ["", " ", "\0\ud800", "很长" * 5000, "\U0001f600"]
    told: list[tuple[int, int]] = []
    assert np.isfinite(embedder.embed_passages(odd, lambda done, of: told.append((done, of)))).all()
    assert told[-1] == (5, 5)


def test_a_question_is_nearest_to_what_answers_it(embedder: Embedder) -> None:
    passages = ["每个单位申报的项目不超过两个。", "今天天气晴朗，适合郊游。", "咨询请致电值班室。"]
    questions = ["最多能报几个项目？", "天气怎么样", "How many projects may one applicant submit?"]
    nearest = (embedder.embed_queries(questions) @ embedder.embed_passages(passages).T).argmax(1)
    assert nearest.tolist() == [0, 1, 0]


def test_several_threads_get_the_vectors_of_one(embedder: Embedder) -> None:
    expected = embedder.embed_queries(SAMPLES)
    found: list[bool] = []

    def work() -> None:
        found.append(bool(np.allclose(embedder.embed_queries(SAMPLES), expected, atol=1e-5)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4


def test_another_folder_gets_the_prefixes_of_its_prompts(folder: Path, models_dir: Path, embedder: Embedder) -> None:
    named = load_embedder(str(folder), models_dir)
    assert named.name != embedder.name
    cosines = (named.embed_queries(SAMPLES[:3]) * embedder.embed_queries(SAMPLES[:3])).sum(1)
    assert cosines.min() >= LEAST_COSINE


def test_embedding_imports_neither_torch_nor_transformers(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.embedder import OnnxEmbedder;"
        "OnnxEmbedder(Path(sys.argv[1])).embed_queries(['a']);"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=root, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"


def test_two_embedders_of_one_folder_have_one_name(folder: Path, embedder: Embedder) -> None:
    assert OnnxEmbedder(folder, threads=1).name == embedder.name
