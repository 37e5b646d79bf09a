"""A user's file → its text. The front of `corpus.readers`: what a file is, whether it is read, and how.

Nothing is stored, and a file's name is only shown, never used as a path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from corpus.readers.errors import ReadError
from corpus.readers.kind import SUFFIXES, Kind, kind_of
from corpus.readers.model import LIMITS, Extracted, Limits
from corpus.readers.text import cleaned, decode, garbled_share

__all__ = [
    "LIBRARY_SUFFIXES",
    "LIMITS",
    "READABLE_SUFFIXES",
    "Extracted",
    "File",
    "Limits",
    "ReadError",
    "file_of",
    "read_bytes",
    "read_file",
    "unpacked",
]

READABLE_SUFFIXES: Final = tuple(suffix for suffix, kind in SUFFIXES.items() if kind not in (Kind.ZIP, Kind.IMAGE))
LIBRARY_SUFFIXES: Final = tuple(SUFFIXES)
_NAME_LENGTH: Final = 60
_NOTED: Final = 0.02
_REFUSED: Final = 0.3
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was given.

    Attributes:
        name: As its owner calls it, without folders; only shown, never used as a path.
        package: Name of the zip it came in, if any.
    """

    name: str
    data: bytes
    package: str = ""

    @property
    def shown(self) -> str:
        return f"{self.package} › {self.name}" if self.package else self.name


def read_file(path: Path, limits: Limits = LIMITS) -> Extracted:
    """The text of a file on this machine.

    Raises:
        ReadError: If it is not there, not readable, or its content is refused; says what to do next.
    """
    file = file_of(path, limits)
    return read_bytes(file.name, file.data, limits)


def file_of(path: Path, limits: Limits = LIMITS) -> File:
    """A file on this machine, not yet parsed; no more of it than may be read.

    Raises:
        ReadError: If it is not there or not readable.
    """
    try:
        if path.exists() and not path.is_file():
            raise ReadError.missing("不是普通文件")
        with path.open("rb") as stream:
            return File(path.name, stream.read(limits.file_bytes + 1))
    except OSError as error:
        raise ReadError.missing(error.strerror or "").at(_shown(path.name)) from error
    except ReadError as error:
        raise error.at(_shown(path.name)) from error


def read_bytes(name: str, data: bytes, limits: Limits = LIMITS, *, ocr: Told | None = None) -> Extracted:
    """The text of an uploaded file.

    Args:
        name: As the user's machine calls it; its extension must agree with the content.
        ocr: Have pictures of text recognised, which takes seconds a page; told (page, pages) before each.

    Raises:
        ReadError: As `read_file`.
    """
    shown = _shown(name)
    try:
        return _checked(_read(_kind(shown, data, limits), data, limits, ocr))
    except ReadError as error:
        raise error.at(shown) from error


def unpacked(name: str, data: bytes, limits: Limits = LIMITS) -> tuple[File, ...]:
    """The files in a zip, unparsed; any other file as it is.

    Raises:
        ReadError: If it is of no kind that is read, or a zip with nothing in it, or too much.
    """
    shown = _shown(name)
    try:
        if _kind(shown, data, limits) is not Kind.ZIP:
            return (File(shown, data),)
        from corpus.readers.sandbox import unpack_confined

        return tuple(File(_shown(inner), content, shown) for inner, content in unpack_confined(data, limits))
    except ReadError as error:
        raise error.at(shown) from error


def _kind(shown: str, data: bytes, limits: Limits) -> Kind:
    if len(data) > limits.file_bytes:
        raise ReadError.too_big(limits.file_bytes)
    return kind_of(data, PurePosixPath(shown).suffix.lower())


def _read(kind: Kind, data: bytes, limits: Limits, ocr: Told | None) -> Extracted:
    if kind is Kind.TEXT:
        return _plain_text(data, limits)
    if kind is Kind.ZIP:
        raise ReadError.unsupported("压缩包（.zip）", "请解压后重试")
    if kind is Kind.IMAGE:
        if ocr is None:
            raise ReadError.image("PNG" if data.startswith(b"\x89PNG") else "JPEG")
        from corpus.readers.pictures import read_picture

        return read_picture(data, limits, ocr)
    from corpus.readers.sandbox import read_confined

    extracted = read_confined(kind, data, limits)
    if kind is Kind.PDF and extracted.silent and ocr is not None:
        from corpus.readers.pictures import with_silent_pages

        return with_silent_pages(extracted, data, limits, ocr)
    if kind is Kind.PDF and not extracted.text:
        raise ReadError.no_text_layer()
    return extracted


def _plain_text(data: bytes, limits: Limits) -> Extracted:
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
        return replace(extracted, notes=(*extracted.notes, note))
    return extracted


def _shown(name: str) -> str:
    """The last part of a name from any system, one line, short; its extension stays."""
    bare = cleaned(name).replace("\\", "/").rsplit("/", 1)[-1].replace("\n", " ").strip()
    return bare if len(bare) <= _NAME_LENGTH else f"{bare[: _NAME_LENGTH - 12]}…{bare[-10:]}"
