"""The 4-bit file is read as it is described, and the ONNX graph is the network it describes.

Both are checked on a tiny network against plain NumPy.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index.e5_weights import E5Weights
from index.errors import ModelUnavailable
from index.onnx_graph import write_encoder

_HIDDEN, _LAYERS, _HEADS, _WIDE, _WORDS, _PLACES = 64, 2, 4, 128, 50, 16
Array = NDArray[np.float32]


def _quantised(matrix: Array) -> tuple[bytes, Array]:
    """18-byte blocks and what they stand for, one weight at a time."""
    blocks = bytearray()
    values: list[float] = []
    for group in matrix.reshape(-1, 32):
        scale = np.float16(max(abs(group)) / 7)
        nibbles = [min(15, max(0, round(float(weight / np.float32(scale))) + 8)) for weight in group]
        blocks += scale.tobytes() + bytes(nibbles[i] | nibbles[i + 16] << 4 for i in range(16))
        values += [(nibble - 8) * float(scale) for nibble in nibbles]
    return bytes(blocks), np.array(values, np.float32).reshape(matrix.shape)


def _tiny() -> tuple[bytes, dict[str, Array]]:
    """A file of this format, and its tensors as plain arrays."""
    chance = np.random.default_rng(3)

    def matrix(rows: int, columns: int) -> Array:
        return (chance.normal(size=(rows, columns)) * 0.3).astype(np.float32)

    quantised = {"emb.word": matrix(_WORDS, _HIDDEN)}
    floats = {"emb.pos": matrix(_PLACES, _HIDDEN), "emb.type": matrix(2, _HIDDEN)}
    norms = ["emb.ln"]
    for layer in range(_LAYERS):
        sizes = {"q": _HIDDEN, "k": _HIDDEN, "v": _HIDDEN, "ao": _HIDDEN, "fi": _HIDDEN, "fo": _WIDE}
        for part, columns in sizes.items():
            rows = _WIDE if part == "fi" else _HIDDEN
            quantised[f"l{layer}.{part}.w"] = matrix(rows, columns)
            floats[f"l{layer}.{part}.b"] = matrix(1, rows)[0]
        norms += [f"l{layer}.aln", f"l{layer}.oln"]
    for name in norms:
        floats[f"{name}.w"] = 1 + matrix(1, _HIDDEN)[0]
        floats[f"{name}.b"] = matrix(1, _HIDDEN)[0]
    plain = dict(floats)
    stored: dict[str, tuple[int, int, bytes]] = {}
    for name, values in quantised.items():
        data, plain[name] = _quantised(values)
        stored[name] = (1, values.size, data)
    for name, values in floats.items():
        stored[name] = (0, values.size, values.tobytes())
    return _file(stored), plain


def _file(tensors: dict[str, tuple[int, int, bytes]]) -> bytes:
    head = b"E5S1" + struct.pack(
        "<I7ifi5iQ", 1, _HIDDEN, _LAYERS, _HEADS, _WIDE, _WORDS, _PLACES, 2, 1e-12, 32, 2, 0, 2, 1, 3, 4
    )
    head += struct.pack("<3I2f", 0, 2, 4, 0.0, 0.0) + b"abcd" + struct.pack("<iI", 1, 3) + b"map"
    head += struct.pack("<i", len(tensors))
    size = len(head) + sum(2 + len(name) + 21 for name in tensors)
    directory, body = b"", b""
    for name, (kind, elements, data) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, elements, size + len(body), len(data))
        body += data
    return head + directory + body


def _norm(values: Array, weight: Array, bias: Array) -> Array:
    centred = values - values.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * weight + bias


def _bert(tensors: dict[str, Array], ids: list[int]) -> Array:
    """One text through BERT, mean-pooled, unit length."""
    hidden = tensors["emb.word"][ids] + tensors["emb.pos"][: len(ids)] + tensors["emb.type"][0]
    hidden = _norm(hidden, tensors["emb.ln.w"], tensors["emb.ln.b"])
    size = _HIDDEN // _HEADS
    erf = np.vectorize(math.erf)
    for layer in range(_LAYERS):

        def linear(values: Array, part: str, layer: int = layer) -> Array:
            return values @ tensors[f"l{layer}.{part}.w"].T + tensors[f"l{layer}.{part}.b"]

        query, key, value = (linear(hidden, part) for part in "qkv")
        heads: list[Any] = []
        for head in range(_HEADS):
            part = slice(head * size, (head + 1) * size)
            weights = np.exp(query[:, part] @ key[:, part].T / math.sqrt(size))
            heads.append(weights / weights.sum(-1, keepdims=True) @ value[:, part])
        attended = linear(np.concatenate(heads, -1), "ao") + hidden
        middle = _norm(attended, tensors[f"l{layer}.aln.w"], tensors[f"l{layer}.aln.b"])
        wide = linear(middle, "fi")
        wide = wide * 0.5 * (1 + erf(wide / math.sqrt(2)))
        hidden = _norm(linear(wide, "fo") + middle, tensors[f"l{layer}.oln.w"], tensors[f"l{layer}.oln.b"])
    mean = hidden.mean(0)
    return mean / np.linalg.norm(mean)


def test_every_tensor_is_read_as_it_was_written() -> None:
    data, plain = _tiny()
    weights = E5Weights.parse(data, "tiny")
    assert (weights.shape.hidden, weights.shape.layers, weights.shape.vocabulary) == (_HIDDEN, _LAYERS, _WORDS)
    named = dict(weights.for_bert())
    assert len(named) == len(plain)
    np.testing.assert_array_equal(named["embeddings.word_embeddings.weight"], plain["emb.word"])
    np.testing.assert_array_equal(named["encoder.layer.1.output.dense.weight"], plain["l1.fo.w"])
    np.testing.assert_array_equal(named["encoder.layer.0.intermediate.dense.bias"], plain["l0.fi.b"])
    np.testing.assert_array_equal(named["encoder.layer.0.attention.output.LayerNorm.bias"], plain["l0.aln.b"])


def test_the_onnx_graph_equals_a_plain_bert_whatever_the_padding(tmp_path: Path) -> None:
    import onnxruntime

    data, plain = _tiny()
    write_encoder(E5Weights.parse(data, "tiny"), tmp_path / "encoder.onnx")
    session: Any = onnxruntime.InferenceSession(str(tmp_path / "encoder.onnx"), providers=["CPUExecutionProvider"])
    texts = [[0, 7, 9, 30, 2], [0, 2], [0, *range(10, 22), 2]]
    ids = np.full((3, 14), 1, np.int64)
    mask = np.zeros((3, 14), np.int64)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    (found,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    for row, text in enumerate(texts):
        np.testing.assert_allclose(found[row], _bert(plain, text), atol=2e-5)


@pytest.mark.parametrize("kept", [slice(0, 0), slice(4, None), slice(0, -1), slice(0, 100)])
def test_a_damaged_file_is_named(kept: slice) -> None:
    data, _ = _tiny()
    with pytest.raises(ModelUnavailable) as failure:
        E5Weights.parse(data[kept], "e5.bin")
    assert "e5.bin" in failure.value.what
