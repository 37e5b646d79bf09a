"""boundaries.toml against its document: what is read, what is left out, and what follows a renumbered text."""

from __future__ import annotations

import re
import shutil
import tomllib
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from corpus.boundaries import BOUNDARIES, Boundary, read_boundaries
from corpus.directions import direction_of
from corpus.errors import DocumentError
from corpus.library import BUILTIN, load_document, load_library
from corpus.model import Document
from tests.test_corpus_variant import reordered

ROOT = Path(__file__).parent.parent
SHIPPED = BUILTIN / "miit-2023-319"
INVENTED = ROOT / "eval" / "notices" / "haidu-2025"

# Of a notice that no code knows of: two directions of one class, and a third.
TWO_SIDED = """
[[boundary]]
ask = "共享数据是为了协同，还是为了融资？"

[[boundary.side]]
reason = "为产业链协同的是工业数据协同"
quote = "接入数据共享的上下游企业不少于20家"

[[boundary.side]]
reason = "为融资的是供应链金融"
quote = "FINANCE"

[[boundary.side]]
reason = "为其他用途的是数据空间"
quote = "SPACE"
"""


@cache
def document() -> Document:
    return load_document(SHIPPED)


@cache
def shipped() -> tuple[Boundary, ...]:
    return read_boundaries(SHIPPED, document().clauses, document().directions)


@cache
def stated() -> list[dict[str, Any]]:
    """The shipped file as it is written."""
    return tomllib.loads((SHIPPED / BOUNDARIES).read_text(encoding="utf-8"))["boundary"]


def own_words(of: Document, number: int) -> str:
    """Words of a direction, from its first long line; they stand nowhere else."""
    direction = next(d for d in of.directions if d.number == number)
    held = [c for c in of.clauses if direction.path.holds(c.path)]
    texts = [line for c in held for line in c.text.split("\n") if len(line) > 20]
    words = texts[0][:20]
    assert sum(words in c.text for c in of.clauses) == 1
    return words


def invented(folder: Path, boundaries: str) -> tuple[Document, tuple[Boundary, ...]]:
    """A copy of an invented notice in `folder`, with boundaries of its own."""
    target = folder / INVENTED.name
    shutil.copytree(INVENTED, target)
    read = load_document(target)
    for word, number in (("FINANCE", 3), ("SPACE", 7)):
        boundaries = boundaries.replace(word, own_words(read, number))
    (target / BOUNDARIES).write_text(boundaries, encoding="utf-8")
    return read, read_boundaries(target, read.clauses, read.directions)


def numbers(of: Document, boundary: Boundary) -> list[int]:
    by_path = {d.path: d.number for d in of.directions}
    return [by_path[side.direction] for side in boundary.sides]


# ---- the shipped file


def test_every_side_of_the_shipped_file_is_read() -> None:
    assert [[(s["reason"], s["quote"]) for s in entry["side"]] for entry in stated()] == [
        [(side.reason, side.quote) for side in boundary.sides] for boundary in shipped()
    ]
    assert len(shipped()) > 80


def test_every_shipped_quote_is_verbatim_in_its_direction_and_in_no_other() -> None:
    for side in (side for boundary in shipped() for side in boundary.sides):
        holding = [c.path for c in document().clauses if side.quote in c.text]
        assert side.clause in holding
        assert {d.path for p in holding if (d := direction_of(p, document().directions))} == {side.direction}
        assert side.direction.holds(side.clause)


def test_shipped_quotes_are_short_and_decisive() -> None:
    quotes = [side.quote for boundary in shipped() for side in boundary.sides]
    assert not [quote for quote in quotes if not 8 <= len(quote) <= 40]


def test_a_shipped_boundary_asks_one_short_question_of_different_directions() -> None:
    for boundary in shipped():
        assert len(boundary.ask) <= 45 and boundary.ask.endswith("？") and boundary.ask.count("？") == 1
        assert len(set(numbers(document(), boundary))) == len(boundary.sides)


def test_a_shipped_reason_is_one_clause_whose_numbers_stand_in_its_quote() -> None:
    for side in (side for boundary in shipped() for side in boundary.sides):
        assert not re.search(r"[。；？\n]", side.reason), side.reason
        assert len(side.reason) <= 40, side.reason
        assert all(n in side.quote for n in re.findall(r"\d+|[一二三四五六七八九十百]", side.reason)), side.reason


def test_every_pair_of_directions_has_a_shipped_boundary_and_those_of_a_class_one_of_their_own() -> None:
    first = first_for_pairs()
    assert not [pair for pair in combinations([d.number for d in document().directions], 2) if pair not in first]
    category = {d.number: d.category_path for d in document().directions}
    assert not [p for p, boundary in first.items() if category[p[0]] == category[p[1]] and len(boundary.sides) > 2]


def test_no_shipped_boundary_is_hidden_by_those_before_it() -> None:
    used = list(first_for_pairs().values())
    assert not [boundary.ask for boundary in shipped() if not any(boundary is u for u in used)]


def first_for_pairs() -> dict[tuple[int, int], Boundary]:
    """By numbers of directions, the smaller first."""
    found: dict[tuple[int, int], Boundary] = {}
    for boundary in shipped():
        for one, two in combinations(sorted(numbers(document(), boundary)), 2):
            found.setdefault((one, two), boundary)
    return found


def test_shipped_boundaries_follow_their_words_into_a_renumbered_text(tmp_path: Path) -> None:
    folder = tmp_path / SHIPPED.name
    shutil.copytree(SHIPPED, folder)
    text = (SHIPPED / "notice.txt").read_text(encoding="utf-8")
    (folder / "notice.txt").write_text(reordered(text), encoding="utf-8")
    moved_document = load_document(folder)
    moved = read_boundaries(folder, moved_document.clauses, moved_document.directions)
    names = {d.path: d.name for d in document().directions}
    moved_names = {d.path: d.name for d in moved_document.directions}
    assert [b.ask for b in moved] == [b.ask for b in shipped()]
    assert [[moved_names[s.direction] for s in b.sides] for b in moved] == [
        [names[s.direction] for s in b.sides] for b in shipped()
    ]
    assert all(s.quote in moved_document.clause(str(s.clause)).text for b in moved for s in b.sides)
    assert [numbers(moved_document, b) for b in moved] != [numbers(document(), b) for b in shipped()]


def test_a_shipped_quote_that_is_gone_leaves_its_sides_out_and_keeps_the_others(tmp_path: Path) -> None:
    folder = tmp_path / SHIPPED.name
    shutil.copytree(SHIPPED, folder)
    gone = shipped()[0].sides[0].quote
    text = (SHIPPED / "notice.txt").read_text(encoding="utf-8")
    (folder / "notice.txt").write_text(text.replace(gone, gone[::-1]), encoding="utf-8")
    changed = load_document(folder)
    kept = read_boundaries(folder, changed.clauses, changed.directions)
    assert not [s for b in kept for s in b.sides if s.quote == gone]
    without = [[s for s in b.sides if s.quote != gone] for b in shipped()]
    assert [list(b.sides) for b in kept] == [sides for sides in without if len(sides) > 1]
    assert 0 < len(kept) < len(shipped())


# ---- any file


def test_boundaries_need_no_code_for_another_notice(tmp_path: Path) -> None:
    read, (boundary,) = invented(tmp_path, TWO_SIDED)
    assert numbers(read, boundary) == [1, 3, 7]
    for side in boundary.sides:
        assert boundary.side(side.direction) is side
        assert side.quote in read.clause(str(side.clause)).text
    assert boundary.side(read.directions[1].path) is None


def test_a_folder_without_boundaries_has_none(tmp_path: Path) -> None:
    read = load_document(INVENTED)
    assert read_boundaries(tmp_path, read.clauses, read.directions) == ()


@pytest.mark.parametrize("empty", ["", "# nothing yet\n", "boundary = []\n", "\ufeff# saved by an editor\n"])
def test_an_empty_file_has_none(tmp_path: Path, empty: str) -> None:
    assert invented(tmp_path, empty)[1] == ()


def test_a_side_whose_quote_is_gone_is_left_out(tmp_path: Path) -> None:
    read, (boundary,) = invented(tmp_path, TWO_SIDED.replace("不少于20家", "不少于二十家"))
    assert numbers(read, boundary) == [3, 7]


def test_a_boundary_of_one_side_is_left_out(tmp_path: Path) -> None:
    lost = TWO_SIDED.replace("不少于20家", "不少于二十家").replace("SPACE", "文件里没有的话")
    assert invented(tmp_path, lost)[1] == ()


def test_a_boundary_within_one_direction_is_left_out(tmp_path: Path) -> None:
    same = TWO_SIDED.replace("FINANCE", "牵头单位为制造业企业").replace("SPACE", "文件里没有的话")
    assert invented(tmp_path, same)[1] == ()


def test_a_quote_that_stands_in_several_directions_is_nobodys(tmp_path: Path) -> None:
    read, (boundary,) = invented(tmp_path, TWO_SIDED.replace("接入数据共享的上下游企业不少于20家", "应用场景"))
    assert sum("应用场景" in c.text for c in read.clauses) > 1
    assert numbers(read, boundary) == [3, 7]


def test_a_quote_outside_the_directions_is_nobodys(tmp_path: Path) -> None:
    general = "申报主体应当在海渡省内登记注册"
    read, (boundary,) = invented(tmp_path, TWO_SIDED.replace("接入数据共享的上下游企业不少于20家", general))
    assert any(general in c.text for c in read.clauses)
    assert numbers(read, boundary) == [3, 7]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[boundary]]", "[[boundary", "方向边界文件无法读取"),
        ('ask = "共享', 'ask = "共享\n', "方向边界文件无法读取"),
        ("ask =", "aks =", "方向边界缺项.*第 1 个"),
        ('ask = "共享数据是为了协同，还是为了融资？"', 'ask = " "', "方向边界缺项"),
        ('ask = "共享数据是为了协同，还是为了融资？"', "ask = 3", "方向边界缺项"),
        ("[[boundary.side]]", "[[boundary.sides]]", "方向边界缺项"),
        ("reason =", "raeson =", "方向边界的一方缺项"),
        ('reason = "为融资的是供应链金融"', 'reason = ""', "方向边界的一方缺项"),
        ('quote = "FINANCE"', "", "方向边界的一方缺项"),
        ('quote = "FINANCE"', "quote = 20", "方向边界的一方缺项"),
        ('quote = "FINANCE"', 'quote = "　"', "方向边界的一方缺项"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, old: str, new: str, told: str) -> None:
    broken = TWO_SIDED.replace(old, new)
    assert broken != TWO_SIDED
    with pytest.raises(DocumentError, match=told) as caught:
        invented(tmp_path, broken)
    assert BOUNDARIES in caught.value.where and caught.value.next_step


@pytest.mark.parametrize(
    "entries", ["boundary = 3", 'boundary = ["甲"]', '[[boundary]]\nask = "甲？"\nside = ["乙", "丙"]']
)
def test_entries_of_another_shape_are_refused(tmp_path: Path, entries: str) -> None:
    with pytest.raises(DocumentError, match="方向边界"):
        invented(tmp_path, entries)


def test_a_boundary_written_with_one_side_is_refused(tmp_path: Path) -> None:
    single = TWO_SIDED[: TWO_SIDED.index("[[boundary.side]]", TWO_SIDED.index("[[boundary.side]]") + 1)]
    with pytest.raises(DocumentError, match="方向边界缺项"):
        invented(tmp_path, single)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    read = load_document(INVENTED)
    (tmp_path / BOUNDARIES).write_bytes("# 边界".encode("gb18030"))
    with pytest.raises(DocumentError, match="无法读取"):
        read_boundaries(tmp_path, read.clauses, read.directions)


def test_broken_boundaries_dont_stop_the_library(tmp_path: Path) -> None:
    shutil.copytree(INVENTED, tmp_path / INVENTED.name)
    (tmp_path / INVENTED.name / BOUNDARIES).write_text("[[boundary", encoding="utf-8")
    assert load_library([tmp_path]).documents[0].id == INVENTED.name
