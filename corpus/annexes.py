"""A document's lines → its body and its annexes; a list of attachments at a letter's end is neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.lines import Line
from corpus.marks import ITEM, mark_of
from corpus.numerals import NUMERAL, dates, to_int

_ORDINAL = rf"(\d{{1,2}}(?:\s*[-—－]\s*\d{{1,2}})?|{NUMERAL})"
_ANNEX_LINE = re.compile(
    rf"[\[【]?附\s*件\s*{_ORDINAL}?\s*[\]】]?\s*(?:[:：]\s*(?P<named>.*)|[.．、](?!\d)\s*(?P<listed>.*)|)$|附\s*[:：]\s*(?P<short>.*)$"
)
_SPACED = re.compile(rf"附\s*件\s*{_ORDINAL}\s+(?P<named>[^。；;，,]{{2,60}})$")
_NO_TITLE = re.compile(r"[的中和与及、为是所]|要求|规定|格式|模板")
_LIST_ITEM = re.compile(ITEM)
_TAIL = re.compile(r"[（(].*[）)]$|(?:联系人|联系方式|联系电话|抄送|主送|分享|印发|主动公开|公开方式|信息公开)")
_SIGNED = re.compile(r"[^。；;：:]{2,40}$")
_LONGEST_ITEM = 100


def parts(lines: Sequence[Line]) -> Iterator[tuple[str | None, list[Line]]]:
    """The body (None) and each annex (`附件1`) with their lines, in source order; names are unique.

    Entries of a list of attachments come out as plain lines of the body.
    """
    starts = [i for i, line in enumerate(lines) if not line.plain and _annex_line(line.text)]
    names: set[str] = set()
    name: str | None = None
    block: list[Line] = list(lines[: starts[0]] if starts else lines)
    for start, following in zip(starts, [*starts[1:], len(lines)], strict=False):
        listed = _entries(lines[start:following])
        if listed and (name is None or listed < following - start):
            block += [replace(line, plain=True) for line in lines[start : start + listed]]
            block += lines[start + listed : following]
            continue
        if block:
            yield name, block
        name = _free_name(_name(lines[start].text), names)
        names.add(name)
        block = list(lines[start:following])
    if block:
        yield name, block


def is_annex_line(text: str) -> bool:
    """True for `附件1`, `附件 2：…`, `附件：…`, `附：…` and the like as a whole line."""
    return _annex_line(text) is not None


def annex_title(lines: Sequence[str]) -> str:
    """The title of an annex, from its opening lines: after the colon, or on the line below `附件1`."""
    match = _annex_line(lines[0]) if lines else None
    if match is None:
        return ""
    own = _given(match)
    return own or (lines[1].strip() if len(lines) > 1 else "")


def _annex_line(text: str) -> re.Match[str] | None:
    match = _ANNEX_LINE.match(text)
    if match:
        return match
    spaced = _SPACED.match(text)
    return spaced if spaced and not _NO_TITLE.match(spaced["named"]) else None


def _given(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next((value.strip() for value in groups.values() if value), "")


def _name(text: str) -> str:
    match = _annex_line(text)
    ordinal = re.sub(r"\s", "", match[1] or "") if match else ""
    ordinal = re.sub(r"[—－]", "-", ordinal)
    return f"附件{ordinal if not ordinal or '-' in ordinal else to_int(ordinal)}"


def _free_name(name: str, taken: set[str]) -> str:
    """`name`, or with `·2` at its end where the source has two annexes of one name."""
    if name not in taken:
        return name
    count = 2
    while f"{name}·{count}" in taken:
        count += 1
    return f"{name}·{count}"


def _entries(block: Sequence[Line]) -> int:
    """How many lines at the start of `block` only list attachments; 0 if an annex starts here.

    Args:
        block: From one line `附件…` up to the next, or to the end.
    """
    match = _annex_line(block[0].text)
    assert match is not None
    given = _given(match)
    is_listed = bool(_LIST_ITEM.match(given) or match.groupdict().get("listed"))
    count = 1
    if is_listed or not (given or match[1]):
        while count < len(block) and _is_item(block[count].text):
            count += 1
    rest = [line.text for line in block[count:]]
    if is_listed or not rest or (count > 1 and block[0].text.endswith(("：", ":"))):
        return count
    return count if (given or count > 1) and _closes(rest) else 0


def _is_item(text: str) -> bool:
    return bool(_LIST_ITEM.match(text)) and len(text) <= _LONGEST_ITEM and "。" not in text.rstrip("。")


def _closes(rest: Sequence[str]) -> bool:
    """True if a letter ends here: nothing but a signature, date and remarks, or signature and date come next."""
    for place, text in enumerate(rest[:6]):
        if _is_date(text):
            return True
        if mark_of(text) or not (_SIGNED.match(text) or _TAIL.match(text)):
            return False
        if place + 1 == len(rest):
            return bool(_TAIL.match(text)) or place == 0 and bool(re.search(r"[部厅局委会室署院府]$", text))
    return False


def _is_date(text: str) -> bool:
    found = dates(text)
    return bool(found) and found[0][2] - found[0][1] >= len(text.strip()) - 2
