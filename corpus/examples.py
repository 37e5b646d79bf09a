"""Projects whose direction is known, from a document's `examples.jsonl`: what matching is learned from."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from corpus.errors import DocumentError

EXAMPLES = "examples.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """One description of a project.

    Attributes:
        direction: Number of its direction, or None if no direction of the document fits.
        hard: It names what belongs to another direction, and other facts decide.
    """

    description: str
    direction: int | None
    hard: bool = False


def read_examples(folder: Path, numbers: Collection[int]) -> tuple[Example, ...]:
    """The examples of a document folder, in order; empty without the file.

    Args:
        numbers: Of the directions that the document has.

    Raises:
        DocumentError: If a line can't be read, or names a direction that isn't there.
    """
    path = folder / EXAMPLES
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # a description may hold U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError("示例文件无法读取", str(path), "请检查文件是否可读、是否为 UTF-8 编码") from error
    return tuple(_example(line, f"{path} 第 {n} 行", numbers) for n, line in enumerate(lines, start=1) if line.strip())


def _example(line: str, where: str, numbers: Collection[int]) -> Example:
    try:
        raw: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DocumentError("示例不是 JSON", where, "请改正或删去这一行") from error
    fields = cast("dict[str, object]", raw) if isinstance(raw, dict) else {}
    description, direction, hard = fields.get("description"), fields.get("direction"), fields.get("hard", False)
    if not isinstance(description, str) or not description.strip() or not isinstance(hard, bool):
        raise DocumentError("示例缺项或类型不对", where, '请写成 {"description": "…", "direction": 1, "hard": false}')
    if direction is None or (isinstance(direction, int) and not isinstance(direction, bool) and direction in numbers):
        return Example(description, direction, hard)
    raise DocumentError(f"示例的方向「{direction}」不在文件里", where, "direction 写方向的序号，没有合适的写 null")
