"""The shipped notice with its numbers, dates, names, mailbox and class order changed: what is recognised changes too."""

from __future__ import annotations

import re
from datetime import date

import pytest

from corpus.clause_path import ClausePath
from corpus.facts import values
from corpus.library import BUILTIN, load_document
from corpus.model import Document
from corpus.numerals import to_chinese

SHIPPED = BUILTIN / "miit-2023-319"


def reordered(text: str) -> str:
    """The annex's classes in reverse order, classes and directions numbered anew."""
    lines = text.split("\n")
    annex = next(i for i, line in enumerate(lines) if re.match(r"附件\s*1", line))
    starts = [i for i in range(annex, len(lines)) if re.match(r"[一二三四五六七]、", lines[i])]
    blocks = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    counted, direction = [*lines[: starts[0]]], 0
    for number, block in enumerate(reversed(blocks), 1):
        for line in block:
            if re.match(r"[一二三四五六七]、", line):
                line = re.sub(r"^[^、]+", to_chinese(number), line)
            elif re.match(r"（[一二三四五六七八九十]+）", line):
                direction += 1
                line = re.sub(r"^（[^）]+", f"（{to_chinese(direction)}", line)
            counted.append(line)
    return "\n".join(counted)


def changed(text: str) -> str:
    """Numbers, dates, names, phones and mailboxes replaced, class order reversed."""
    head, mark, annex = text.partition("附件 1")
    mailboxes = sorted({value.text for value in values(head) if value.kind == "email"})
    for place, mailbox in enumerate(mailboxes):
        head = head.replace(mailbox, f"shenbao@one{'xy'[place]}.example.cn")
    for match in re.findall(r"0\d{2}-\d{8}", head):
        head = head.replace(match, f"0999-{5550000 + int(match[-3:])}")
    original = load_document(SHIPPED)
    for old, new in ((original.issued, "2024年1月15日"), (original.deadline, "2024年3月8日")):
        assert old
        head = head.replace(f"{old.year}年{old.month}月{old.day}日", new)
    head = head.replace("319号", "88号").replace(original.issuer, "乙省数据管理局")
    head = re.sub(r"27\s*个具体方向", "26个具体方向", head)
    return reordered(head + mark + annex)


@pytest.fixture(scope="module")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The changed text beside the unchanged `document.toml`, so that its sha256 no longer fits."""
    path = tmp_path_factory.mktemp("variant") / SHIPPED.name
    path.mkdir()
    for file in SHIPPED.glob("*.toml"):
        (path / file.name).write_bytes(file.read_bytes())
    text = (SHIPPED / "notice.txt").read_text(encoding="utf-8")
    (path / "notice.txt").write_text(changed(text), encoding="utf-8")
    return load_document(path)


def test_a_changed_notice_gives_changed_particulars(variant: Document) -> None:
    original = load_document(SHIPPED)
    assert variant.number == original.number.replace("319", "88")
    assert variant.issuer == "乙省数据管理局"
    assert variant.title.startswith("乙省数据管理局关于")
    assert (variant.issued, variant.deadline) == (date(2024, 1, 15), date(2024, 3, 8))


def test_a_changed_notice_has_its_directions_in_the_new_order(variant: Document) -> None:
    original = load_document(SHIPPED)
    assert len(variant.clauses) == len(original.clauses)
    assert [d.number for d in variant.directions] == list(range(1, 28))
    assert [c.name for c in variant.categories] == [c.name for c in reversed(original.categories)]
    by_class = [
        [d.name for d in original.directions if d.category_path == c.path] for c in reversed(original.categories)
    ]
    assert [d.name for d in variant.directions] == [name for names in by_class for name in names]


def test_other_names_follow_their_direction(variant: Document) -> None:
    original = {d.name: set(d.aliases) for d in load_document(SHIPPED).directions}
    assert all(set(d.aliases) <= original[d.name] for d in variant.directions)
    assert sum(bool(d.aliases) for d in variant.directions) >= 24
    assert all(c.aliases and c.name.startswith(c.aliases[0]) for c in variant.categories)


def test_a_changed_notice_has_changed_doubts(variant: Document) -> None:
    conflicts = [d for d in variant.doubts if d.kind == "conflict"]
    assert len(conflicts) == 2
    assert "shenbao@onex.example.cn" in conflicts[0].text and "shenbao@oney.example.cn" in conflicts[0].text
    assert "26个具体方向" in conflicts[1].text and "27个方向" in conflicts[1].text
    typo = next(d for d in variant.doubts if d.kind == "typo")
    assert [str(p) for p in typo.clauses] == [str(d.path) for d in variant.directions if "工联网" in d.name]
    assert all(ClausePath.parse(str(p)) == p for d in variant.doubts for p in d.clauses)
