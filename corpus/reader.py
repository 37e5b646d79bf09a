"""A user's file → its text. The front of `corpus.readers`: what a file is, whether it is read, and how.

Nothing is stored, and a file's name is only shown, never used as a path.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from corpus.readers.errors import ReadError
from corpus.readers.kind import SUFFIXES, Kind, kind_of
from corpus.readers.model import LIMITS, Extracted, Limits
from corpus.readers.text import cleaned, decode, garbled_share

__all__ = ["LIMITS", "READABLE_SUFFIXES", "Extracted", "Limits", "ReadError", "read_bytes", "read_file"]

READABLE_SUFFIXES: Final = tuple(SUFFIXES)
_NAME_LENGTH: Final = 60
_NOTED: Final = 0.02
_REFUSED: Final = 0.3


def read_file(path: Path, limits: Limits = LIMITS) -> Extracted:
    """The text of a file on this machine.

    Raises:
        ReadError: If it is not there, not readable, or its content is refused; says what to do next.
    """
    try:
        if path.exists() and not path.is_file():
            raise ReadError.missing("不是普通文件")
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError as error:
        raise ReadError.missing(error.strerror or "").at(_shown(path.name)) from error
    except ReadError as error:
        raise error.at(_shown(path.name)) from error
    return read_bytes(path.name, data, limits)


def read_bytes(name: str, data: bytes, limits: Limits = LIMITS) -> Extracted:
    """The text of an uploaded file.

    Args:
        name: As the user's machine calls it; its extension must agree with the content.

    Raises:
        ReadError: As `read_file`.
    """
    shown = _shown(name)
    try:
        if len(data) > limits.file_bytes:
            raise ReadError.too_big(limits.file_bytes)
        return _checked(_read(kind_of(data, PurePosixPath(shown).suffix.lower()), data, limits))
    except ReadError as error:
        raise error.at(shown) from error


def _read(kind: Kind, data: bytes, limits: Limits) -> Extracted:
    if kind is not Kind.TEXT:
        from corpus.readers.sandbox import read_confined

        return read_confined(kind, data, limits)
    text = decode(data)
    if len(text) > limits.characters:
        raise ReadError.too_long(limits.characters)
    return Extracted(text)


def _checked(extracted: Extracted) -> Extracted:
    if not extracted.text.strip():
        raise ReadError.empty()
    share = garbled_share(extracted.text)
    if share > _REFUSED:
        raise ReadError.garbled(share)
    if share > _NOTED:
        note = f"约 {share:.0%} 的字无法识别，可能影响结果"
        return Extracted(extracted.text, extracted.pages, (*extracted.notes, note))
    return extracted


def _shown(name: str) -> str:
    """The last part of a name from any system, one line, short; its extension stays."""
    bare = cleaned(name).replace("\\", "/").rsplit("/", 1)[-1].replace("\n", " ").strip()
    return bare if len(bare) <= _NAME_LENGTH else f"{bare[: _NAME_LENGTH - 12]}…{bare[-10:]}"
