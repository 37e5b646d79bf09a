"""An answer's text taken apart: paragraphs, lists, marks; and put together again for the clipboard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.model import Answer, Citation
from assistant.web.shelf import Shelf

MARK = re.compile(r"\[(\d{1,3})\]")
_MARKS = re.compile(r"\s*(?:\[\d{1,3}\])+")
_BULLET = re.compile(r"\s*(?:(?P<dot>[-*•·])\s+|(?P<number>\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]))\s*")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `number` is its mark as written (`1.`, `（2）`), empty for a bullet."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class ItemList:
    items: tuple[Item, ...]


Block = Paragraph | ItemList


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs and lists in order; a line that begins with a bullet or a number is an item, others end the list."""
    found: list[Block] = []
    items: list[Item] = []

    def close_list() -> None:
        if items:
            found.append(ItemList(tuple(items)))
            items.clear()

    for line in text.splitlines():
        bullet = _BULLET.match(line)
        if bullet and line[bullet.end() :].strip():
            items.append(Item(bullet["number"] or "", line[bullet.end() :].strip()))
            continue
        close_list()
        if line.strip():
            found.append(Paragraph(line.strip()))
    close_list()
    return tuple(found)


def cited(answer: Answer, number: str) -> Citation | None:
    """The citation a mark names; None for a number that names none, which is then plain text."""
    index = int(number) - 1
    return answer.citations[index] if 0 <= index < len(answer.citations) else None


def copy_text(answer: Answer, shelf: Shelf) -> str:
    """The answer as one pastes it into a letter: each run of marks becomes `〔通知二（四）；通知四〕`.

    Parts left open and doubts follow, a line each: a warning must not get lost on the way into another document.
    """

    def names(run: re.Match[str]) -> str:
        found = [cited(answer, number) for number in MARK.findall(run[0])]
        if None in found:
            return run[0]
        clauses = dict.fromkeys(shelf.name(item.document, item.clause) for item in found if item)
        return f"〔{'；'.join(clauses)}〕"

    lines = [_MARKS.sub(names, answer.text)]
    if answer.open_parts:
        lines.append(f"通知没有写明：{'；'.join(answer.open_parts)}。")
    if answer.contact:
        contact = answer.contact
        lines.append(f"可以询问：{contact.quote}〔{shelf.name(contact.document, contact.clause)}〕")
    for doubt in answer.doubts:
        where = "；".join(shelf.name(ref.document, ref.clause) for ref in doubt.clauses)
        lines.append(f"原文疑点：{doubt.text}" + (f"〔{where}〕" if where else ""))
    return "\n".join(lines)
