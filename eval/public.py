"""Public retrieval data: a folder of pools, each of texts, of questions some of them answer, and of some none does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.directions import find_directions
from corpus.errors import DocumentError
from corpus.model import Document
from corpus.parse import parse
from corpus.recognise import recognise

_CORPUS: Final = "corpus.jsonl"
_QUERIES: Final = "queries.jsonl"
_UNANSWERABLE: Final = "unanswerable.jsonl"


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question of a pool.

    Attributes:
        gold: Ids of the texts that answer it; empty if none does.
        answers: Strings that would answer it, as the data give them.
    """

    id: str
    text: str
    gold: tuple[str, ...]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts, read as the product reads a document, and questions about them."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[PublicQuestion, ...]
    unanswerable: tuple[PublicQuestion, ...] = ()


def load_pools(folder: Path) -> Iterator[Pool]:
    """The pools of a folder, by name; a folder that is a pool itself is the only one.

    Raises:
        DocumentError: If there is none, or one can't be read.
    """
    folders = [folder] if _is_pool(folder) else sorted(p for p in folder.glob("*") if _is_pool(p))
    if not folders:
        raise DocumentError(
            "没有可用的数据", str(folder), f"文件夹里应有子文件夹，各含 {_CORPUS} 与 {_QUERIES}，请检查 --data"
        )
    return (load_pool(path) for path in folders)


def load_pool(folder: Path) -> Pool:
    """One pool.

    Raises:
        DocumentError: If a line can't be read, an id occurs twice, or a question names a text that isn't there.
    """
    documents = tuple(_document(folder, raw) for raw in _lines(folder / _CORPUS))
    held = {document.id for document in documents}
    if len(held) < len(documents):
        raise DocumentError("有两条文本使用同一编号", str(folder / _CORPUS), "请检查数据")
    questions = tuple(_question(folder / _QUERIES, raw) for raw in _lines(folder / _QUERIES))
    unknown = next((q for q in questions if not q.gold or not held.issuperset(q.gold)), None)
    if unknown:
        raise DocumentError(f"问题 {unknown.id} 的答案不在文本之中", str(folder / _QUERIES), "请检查数据")
    others = folder / _UNANSWERABLE
    unanswerable = tuple(_question(others, raw) for raw in _lines(others)) if others.is_file() else ()
    return Pool(folder.name, documents, questions, unanswerable)


def _is_pool(folder: Path) -> bool:
    return (folder / _CORPUS).is_file() and (folder / _QUERIES).is_file()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                found = json.loads(line)
                yield found if isinstance(found, dict) else {}
    except (OSError, ValueError) as error:
        raise DocumentError("数据无法读取", str(path), f"应为 UTF-8 的 JSONL（{error}）") from error


def _document(folder: Path, raw: dict[str, Any]) -> Document:
    """What the product makes of a text file that holds the title, if there is one, and the text."""
    try:
        text = f"{raw.get('title') or ''}\n{raw['text']}".strip()
        clauses = parse(text)
        particulars = recognise(clauses)
        directions, categories = find_directions(clauses, {})
    except (KeyError, TypeError) as error:
        raise DocumentError("一条文本缺少 id 或 text", str(folder / _CORPUS), "请检查数据") from error
    return Document(
        id=str(raw["id"]),
        title=particulars.title or str(raw.get("title") or ""),
        number=particulars.number,
        issuer=particulars.issuer,
        issued=particulars.issued,
        deadline=particulars.deadline,
        clauses=clauses,
        directions=directions,
        categories=categories,
    )


def _question(path: Path, raw: dict[str, Any]) -> PublicQuestion:
    try:
        given = raw.get("answers") or raw.get("answer") or ()
        answers = (given,) if isinstance(given, str) else tuple(given)
        gold = tuple(str(item) for item in raw.get("gold") or ())
        return PublicQuestion(str(raw["id"]), raw["query"], gold, answers)
    except (KeyError, TypeError) as error:
        raise DocumentError("一个问题缺少 id 或 query", str(path), "请检查数据") from error
