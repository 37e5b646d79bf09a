"""Matches as HTML: words and clauses set against each other, what is demanded, and that nothing typed is obeyed."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from assistant.matching.model import DirectionMatch, Fit, Match
from assistant.web.direction_html import described_html, found_html
from assistant.web.match_html import EXAMPLES, match_tab_html
from assistant.web.overlap import overlaps
from assistant.web.shelf import Shelf
from tests.fake_assistant import NOTICE, notice
from tests.fake_match import KITCHEN, SHOP, TREES, UNSURE, matched
from tests.test_web_answer_html import Elements

SHELF = Shelf.of((notice(),))


def found(description: str) -> Match:
    return matched(description, notice())


def elements(html: str) -> Elements:
    read = Elements(html)
    assert not read.open, "every element is closed"
    return read


def shown(description: str) -> Elements:
    return elements(found_html(found(description), SHELF, "copied"))


def text_of(html: str) -> str:
    """What is read, numbers of pairs left out."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<button.*?</button>", "", html)))


def described(description: str) -> list[str]:
    html = described_html(found(description), description)
    return re.findall(r'<div class="described"[^>]*>(.*?)</div>', html, flags=re.DOTALL)


@pytest.mark.parametrize("description", [TREES, KITCHEN, UNSURE, SHOP, f"  {TREES}\n\n第二段<b>&amp;"])
def test_the_description_stays_as_it_was_typed(description: str) -> None:
    variants = described(description)
    assert len(variants) == 3, "one without marks and one for each direction"
    assert {text_of(variant) for variant in variants} == {description}


def test_matched_words_are_underlined_where_they_stand() -> None:
    html = described_html(found(TREES), TREES)
    words = re.findall(r'<span class="said pair-(\d)" id="said-1-(\d)">(.*?)</span>', html)
    assert words == [("1", "1", "套种了落叶乔木"), ("2", "2", "挂了巢箱引来益鸟")]


def test_a_pair_has_the_same_number_on_both_sides() -> None:
    ids = {attrs.get("id") for _, attrs in elements(described_html(found(TREES), TREES)).tags} | {
        attrs.get("id") for _, attrs in shown(TREES).tags
    }
    targets = [attrs["data-goto"] for _, attrs in shown(TREES).tags if "data-goto" in attrs]
    targets += [
        attrs["data-goto"] for _, attrs in elements(described_html(found(TREES), TREES)).tags if "data-goto" in attrs
    ]
    assert targets and set(targets) <= ids


def test_words_in_common_are_emphasised_on_both_sides() -> None:
    html = found_html(found(TREES), SHELF, "")
    assert "挂了<b>巢箱引来益鸟</b>" in html
    assert "设置<b>巢箱引来益鸟</b>，减少用药次数" in html


def test_a_quote_opens_the_notice_at_its_place() -> None:
    for attrs in shown(TREES).classed("quote-button"):
        clause = SHELF.clauses[NOTICE, attrs["data-clause"] or ""]
        assert clause.text[int(attrs["data-start"] or "") : int(attrs["data-end"] or "")]
    assert "附件1·一（一）·应用场景·2" in shown(TREES).text


def test_the_first_card_is_open_and_the_others_are_folded() -> None:
    heads = shown(TREES).classed("direction-head")
    assert [head["aria-expanded"] for head in heads] == ["true", "false"]
    bodies = shown(TREES).classed("direction-body")
    assert [body["id"] for body in bodies] == [head["aria-controls"] for head in heads]
    assert ["hidden" in body for body in bodies] == [False, True]


def test_what_is_demanded_is_told_by_word_and_not_by_colour_alone() -> None:
    assert [attrs["data-met"] for attrs in shown(TREES).classed("demand")][:2] == ["yes", "open"]
    assert "看来达到" in shown(TREES).text and "请核对" in shown(TREES).text
    assert "看来未达到" in shown(KITCHEN).text and "“改了1条生产线”" in shown(KITCHEN).text


def test_probabilities_never_say_certain_or_impossible() -> None:
    assert "86%" in shown(TREES).text and "不到 1%" in shown(TREES).text
    sure = replace(found(TREES), directions=(replace(found(TREES).directions[0], score=0.9999),))
    assert "99% 以上" in elements(found_html(sure, SHELF, "")).text


def test_neighbours_are_compared_in_a_table_of_the_first_card_only() -> None:
    assert len(shown(TREES).classed("contrasts")) == 1
    assert "本方向看林相，该方向看车间" in shown(TREES).text
    assert not shown(UNSURE).classed("contrasts")


def test_a_card_carries_its_direction_and_its_notice() -> None:
    carried = [attrs for _, attrs in shown(KITCHEN).tags if "data-carry" in attrs]
    assert [(attrs["data-carry"], attrs["data-document"]) for attrs in carried] == [("3", NOTICE), ("1", NOTICE)]


def test_what_is_close_asks_the_question_that_decides() -> None:
    assert "改造的是茶园里的林相，还是炒青车间？" in shown(UNSURE).text
    assert shown(UNSURE).classed("amber")


def test_what_fits_nothing_says_why_and_what_would() -> None:
    text = shown(SHOP).text
    for part in ("没有合适的方向", "生态类", "加工类", "2 个方向", "哪些话让它看着像", "怎样才算合适"):
        assert part in text
    assert "没有合适的方向：" not in text, "it is said once"
    assert all(head["aria-expanded"] == "false" for head in shown(SHOP).classed("direction-head"))
    assert not [attrs for _, attrs in shown(SHOP).tags if "data-carry" in attrs]


def test_markup_in_texts_is_shown_as_typed() -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
    description = f"{nasty}{TREES}"
    match = found(description)
    direction = replace(match.directions[0].direction, name=nasty, category=nasty)
    first = replace(match.directions[0], direction=direction, why=nasty)
    made = replace(match, directions=(first,), note=nasty, contrasts=())
    for html in (
        found_html(made, SHELF, nasty),
        described_html(made, description),
        found_html(replace(made, fit=Fit.CLOSE, ask=nasty), SHELF, nasty),
        found_html(replace(made, fit=Fit.NONE), SHELF, nasty),
    ):
        tags = {tag for tag, _ in elements(html).tags}
        assert not tags & {"script", "img"}


def test_pairs_that_overlap_are_underlined_once() -> None:
    match = found(TREES)
    first: DirectionMatch = match.directions[0]
    twice = replace(match, directions=(replace(first, evidence=first.evidence + first.evidence),))
    assert text_of(described_html(twice, TREES)) == TREES * 2


def test_the_tab_has_four_examples_and_one_choice_of_notice_if_there_are_several() -> None:
    one, other = notice(), replace(notice(), id="other", number="云农函〔2020〕1号")
    tab = elements(match_tab_html((one,)))
    assert len([attrs for _, attrs in tab.tags if "data-describe" in attrs]) == len(EXAMPLES) == 4
    assert "match-document" not in [attrs.get("id") for _, attrs in tab.tags]
    assert "match-document" in [attrs.get("id") for _, attrs in elements(match_tab_html((one, other))).tags]


def test_without_directions_the_tab_says_so() -> None:
    assert "暂时不能选方向" in match_tab_html((replace(notice(), directions=()),))
    assert "暂时不能选方向" in match_tab_html(())


@pytest.mark.parametrize(
    ("text", "other", "words"),
    [
        ("套种了落叶乔木", "在茶园内套种乔木", ["套种", "乔木"]),
        ("5G专网", "建设5g网络", ["5G"]),
        ("的了和与", "的了和与", []),
        ("", "任何", []),
        ("İİ平台", "平台", ["平台"]),
    ],
)
def test_words_in_common(text: str, other: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in overlaps(text, other)] == words
