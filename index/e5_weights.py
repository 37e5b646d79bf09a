"""Reads the 4-bit weights of multilingual-e5-small: BERT's tensors, as they are or dequantised.

The file (little-endian): a header with the sizes, a vocabulary that is skipped (the tokenizer has its own), a
directory of tensors, then their bytes. A q4 tensor is a run of 18-byte blocks along its rows: a float16 scale and
32 weights of 4 bits, where the low nibbles are weights 0-15, the high ones 16-31, and a weight is
`(nibble - 8) * scale`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnavailable

GROUP: Final = 32
_MAGIC: Final = b"E5S1"
_VERSION: Final = 1
_BLOCK_BYTES: Final = 18
_FLOAT, _QUANTISED = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Quantised:
    """A matrix in 4 bits.

    Attributes:
        nibbles: (rows, columns) uint8, 0 to 15; 8 stands for zero.
        scales: (rows, columns / 32) float16.
    """

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def dequantised(self) -> NDArray[np.float32]:
        """The matrix itself, (rows, columns)."""
        rows, columns = self.nibbles.shape
        signed = self.nibbles.reshape(rows, columns // GROUP, GROUP).astype(np.float32) - 8
        return (signed * self.scales[:, :, None].astype(np.float32)).reshape(rows, columns)

    def packed(self) -> NDArray[np.uint8]:
        """Two neighbours to a byte, the first in the low half: (rows, columns / 2)."""
        return (self.nibbles[:, 0::2] | (self.nibbles[:, 1::2] << 4)).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class _Entry:
    quantised: bool
    elements: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class E5Weights:
    """The tensors of one file, read on demand.

    Names are the file's: `emb.word`, `emb.pos`, `emb.type`, `emb.ln.w`, `l0.q.w`, …, `l11.oln.b`.
    """

    shape: Shape
    _data: memoryview
    _entries: dict[str, _Entry]

    @classmethod
    def parse(cls, data: bytes, file: str) -> E5Weights:
        """Read the header and the directory.

        Raises:
            ModelUnavailable: If this is not such a file, or it is cut short; `file` names it in the message.
        """
        try:
            return cls._parse(data)
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise ModelUnavailable.malformed(file, str(error)) from error

    @classmethod
    def _parse(cls, data: bytes) -> E5Weights:
        reader = _Reader(data)
        if data[:4] != _MAGIC or reader.skip(4).one("I") != _VERSION:
            raise ValueError("not an E5S1 file of version 1")
        sizes = reader.many("7i")
        shape = Shape(*(int(size) for size in sizes), epsilon=float(reader.one("f")))
        if reader.one("i") != GROUP:
            raise ValueError("unknown group size")
        pieces = int(reader.many("5i")[0])
        blob = int(reader.one("Q"))
        reader.skip(4 * (pieces + 1) + 4 * pieces + blob)
        _, map_bytes = reader.many("iI")
        reader.skip(int(map_bytes))
        entries = dict(_directory(reader, int(reader.one("i")), len(data)))
        return cls(shape, memoryview(data), entries)

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor kept in full, flat."""
        entry = self._entries[name]
        return np.frombuffer(self._data, dtype="<f4", count=entry.elements, offset=entry.offset)

    def quantised(self, name: str, columns: int) -> Quantised:
        """A tensor kept in 4 bits, as a matrix of so many columns."""
        entry = self._entries[name]
        raw = np.frombuffer(self._data, dtype=np.uint8, count=entry.size, offset=entry.offset)
        blocks = raw.reshape(-1, _BLOCK_BYTES)
        scales = np.ascontiguousarray(blocks[:, :2]).view("<f2")
        low, high = blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4
        nibbles = np.concatenate([low, high], axis=1).astype(np.uint8, copy=False)
        return Quantised(nibbles.reshape(-1, columns), scales.reshape(-1, columns // GROUP))

    def for_bert(self) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """Every tensor under the name and in the shape of transformers' `BertModel` (no pooler)."""
        hidden, wide = self.shape.hidden, self.shape.feed_forward
        yield "embeddings.word_embeddings.weight", self.quantised("emb.word", hidden).dequantised()
        yield "embeddings.position_embeddings.weight", self.floats("emb.pos").reshape(-1, hidden)
        yield "embeddings.token_type_embeddings.weight", self.floats("emb.type").reshape(-1, hidden)
        yield "embeddings.LayerNorm.weight", self.floats("emb.ln.w")
        yield "embeddings.LayerNorm.bias", self.floats("emb.ln.b")
        for layer in range(self.shape.layers):
            for short, long in _LAYER_NAMES.items():
                prefix, source = f"encoder.layer.{layer}.{long}", f"l{layer}.{short}"
                if short.endswith("ln"):
                    yield f"{prefix}.weight", self.floats(f"{source}.w")
                else:
                    yield (
                        f"{prefix}.weight",
                        self.quantised(f"{source}.w", wide if short == "fo" else hidden).dequantised(),
                    )
                yield f"{prefix}.bias", self.floats(f"{source}.b")


_LAYER_NAMES: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class _Reader:
    """A cursor over little-endian bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def skip(self, count: int) -> _Reader:
        self._at += count
        return self

    def many(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from(f"<{layout}", self._data, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return values

    def one(self, layout: str) -> int | float:
        return self.many(layout)[0]

    def text(self, count: int) -> str:
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken.decode("ascii")


def _directory(reader: _Reader, count: int, total: int) -> Iterator[tuple[str, _Entry]]:
    for _ in range(count):
        name = reader.text(int(reader.one("H")))
        kind, elements, offset, size = (int(value) for value in reader.many("BIQQ"))
        expected = elements * 4 if kind == _FLOAT else elements // GROUP * _BLOCK_BYTES
        if kind not in (_FLOAT, _QUANTISED) or size != expected or offset + size > total:
            raise ValueError(f"tensor {name} does not fit the file")
        yield name, _Entry(kind == _QUANTISED, elements, offset, size)
