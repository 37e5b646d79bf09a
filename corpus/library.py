"""The documents at hand: folders, each with a `document.toml` and its texts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from corpus.clause_path import ClausePath
from corpus.directions import find_directions
from corpus.doubts import annex_titles, find_doubts
from corpus.errors import ClausePathError, DocumentError, UnknownDocumentError
from corpus.folder import META, Meta, is_current, read_aliases, read_errata, read_meta, read_texts
from corpus.lines import source_lines
from corpus.model import Clause, Document
from corpus.parse import parse_lines
from corpus.recognise import recognise
from corpus.report import State, state_of

BUILTIN = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class Library:
    """Documents by id, in a stable order: newest issue first, then by id.

    Attributes:
        folders: Document id → its folder.
    """

    documents: tuple[Document, ...]
    folders: Mapping[str, Path] = field(default_factory=dict[str, Path])

    def folder(self, document: str) -> Path | None:
        """Where a document was read from: its rules, examples and boundaries lie there. None if it wasn't read."""
        return self.folders.get(document)

    @cached_property
    def _clauses(self) -> dict[tuple[str, str], Clause]:
        return {(d.id, str(c.path)): c for d in self.documents for c in d.clauses}

    def including(self, document: Document, folder: Path) -> Library:
        """With one more document, in its place."""
        return Library(_in_order([*self.documents, document]), {**self.folders, document.id: folder})

    def without(self, document: str) -> Library:
        kept = tuple(held for held in self.documents if held.id != document)
        return Library(kept, {key: folder for key, folder in self.folders.items() if key != document})

    def document(self, document: str) -> Document:
        """Raises: UnknownDocumentError: If there is none of that id."""
        for candidate in self.documents:
            if candidate.id == document:
                return candidate
        raise UnknownDocumentError.unknown(document, tuple(d.id for d in self.documents))

    def clause(self, document: str, path: str) -> Clause:
        """Raises: ClausePathError: If the document has no such clause."""
        found = self._clauses.get((document, path))
        if found is None:
            raise ClausePathError.unknown(path)
        return found

    def resolve(self, document: str, text: str) -> Clause:
        """The clause of a path as a person types it: half-width brackets, or the class left out where unambiguous.

        Raises:
            ClausePathError: If nothing, or more than one clause, fits.
        """
        wanted = ClausePath.parse(text)
        found = self._clauses.get((document, str(wanted)))
        if found:
            return found
        ending = [
            c
            for c in self.document(document).clauses
            if c.path.annex == wanted.annex and c.path.steps[1:] == wanted.steps and wanted.steps
        ]
        if len(ending) == 1:
            return ending[0]
        raise ClausePathError.unknown(text, self._nearest(document, wanted))

    def _nearest(self, document: str, wanted: ClausePath) -> str | None:
        path = wanted.parent
        while path is not None:
            held = [c.path for c in self.document(document).clauses if path.holds(c.path)]
            if held:
                return str(held[0])
            path = path.parent
        return None


def load_library(folders: Iterable[Path] = (BUILTIN,)) -> Library:
    """Load every document folder below `folders`; a folder that doesn't exist holds none, hidden ones are left out.

    So are garbled documents: they are on the shelf (`document_folders`), but nothing is answered from them.

    Raises:
        DocumentError: If a document can't be loaded, or two have one id.
    """
    paths = [path for path in document_folders(folders) if state_of(path) is not State.GARBLED]
    read = [(path, found) for path in paths if (found := _read_if_there(path))]
    places: dict[str, Path] = {}
    for path, (document, _) in read:
        other = places.setdefault(document.id, path)
        if other != path:
            where = f"{other}、{path}"
            raise DocumentError(f"有两个文件使用同一编号「{document.id}」", where, "请修改其中一个 document.toml 的 id")
    held = [title for _, (document, _) in read for title in (document.title, *annex_titles(document.clauses))]
    documents = [replace(d, doubts=find_doubts(d.clauses, errata, held)) for _, (d, errata) in read]
    return Library(_in_order(documents), places)


def document_folders(folders: Iterable[Path]) -> list[Path]:
    """Every document's folder, whatever its state, by path."""
    return sorted(p for folder in folders if folder.is_dir() for p in folder.iterdir() if _is_document(p))


def library_stamp(folders: Iterable[Path]) -> str:
    """Changes whenever a document comes, goes or is edited; cheap, for it reads no file."""
    return "\n".join(
        f"{file}\t{stat.st_size}\t{stat.st_mtime_ns}"
        for folder in document_folders(folders)
        for file in sorted(folder.glob("*"))
        if (stat := _stat(file))
    )


def load_document(folder: Path) -> Document:
    """Read one document folder.

    Particulars in `document.toml` win over those recognised from the text, as long as its sha256 shows that they were
    written for this text; otherwise they are recognised anew.

    Raises:
        DocumentError: If `document.toml` is missing or broken, or a text is missing or empty.
    """
    document, errata = _read(folder)
    held = (document.title, *annex_titles(document.clauses))
    return replace(document, doubts=find_doubts(document.clauses, errata, held))


def _in_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    return tuple(sorted(documents, key=lambda d: (-(d.issued or date.min).toordinal(), d.id)))


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None


def _read_if_there(folder: Path) -> tuple[Document, list[Mapping[str, str]]] | None:
    """None for a document that is being removed just now."""
    try:
        return _read(folder)
    except (DocumentError, OSError):
        if folder.exists():
            raise
        return None


def _is_document(folder: Path) -> bool:
    if not folder.is_dir() or folder.name.startswith((".", "_")):
        return False
    return (folder / META).is_file() or any(folder.glob("*.txt"))


def _read(folder: Path) -> tuple[Document, list[Mapping[str, str]]]:
    """A document without its doubts, and its known misprints."""
    meta = read_meta(folder)
    texts = read_texts(folder, meta)
    clauses = parse_lines(line for text in texts.values() for line in source_lines(text))
    if not clauses:
        raise DocumentError("文件没有正文", str(folder), "请检查文本文件是否为空")
    is_stated = is_current(folder, meta)
    stated = meta if is_stated else Meta(meta.id)
    own = recognise(clauses)
    is_known = is_stated and bool(meta.texts) and None not in meta.texts.values()
    directions, categories = find_directions(clauses, read_aliases(folder, clauses, is_known=is_known))
    document = Document(
        id=meta.id,
        title=stated.title or own.title or meta.id,
        number=stated.number or own.number,
        issuer=stated.issuer or own.issuer,
        issued=stated.issued or own.issued,
        deadline=stated.deadline or own.deadline,
        clauses=clauses,
        directions=directions,
        categories=categories,
    )
    return document, read_errata(folder, clauses)
