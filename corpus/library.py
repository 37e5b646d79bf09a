"""The documents at hand: folders, each with a `document.toml` and its texts."""

from __future__ import annotations

import hashlib
import logging
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.clause_path import PREAMBLE, ClausePath
from corpus.directions import find_directions
from corpus.doubts import find_doubts
from corpus.errors import ClausePathError, DocumentError, UnknownDocumentError
from corpus.extract import read_text
from corpus.model import Clause, Document
from corpus.parse import parse
from corpus.recognise import recognise

BUILTIN = Path(__file__).parent / "documents"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Library:
    """Documents by id, in a stable order: newest issue first, then by id."""

    documents: tuple[Document, ...]

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
    """Load every document folder below `folders`; a folder that doesn't exist holds none.

    Raises:
        DocumentError: If a document can't be loaded, or two have one id.
    """
    paths = sorted(p.parent for folder in folders if folder.is_dir() for p in folder.glob("*/document.toml"))
    documents = [load_document(path) for path in paths]
    ids = [d.id for d in documents]
    for document_id in ids:
        if ids.count(document_id) > 1:
            raise DocumentError(f"有两个文件使用同一编号「{document_id}」", next_step="请修改其中一个 document.toml 的 id")
    held = {d.title for d in documents}
    documents = [_without_held(d, held) for d in documents]
    documents.sort(key=lambda d: (-(d.issued or date.min).toordinal(), d.id))
    return Library(tuple(documents))


def load_document(folder: Path) -> Document:
    """Read one document folder.

    Particulars in `document.toml` win over those recognised from the text, as long as its sha256 shows that they were
    written for this text; otherwise they are recognised anew.

    Raises:
        DocumentError: If `document.toml` is broken or a text is missing.
    """
    meta = _toml(folder / "document.toml")
    document_id = meta.get("id")
    if not isinstance(document_id, str) or not document_id:
        raise DocumentError("document.toml 缺少 id", str(folder), "请写上 id = \"…\"")
    files = _files(folder, meta)
    clauses = tuple(clause for file in files for clause in parse(read_text(file)))
    if not clauses:
        raise DocumentError("文件没有正文", str(folder), "请检查文本文件是否为空")
    stated = meta if _is_current(folder, meta) else {}
    own = recognise(clauses)
    names: dict[str, Any] = _toml(folder / "aliases.toml") if (folder / "aliases.toml").is_file() else {}
    errata = _toml(folder / "errata.toml").get("erratum", []) if (folder / "errata.toml").is_file() else []
    errata = [e for e in errata if any(str(c.path) == e["clause"] and e["quote"] in c.text for c in clauses)]
    directions, categories = find_directions(clauses, {**names.get("directions", {}), **names.get("classes", {})})
    title = stated.get("title") or own.title
    return Document(
        id=document_id,
        title=title,
        number=stated.get("number") or own.number,
        issuer=stated.get("issuer") or own.issuer,
        issued=_date(stated.get("issued")) or own.issued,
        deadline=_date(stated.get("deadline")) or own.deadline,
        clauses=clauses,
        directions=directions,
        categories=categories,
        doubts=find_doubts(clauses, errata, (title, *_annex_titles(clauses))),
    )


def _files(folder: Path, meta: Mapping[str, Any]) -> list[Path]:
    texts: Sequence[Mapping[str, str]] = meta.get("text", ())
    files = [folder / Path(text["file"]).name for text in texts] or sorted(folder.glob("*.txt"))
    if not files:
        raise DocumentError("文件夹里没有文本", str(folder), "请放入 notice.txt，或在 document.toml 的 [[text]] 中写明")
    return files


def _is_current(folder: Path, meta: Mapping[str, Any]) -> bool:
    for text in meta.get("text", ()):
        digest = hashlib.sha256((folder / Path(text["file"]).name).read_bytes()).hexdigest()
        if text.get("sha256") not in (None, digest):
            _logger.warning("%s：%s 的 sha256 与 document.toml 不符，标题、文号、日期改从正文识别", folder.name, text["file"])
            return False
    return True


def _annex_titles(clauses: Sequence[Clause]) -> list[str]:
    openings = [c for c in clauses if c.path.annex and c.path.steps == (PREAMBLE,)]
    return [c.text.split("\n")[0].partition("：")[2] or c.text.split("\n")[-1] for c in openings]


def _without_held(document: Document, held: Iterable[str]) -> Document:
    absent = tuple(
        d
        for d in document.doubts
        if d.kind != "missing_attachment" or not any(t and f"《{t}》" in d.text for t in held)
    )
    return replace(document, doubts=absent)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DocumentError("TOML 文件无法读取", str(path), f"请检查格式：{error}") from error


def _date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError as error:
        raise DocumentError(f"日期「{value}」无法识别", "document.toml", "请写成 2023-12-20 的样子") from error
