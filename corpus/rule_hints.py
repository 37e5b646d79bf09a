"""What a description says when it answers a question: the `[field.prefill]` table of `rules.toml`, read strictly.

A phrase is plain words. `|` parts alternatives, `…` a few other characters within one clause: `入选|列入…试点`. A phrase
that begins with `我们是…` counts only where the applicant says what it is, in whatever words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from corpus.rule_entry import Entry
from corpus.rule_model import Hints, Kind, Phrase

TABLE: Final = "prefill"
GAP: Final = "…"
BEING: Final = "我们是" + GAP
_OR: Final = "|"
_BREAK: Final = re.compile(r"[，。；！？：,;!?:\s]")
_SHORTEST: Final = 2
_NUMBERS: Final = {Kind.COUNT, Kind.NUMBER}
_CHOSEN: Final = {Kind.CHOICE, Kind.CHOICES}
_COUNTED: Final = {*_NUMBERS, Kind.DATE, Kind.DIRECTIONS}


def read_hints(entry: Entry, kind: Kind, choices: Sequence[str], unit: str) -> Hints | None:
    """The table of one question; None if it has none.

    Raises:
        DocumentError: If a key is unknown or doesn't fit the question's type, or a phrase is empty or ambiguous.
    """
    if not entry.has(TABLE):
        return None
    table = entry.part(TABLE)
    hints = Hints(
        said=_said(table, kind, choices),
        not_said=_phrases(table, "not", table.texts("not")),
        near=_phrases(table, "near", table.texts("near")),
        units=tuple(dict.fromkeys((unit, *table.texts("units")))) if kind in _NUMBERS else (),
        none=_phrases(table, "none", table.texts("none")),
        unless=_phrases(table, "unless", table.texts("unless")),
        past=table.flag("past"),
        planned=table.flag("planned"),
    )
    for key, fitting in (
        ("said", {Kind.BOOL, *_CHOSEN}),
        ("not", {Kind.BOOL}),
        ("near", _COUNTED),
        ("units", _NUMBERS),
        ("none", {*_NUMBERS, Kind.DIRECTIONS}),
    ):
        if table.has(key) and kind not in fitting:
            table.fail(f"的 {key} 不适用于 {kind}", f"{key} 用于：{'、'.join(sorted(fitting))}")
    if kind in _NUMBERS and hints.near and not unit:
        table.fail("有 near 而这一问没有 unit", '请给这一问写 unit = "…"')
    if not (hints.said or hints.not_said or hints.near or hints.none):
        table.fail("没有一个短语", "请写 said、not、near 或 none，或删去整张表")
    table.done()
    return hints


def _said(table: Entry, kind: Kind, choices: Sequence[str]) -> tuple[tuple[str | bool, tuple[Phrase, ...]], ...]:
    """Phrases by the value they say, in the order of the choices."""
    if kind not in _CHOSEN:
        phrases = _phrases(table, "said", table.texts("said"))
        return ((True, phrases),) if phrases else ()
    by_choice = table.part("said") if table.has("said") else None
    if by_choice is None:
        return ()
    found = tuple((choice, _phrases(by_choice, choice, by_choice.texts(choice))) for choice in choices)
    by_choice.done()
    owners: dict[Phrase, str] = {}
    for choice, phrases in found:
        for phrase in phrases:
            other = owners.setdefault(phrase, choice)
            if other != choice:
                text = next(t for t in by_choice.texts(choice) if _phrase(by_choice, choice, t) == phrase)
                table.fail(f"的「{text}」既是「{other}」又是「{choice}」", "请只留一处，或把短语写得更确切")
    return tuple((choice, phrases) for choice, phrases in found if phrases)


def _phrases(table: Entry, key: str, texts: Sequence[str]) -> tuple[Phrase, ...]:
    return tuple(_phrase(table, key, text) for text in texts)


def _phrase(table: Entry, key: str, text: str) -> Phrase:
    is_being = text.startswith(BEING)
    parts = tuple(tuple(part.split(_OR)) for part in text.removeprefix(BEING).split(GAP))
    if _BREAK.search(text):
        table.fail(f"的 {key} 中「{text}」有标点或空格", "短语只在一个分句之内，请拆成几个")
    if not all(word for part in parts for word in part):
        table.fail(f"的 {key} 中「{text}」有空的一段", f"{_OR} 与 {GAP} 的两边都要有字")
    if sum(len(min(part, key=len)) for part in parts) < _SHORTEST:
        table.fail(f"的 {key} 中「{text}」太短", f"每个短语至少 {_SHORTEST} 个字，单字易误认")
    return Phrase(parts, is_being)
