"""One table of `rules.toml`, read strictly: a wrong type or an unknown key is an error that names file and entry."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn, cast

from corpus.errors import DocumentError


class Entry:
    """A table and the keys that were read from it.

    Args:
        where: The file.
        label: What the entry is called in messages, `规则「…」`.
    """

    def __init__(self, raw: object, where: Path, label: str) -> None:
        self._where = where
        self.label = label
        self._read: set[str] = set()
        if not isinstance(raw, dict):
            self.fail("不是一张表", "请写成 [[…]] 之下的 键 = 值")
        self._raw = cast("dict[str, object]", raw)

    def fail(self, what: str, next_step: str) -> NoReturn:
        """Raises: DocumentError: Always."""
        raise DocumentError(f"{self.label}{what}", str(self._where), next_step)

    def has(self, key: str) -> bool:
        return key in self._raw

    def value(self, key: str) -> object:
        self._read.add(key)
        return self._raw.get(key)

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.value(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.fail(f"的 {key} {'缺失' if value is None else '不是文字'}", f'请写成 {key} = "…"')
        return value

    def flag(self, key: str) -> bool:
        value = self.value(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            self.fail(f"的 {key} 不是 true 或 false", f"请写成 {key} = true")
        return value

    def number(self, key: str) -> float:
        return self._number(key, self.value(key))

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        value = self.value(key)
        items = cast("list[object]", value) if isinstance(value, list) else []
        if len(items) != count:
            self.fail(f"的 {key} 应有 {count} 个数", f"请写成 {key} = [下限, 上限]")
        return tuple(self._number(key, item) for item in items)

    def _number(self, key: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
            self.fail(f"的 {key} 不是数", f"请写成 {key} = 8，不带引号，不小于 0")
        return value

    def count(self, key: str) -> int | None:
        """A whole number, or None if there is none."""
        value = self.value(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fail(f"的 {key} 不是整数", f"请写成 {key} = 5，不带引号，不小于 0")
        return value

    def day(self, key: str) -> date:
        value = self.value(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            self.fail(f"的 {key} 不是日期", f"请写成 {key} = 2023-12-20，不带引号")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different texts; empty if the key is absent."""
        value = self.value(key)
        items = cast("list[object]", value) if isinstance(value, list) else []
        if value is None:
            return ()
        found = [item for item in items if isinstance(item, str) and item.strip()]
        if not found or len(found) != len(items) or len(set(found)) != len(found):
            self.fail(f"的 {key} 不是一列互不相同的文字", f'请写成 {key} = ["…", "…"]')
        return tuple(found)

    def table(self, key: str) -> Mapping[str, object]:
        value = self.value(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fail(f"的 {key} 不是一张表", f'请写成 {key} = {{ "…" = … }}')
        return cast("dict[str, object]", value)

    def part(self, key: str) -> Entry:
        """A table inside this one."""
        return Entry(self.table(key), self._where, f"{self.label}的 {key} ")

    def entries(self, key: str, name: str) -> list[Entry]:
        """Tables of a list; the n-th is called `name` n."""
        value = self.value(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(f"的 {key} 不是一列表", f"请写成 [[{key}]]")
        items = cast("list[object]", value)
        return [Entry(item, self._where, f"{self.label}{name}{n}") for n, item in enumerate(items, 1)]

    def named(self, key: str, name: str, id_key: str) -> list[Entry]:
        """Tables of a list, each called by its own id.

        Raises:
            DocumentError: If one has no id, or two have the same.
        """
        found: dict[str, Entry] = {}
        for entry in self.entries(key, name):
            own = entry.text(id_key, required=True)
            if own in found:
                self.fail(f"{name}「{own}」出现两次", f"请修改其中一个 {id_key}")
            entry.label = f"{name}「{own}」"
            found[own] = entry
        return list(found.values())

    def done(self) -> None:
        """Raises: DocumentError: If the table has a key that nobody asked for."""
        unknown = [key for key in self._raw if key not in self._read]
        if unknown:
            near = difflib.get_close_matches(unknown[0], sorted(self._read), 1)
            hint = f"是否指 {near[0]}？" if near else f"可用的键：{'、'.join(sorted(self._read))}"
            self.fail(f"有不认识的键 {unknown[0]}", hint)
