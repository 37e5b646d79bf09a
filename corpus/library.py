"""The documents at hand: folders, each with a `document.toml` and its texts."""

from __future__ import annotations

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

    Raises:
        DocumentError: If a document can't be loaded, or two have one id.
    """
    paths = sorted(p for folder in folders if folder.is_dir() for p in folder.iterdir() if _is_document(p))
    read = [_read(path) for path in paths]
    places: dict[str, Path] = {}
    for path, (document, _) in zip(paths, read, strict=True):
        other = places.setdefault(document.id, path)
        if other != path:
            where = f"{other}、{path}"
            raise DocumentError(f"有两个文件使用同一编号「{document.id}」", where, "请修改其中一个 document.toml 的 id")
    held = [title for document, _ in read for title in (document.title, *annex_titles(document.clauses))]
    documents = [replace(d, doubts=find_doubts(d.clauses, errata, held)) for d, errata in read]
    documents.sort(key=lambda d: (-(d.issued or date.min).toordinal(), d.id))
    return Library(tuple(documents), places)


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
