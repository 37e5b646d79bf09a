"""A file's text → the folder of a document."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from corpus.folder import META
from corpus.lines import PAGE_END, source_lines
from corpus.model import Document
from corpus.naming import content_digest, document_id
from corpus.parse import parse_lines
from corpus.reader import LIBRARY_SUFFIXES
from corpus.readers.model import Extracted
from corpus.recognise import recognise

TEXT: Final = "notice.txt"
SOURCE: Final = "source"
_UNKNOWN_DAY: Final = '"YYYY-MM-DD"'
_HINT: Final = (
    "# 由 policy-assistant library add 写入。下面带 # 的是识别结果；有误时去掉行首的 # 并改正，以改正的为准。"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was given.

    Attributes:
        name: As its owner calls it; only shown, never used as a path.
    """

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def kept_as(self) -> str:
        """The name it is kept under: `source.pdf`."""
        suffix = PurePosixPath(self.name).suffix.lower()
        return SOURCE + (suffix if suffix in LIBRARY_SUFFIXES else "")


def stored_text(extracted: Extracted) -> str:
    """The text as it is kept, with `PAGE_END` after each page."""
    if extracted.pages is None:
        return extracted.text.replace(PAGE_END, "\n")
    return "".join(f"{page.replace(PAGE_END, ' ')}\n{PAGE_END}" for page in extracted.pages)


def name_for(extracted: Extracted, taken: frozenset[str]) -> tuple[str, str]:
    """(id, digest of its content) for a text that comes in."""
    clauses = parse_lines(source_lines(stored_text(extracted)))
    own = recognise(clauses)
    digest = content_digest(clauses)
    return document_id(own.number, own.title, digest, taken), digest


def write_folder(folder: Path, document: str, extracted: Extracted, source: Source) -> None:
    """Write text, source and `document.toml` of a new document into an empty folder."""
    text = stored_text(extracted).encode("utf-8", "replace")
    (folder / TEXT).write_bytes(text)
    (folder / source.kept_as).write_bytes(source.data)
    digest = hashlib.sha256(text).hexdigest()
    (folder / META).write_text(
        f'{_HINT}\nid = {_quoted(document)}\n\n[[text]]\nfile = "{TEXT}"\nsha256 = "{digest}"\n', encoding="utf-8"
    )


def note_particulars(folder: Path, document: Document) -> None:
    """Put what was recognised into `document.toml`, as comments to be corrected."""
    found = (
        ("title", _quoted(document.title)),
        ("number", _quoted(document.number)),
        ("issuer", _quoted(document.issuer)),
        ("issued", document.issued.isoformat() if document.issued else _UNKNOWN_DAY),
        ("deadline", document.deadline.isoformat() if document.deadline else _UNKNOWN_DAY),
    )
    path = folder / META
    head, mark, rest = path.read_text(encoding="utf-8").partition("\n[[text]]")
    path.write_text(head + "".join(f"# {key} = {value}\n" for key, value in found) + mark + rest, encoding="utf-8")


def _quoted(text: str) -> str:
    """A TOML string on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")
