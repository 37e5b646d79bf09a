"""The files of one document's folder, checked: `document.toml`, its texts, `aliases.toml`, `errata.toml`."""

from __future__ import annotations

import hashlib
import logging
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from corpus.errors import DocumentError
from corpus.extract import read_text
from corpus.model import Clause

META = "document.toml"
_ID = re.compile(r"[\w.-]+")
_ERRATUM_KEYS = ("clause", "quote", "reading", "reason")
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Meta:
    """What `document.toml` says; all but the id may be left to recognition.

    Attributes:
        texts: File name → sha256, or None where none is given.
    """

    id: str
    title: str = ""
    number: str = ""
    issuer: str = ""
    issued: date | None = None
    deadline: date | None = None
    texts: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])


def read_meta(folder: Path) -> Meta:
    """Raises: DocumentError: If `document.toml` is missing or broken, or a value is of the wrong kind."""
    path = folder / META
    if not path.is_file():
        raise DocumentError(f"文件夹里没有 {META}", str(folder), f'请新建 {META}，至少写上 id = "…"')
    raw = _toml(path)
    document_id = raw.get("id")
    if not isinstance(document_id, str) or not document_id:
        raise DocumentError(f"{META} 缺少 id", str(folder), '请写上 id = "…"')
    if not _ID.fullmatch(document_id):
        raise DocumentError(f"id「{document_id}」不能使用", str(path), "请只用字母、汉字、数字、点、横线与下划线")
    return Meta(
        id=document_id,
        title=_string(raw, "title", path),
        number=_string(raw, "number", path),
        issuer=_string(raw, "issuer", path),
        issued=_date(raw.get("issued"), path),
        deadline=_date(raw.get("deadline"), path),
        texts=_texts(raw.get("text", []), path),
    )


def read_texts(folder: Path, meta: Meta) -> dict[str, str]:
    """File name → text, in the order of `document.toml`, else by name.

    Raises:
        DocumentError: If there is none, or one can't be read.
    """
    names = list(meta.texts) or sorted(path.name for path in folder.glob("*.txt"))
    if not names:
        raise DocumentError("文件夹里没有文本", str(folder), f"请放入 notice.txt，或在 {META} 的 [[text]] 中写明")
    return {name: read_text(folder / name) for name in names}


def is_current(folder: Path, meta: Meta) -> bool:
    """False, with a warning, if a text isn't the one that `document.toml` was written for."""
    for name, stated in meta.texts.items():
        if stated is not None and stated.lower() != hashlib.sha256((folder / name).read_bytes()).hexdigest():
            _logger.warning("%s：%s 的 sha256 与 %s 不符，标题、文号、日期改从正文识别", folder.name, name, META)
            return False
    return True


def read_aliases(folder: Path, clauses: Sequence[Clause], *, is_known: bool) -> dict[str, tuple[str, ...]]:
    """Clause path → other names of a direction or class; empty without `aliases.toml`.

    Where the source was put in another order, names follow the title that has one of them in it.

    Args:
        is_known: The text is verifiably the one the names were written for, so those without a word of the title stay.
    """
    titles = {str(c.path): c.heading for c in clauses if c.heading}
    found: dict[str, tuple[str, ...]] = {}
    for path, names in _stated_aliases(folder).items():
        level = [p for p in titles if p.count("/") == path.count("/") and p.partition("/")[0] == path.partition("/")[0]]
        scores = {p: max((len(n) for n in names if len(n) > 1 and n in titles[p]), default=0) for p in level}
        best = max(scores.values(), default=0)
        if is_known or scores.get(path, 0) == best:
            found[path] = names
        elif list(scores.values()).count(best) == 1:
            found[next(p for p in level if scores[p] == best)] = names
    return found


def _stated_aliases(folder: Path) -> dict[str, tuple[str, ...]]:
    path = folder / "aliases.toml"
    raw = _toml(path) if path.is_file() else {}
    found: dict[str, tuple[str, ...]] = {}
    for table in (raw.get("directions", {}), raw.get("classes", {})):
        if not isinstance(table, dict):
            raise DocumentError("俗称表的格式不对", str(path), "请写成 [directions] 与 [classes] 两张表")
        for clause, names in cast("dict[str, object]", table).items():
            if not isinstance(names, list) or not all(isinstance(name, str) for name in cast("list[object]", names)):
                raise DocumentError(f"「{clause}」的俗称不是一列文字", str(path), '请写成 ["…", "…"]')
            found[clause] = tuple(cast("list[str]", names))
    return found


def read_errata(folder: Path, clauses: Sequence[Clause]) -> list[Mapping[str, str]]:
    """Known misprints whose quote stands in its clause, or now in one other; the rest are for another text."""
    path = folder / "errata.toml"
    raw: object = _toml(path).get("erratum", []) if path.is_file() else []
    texts = {str(c.path): c.text for c in clauses}
    found: list[Mapping[str, str]] = []
    for item in cast("list[object]", raw if isinstance(raw, list) else [raw]):
        entry = cast("dict[str, object]", item) if isinstance(item, dict) else {}
        if not all(isinstance(entry.get(key), str) for key in _ERRATUM_KEYS):
            raise DocumentError("勘误缺项", str(path), f"每个 [[erratum]] 要有 {'、'.join(_ERRATUM_KEYS)}")
        erratum = cast("dict[str, str]", entry)
        holders = [clause for clause, text in texts.items() if erratum["quote"] in text]
        if erratum["clause"] in holders:
            found.append(erratum)
        elif len(holders) == 1:
            found.append({**erratum, "clause": holders[0]})
    return found


def _texts(raw: object, path: Path) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for item in cast("list[object]", raw if isinstance(raw, list) else [raw]):
        entry = cast("dict[str, object]", item) if isinstance(item, dict) else {}
        name, digest = entry.get("file"), entry.get("sha256")
        if not isinstance(name, str) or not name or not (digest is None or isinstance(digest, str)):
            raise DocumentError("[[text]] 的写法不对", str(path), '请写成 file = "notice.txt"，sha256 可以不写')
        if Path(name).name != name:
            raise DocumentError(f"文本「{name}」不在文件夹里", str(path), "file 只写文件名，不带路径")
        found[name] = digest
    return found


def _string(raw: Mapping[str, object], key: str, path: Path) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise DocumentError(f"{key} 的值不是文字", str(path), f'请写成 {key} = "…"')
    return value.strip()


def _date(value: object, path: Path) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise DocumentError(f"日期「{value}」无法识别", str(path), "请写成 2023-12-20 的样子") from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise DocumentError("文件无法读取", str(path), f"请检查文件是否存在、可读（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise DocumentError("TOML 文件不是 UTF-8 编码", str(path), "请另存为 UTF-8 编码") from error
    except tomllib.TOMLDecodeError as error:
        raise DocumentError("TOML 文件的格式不对", str(path), f"请改正：{error}") from error
