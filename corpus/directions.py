"""What can be applied for: the titled `（一）` clauses below the titled `一、` classes of an annex, or its `方向一：…`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.clause_path import PREAMBLE, ClausePath
from corpus.model import Category, Clause, Direction
from corpus.numerals import to_int

_CLASS = re.compile(r"(.{1,12}?类)")
_BRACKETED = re.compile(r"（(.+)）")
_NAMED = re.compile(r"(?:方向|专题|类别|任务|课题|赛道|领域|专项|板块)(.+)")


def find_directions(
    clauses: Sequence[Clause], aliases: Mapping[str, Sequence[str]]
) -> tuple[tuple[Direction, ...], tuple[Category, ...]]:
    """Directions and their classes in source order; empty where no annex is built of titled classes and directions.

    Args:
        clauses: All clauses of the document, flat.
        aliases: Clause path → other names, as in `aliases.toml`.
    """
    titled = [c for c in clauses if c.path.annex and c.heading and PREAMBLE not in c.path.steps]
    classes = {c.path: c for c in titled if len(c.path.steps) == 1 and _is_title_line(c)}
    found = [
        c
        for c in titled
        if len(c.path.steps) == 2 and c.path.parent in classes and _BRACKETED.fullmatch(c.path.steps[1])
        if _title_line(c) == c.heading
    ]
    if len(found) < 2:
        return _without_classes(titled, aliases), ()
    suffix = _common_suffix([c.heading for c in classes.values()])
    categories = {
        path: Category(path, _short_name(clause.heading, suffix), tuple(aliases.get(str(path), ())))
        for path, clause in classes.items()
        if any(path.holds(c.path) for c in found)
    }
    directions = tuple(
        Direction(
            number=number,
            path=clause.path,
            name=clause.heading,
            category=categories[path].name,
            category_path=path,
            aliases=tuple(aliases.get(str(clause.path), ())),
        )
        for number, clause in zip(_numbers(found), found, strict=True)
        if (path := clause.path.parent)
    )
    return directions, tuple(categories.values())


def _without_classes(titled: Sequence[Clause], aliases: Mapping[str, Sequence[str]]) -> tuple[Direction, ...]:
    """`方向一：…`, `方向二：…` right below an annex; they belong to no class."""
    found = [(c, m) for c in titled if len(c.path.steps) == 1 and (m := _NAMED.fullmatch(c.path.steps[0]))]
    numbers = [to_int(match[1]) or 0 for _, match in found]
    if len(found) < 2 or len(set(numbers)) < len(numbers):
        return ()
    return tuple(
        Direction(number, clause.path, clause.heading, "", None, tuple(aliases.get(str(clause.path), ())))
        for number, (clause, _) in zip(numbers, found, strict=True)
    )


def _numbers(found: Sequence[Clause]) -> list[int]:
    """The source's own ordinals where they are unique, else 1, 2, 3 … through all classes."""
    numbers = [to_int(_BRACKETED.sub(r"\1", c.path.steps[1])) or 0 for c in found]
    return numbers if len(set(numbers)) == len(numbers) else list(range(1, len(found) + 1))


def direction_of(path: ClausePath, directions: Sequence[Direction]) -> Direction | None:
    """The direction a clause belongs to, or None."""
    return next((d for d in directions if d.path.holds(path)), None)


def _title_line(clause: Clause) -> str:
    first = clause.text.split("\n", 1)[0]
    return re.sub(r"^[^）)、]{1,8}[）)、]\s*", "", first).strip()


def _is_title_line(clause: Clause) -> bool:
    return "\n" not in clause.text and _title_line(clause) == clause.heading


def _short_name(title: str, suffix: str) -> str:
    match = _CLASS.match(title)
    return match[1] if match else title.removesuffix(suffix) or title


def _common_suffix(titles: Sequence[str]) -> str:
    if len(titles) < 2:
        return ""
    suffix = titles[0]
    while suffix and not all(title.endswith(suffix) for title in titles):
        suffix = suffix[1:]
    return suffix
