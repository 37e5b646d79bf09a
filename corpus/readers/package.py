"""A zip of files: each of them, within limits. Runs inside the parsing process only."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from corpus.legibility import common_characters
from corpus.readers.errors import ReadError
from corpus.readers.kind import NAMES, Kind
from corpus.readers.model import Limits
from corpus.readers.text import cleaned

_PACKING: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF8: Final = 0x800
_SYSTEM: Final = ("__macosx", "thumbs.db", "desktop.ini")


def members(data: bytes, limits: Limits, found: Callable[[str, bytes], None]) -> None:
    """Hand over each file, in the order of the zip, its name without folders; whether it is read is seen later.

    Raises:
        ReadError: If the zip is damaged, protected, too large when unpacked, or empty.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = list(_named(entry for entry in archive.infolist() if not entry.is_dir()))
            if not entries:
                raise ReadError.nothing_inside()
            check([entry for entry, _ in entries], len(data), limits)
            for entry, name in entries:
                found(name, archive.read(entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise ReadError.damaged(NAMES[Kind.ZIP]) from error


def check(entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    """Declared sizes can be trusted: an entry is never read beyond its own.

    Raises:
        ReadError: If there are too many, or they unpack to too much, or are protected.
    """
    if len(entries) > limits.files:
        raise ReadError.too_many_files(len(entries), limits.files)
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReadError.encrypted()
    if any(entry.compress_type not in _PACKING for entry in entries):
        raise ReadError.damaged(NAMES[Kind.ZIP])
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes or any(entry.file_size > limits.file_bytes for entry in entries):
        raise ReadError.bomb(f"合计超过 {limits.unpacked_bytes >> 20} MB，或其中一份超过 {limits.file_bytes >> 20} MB")
    if unpacked > packed * limits.ratio:
        raise ReadError.bomb(f"压缩比超过 {limits.ratio}")


def _named(entries: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    for entry in entries:
        name = entry.filename if entry.flag_bits & _UTF8 else _decoded(entry.filename.encode("cp437", "replace"))
        parts = cleaned(name).replace("\\", "/").split("/")
        if not any(part.lower() in _SYSTEM or part.startswith("._") for part in parts):
            yield entry, parts[-1].replace("\n", " ")


def _decoded(raw: bytes) -> str:
    """Names made on Chinese systems are in GBK, on others in UTF-8, though the format allows neither."""
    return max((raw.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")), key=common_characters)
