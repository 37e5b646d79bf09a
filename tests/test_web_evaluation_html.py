"""The evaluation as HTML: every figure shown is one of the report's, and a report that isn't there is no disaster."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.evaluation import SHIPPED, EvaluationError, Found, Interval, Report, load_report, reports_of
from assistant.web.evaluating import shown
from assistant.web.evaluation_html import CARDS, evaluation_tab_html, report_html
from assistant.web.evaluation_parts import PERFECT, range_text
from assistant.web.plots import interval_bar, percent, reliability
from tests.fake_assistant import NOTICE, FakeAssistant, notice
from tests.test_web_answer_html import Elements

EVIL = '<img src=x onerror="alert(1)">'
# scales, places and bounds that stand in the explanations
PROSE = {"0%", "25%", "50%", "75%", "95%", "99%", "100%", "5%", "0", "1", "5"}


def interval(value: float, low: float, high: float, count: int) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "count": count}


def question(cause: str, asked: str) -> dict[str, Any]:
    return {
        "id": "q-7",
        "type": "fact",
        "cause": cause,
        "detail": "incomplete",
        "question": asked,
        "answer": "两份。",
        "verdict": "yes",
        "cited": ["通知/三"],
        "gold": ["通知/三"],
        "ranks": [1],
        "must_include": [["三份", "叁份"]],
        "must_not_include": ["九份"],
        "polarity": "no",
        "confidence": 0.9,
    }


def data() -> dict[str, Any]:
    """A report over an invented notice, every part of it there."""
    own = {"system": "product", "label": "本程序", "any@1": interval(0.91, 0.84, 0.97, 57), "behind": None}
    other = {"system": "bm25", "label": "仅 BM25", "any@1": interval(0.52, 0.41, 0.63, 57)}
    return {
        "measured": "2019-07-08",
        "counts": {"questions": 1234, "descriptions": 36, "assessments": 47},
        "headline": [
            {"name": "answer_accuracy", "label": "答对", **interval(0.8124, 0.7311, 0.8822, 58), "target": 0.9},
            {"name": "quote_fidelity", "label": "引文逐字一致", **interval(1.0, 1.0, 1.0, 71), "target": 1.0},
            {"name": "direction_first", "label": "方向第一正确", **interval(0.6667, 0.5, 0.8333, 36), "target": None},
            {"name": "assess_verdict", "label": "自评结论正确", **interval(0.9787, 0.9362, 1.0, 47), "target": None},
        ],
        "notices": [
            {"name": f"{NOTICE}/test", "questions": 61, "learned": True},
            {"name": "harbour-2020/test", "questions": 13, "learned": False},
        ],
        "sets": {
            f"{NOTICE}/test": {"answer_accuracy": 0.857, "quote_fidelity": 1.0, "median_length": 51.5},
            "harbour-2020/test": {"answer_accuracy": 0.462, "refusal_recall": 0.333},
        },
        "types": [
            {"type": "fact", "label": "事实", "right": interval(0.7, 0.6, 0.8, 44)},
            {"type": "list", "label": "列举", "right": interval(0.9, 0.85, 0.95, 27)},
        ],
        "causes": [
            {"cause": "wrong words", "label": "引对而说错", "count": 17, "details": {"incomplete": 15, "not cited": 2}},
            {"cause": "gate", "label": "核对时去掉", "count": 6, "details": {"wrongly refused": 6}},
        ],
        "systems": [
            {**own, "recall@5": interval(0.96, 0.93, 0.98, 57), "characters": 310, "ms_p50": 20.0},
            {
                **other,
                "recall@5": interval(0.77, 0.69, 0.84, 57),
                "characters": 4321,
                "ms_p50": 0.4,
                "behind": interval(0.19, 0.11, 0.26, 57),
            },
        ],
        "directions": {
            "figures": {"hard": 0.613, "none wrongly said": 0.028, "never heard of": 0.123},
            "reliability": [{"low": 0.8, "high": 0.9, "count": 22, "score": 0.847, "right": 0.8182}],
            "confusion": [[1, 1, 9], [2, 3, 4], [3, 0, 8]],
        },
        "latency": [
            {"label": "提问", "count": 333, "p5": 8.1, "p10": 9, "p25": 11.2, "p50": 14.3, "p75": 19.4}
            | {"p90": 30, "p95": 37.6, "p99": 66.7}
        ],
    }


def found(raw: dict[str, Any] | None = None, *, is_shipped: bool = True) -> Found:
    return Found(Report.model_validate_json(json.dumps(raw or data())), is_shipped)


def html_of(raw: dict[str, Any] | None = None, **how: bool) -> str:
    return report_html(found(raw, **how), (notice(),))


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def elements(html: str) -> Elements:
    read = Elements(html)
    assert not read.open, "every element is closed"
    return read


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)):
        held = cast("dict[str, Any] | list[Any]", value)
        for part in [*held.keys(), *held.values()] if isinstance(held, dict) else held:
            yield from leaves(part)
    else:
        yield value


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?%?", text))


def sayable(raw: dict[str, Any]) -> set[str]:
    """Every way in which a number of the report may be written, and the few sums that are made of them."""
    said = PROSE | {str(sum(row["count"] for row in raw["causes"])), str(len(raw["sets"])), str(len(raw["headline"]))}
    for leaf in leaves(raw):
        if isinstance(leaf, str):
            said |= numbers(leaf) | {str(int(part)) for part in re.findall(r"\d+", leaf)}
        elif isinstance(leaf, (int, float)) and not isinstance(leaf, bool):
            said |= {f"{leaf:,}", f"{leaf:.3f}", f"{leaf:g}", f"{leaf:,.1f}", f"{abs(100 * leaf):.1f}", f"{leaf:.0%}"}
            said |= {percent(leaf)} if 0 <= leaf <= 1 else set()
    return said


@pytest.mark.parametrize("raw", [data(), json.loads(SHIPPED.read_text(encoding="utf-8"))], ids=["invented", "shipped"])
def test_every_figure_shown_is_in_the_report(raw: dict[str, Any]) -> None:
    html = html_of(raw)
    told = " ".join(re.findall(r'aria-label="([^"]*)"', html))
    assert not numbers(text_of(html) + unescape(told)) - sayable(raw) - numbers(notice().number)


def test_a_card_has_the_figure_its_interval_how_many_and_its_target() -> None:
    cards = re.findall(r'<li class="figure">.*?</li>', html_of())
    first = text_of(cards[0])
    for words in ("答对", "81.2%", "95% 区间 73.1%–88.2%", "58 问", "目标 90.0%，未达到"):
        assert words in first, words
    assert "目标 100%，已达到" in text_of(cards[1])
    assert len(cards) == sum(row["name"] in CARDS for row in data()["headline"])


def test_what_went_without_a_fault_has_no_interval_to_show() -> None:
    assert range_text(Interval(value=1.0, low=1.0, high=1.0, count=71)) == PERFECT
    card = text_of(re.findall(r'<li class="figure">.*?</li>', html_of())[1])
    assert PERFECT in card and "95% 区间" not in card


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "100%"), (0.9996, "99.9%"), (0.0, "0%"), (0.0004, "0.1%"), (0.7249, "72.5%")]
)
def test_a_percentage_is_never_whole_unless_it_is(value: float, text: str) -> None:
    assert percent(value) == text


def test_what_was_measured_and_when_stands_at_the_top() -> None:
    facts = text_of(html_of()[:900])
    for words in ("1,234 个问题", "36 段项目描述", "47 份自评", "2 份通知", "2019年7月8日测得", "随程序附带"):
        assert words in facts, words
    assert "这台机器上" in html_of(is_shipped=False)


def test_a_notice_never_learned_from_is_told_apart_beside_the_means() -> None:
    html = html_of()
    lead = text_of(re.findall(r'<p class="lead">.*?</p>', html)[0])
    assert "13 问" in lead and "46.2%" in lead and "33.3%" in lead
    shown_text = text_of(html)
    assert "云农函〔2019〕7号" in shown_text and "harbour-2020" in shown_text
    assert "学习时见过这份通知" in shown_text and "从未用于学习" in shown_text


def test_an_older_report_shows_what_it_has() -> None:
    raw = data()
    for key in ("measured", "notices", "systems", "directions", "latency", "causes"):
        raw.pop(key)
    html = html_of(raw)
    elements(html)
    assert "81.2%" in html and "日测得" not in text_of(html) and "从未用于学习" not in text_of(html)
    assert "evaluation-systems" not in html


def test_types_stand_from_the_best_to_the_worst() -> None:
    html = html_of()
    assert html.index("列举") < html.index("事实")


def test_a_simpler_system_is_so_many_points_behind_and_the_own_row_is_set_off() -> None:
    html = html_of()
    text = text_of(html)
    assert "低 19.0 点" in text and "11.0–26.0 点" in text and "4,321" in text
    chosen = re.findall(r'<tr role="row" class="chosen">.*?</tr>', html)
    assert len(chosen) == 1 and "本程序" in chosen[0]


@pytest.mark.parametrize(("bounds", "said"), [((-0.02, 0.05), "分不出高低"), ((-0.2, -0.1), "高 15.0 点")])
def test_a_difference_is_told_in_its_direction(bounds: tuple[float, float], said: str) -> None:
    raw = data()
    value = sum(bounds) / 2
    raw["systems"][1]["behind"] = interval(value, *bounds, 57)
    assert said in text_of(html_of(raw))


def test_confusions_are_only_what_was_confused_commonest_first() -> None:
    text = text_of(html_of())
    assert text.index("应为方向 3，判为“都不合适”：8 段") < text.index("应为方向 2，判为方向 3：4 段")
    assert "9 段" not in text


def test_failures_are_folded_under_their_causes_and_missing_where_the_report_has_none() -> None:
    assert "错例" not in re.findall(r"<h3[^>]*>([^<]*)</h3>", html_of())
    raw = data()
    asked = [question("误拒", "要几份？"), question("引对而说错", "几份？"), question("引对而说错", "交几份？")]
    raw["failures"] = {"questions": asked, "directions": [{"id": "m-1", "text": "应 1，得 2"}], "assessments": []}
    html = html_of(raw)
    assert html.index("引对而说错：2 问") < html.index("误拒：1 问")
    for words in ("交几份？", "两份。（判断：是）", "三份 或 叁份", "说得不全", "选方向：1 段", "应 1，得 2"):
        assert words in text_of(html), words
    assert "<details open" not in html


def test_nothing_a_report_says_is_obeyed() -> None:
    raw = json.loads(json.dumps(data()))
    raw["failures"] = {
        "questions": [question(EVIL, EVIL) | {"id": EVIL, "answer": EVIL, "verdict": EVIL, "cited": [EVIL]}],
        "directions": [{"id": EVIL, "text": EVIL}],
    }
    for rows in (raw["headline"], raw["types"], raw["causes"], raw["systems"], raw["latency"]):
        rows[0]["label"] = EVIL
    raw["causes"][0]["details"] = {EVIL: 1, "x": 2}
    raw["sets"][EVIL] = {"answer_accuracy": 0.5}
    html = html_of(raw)
    assert EVIL in text_of(html)
    assert "img" not in {tag for tag, _ in elements(html).tags}


def test_a_picture_has_words_or_is_hidden_and_headings_are_in_order() -> None:
    read = elements(html_of())
    pictures = [attrs for tag, attrs in read.tags if tag == "svg"]
    assert pictures and all(a.get("aria-hidden") == "true" or a.get("aria-label") for a in pictures)
    ids = [attrs["id"] for _, attrs in read.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    jumps = [attrs["data-goto"] for _, attrs in read.tags if "data-goto" in attrs]
    assert jumps and set(jumps) <= set(ids)
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_bar_ends_where_its_value_is() -> None:
    bar = interval_bar(Interval(value=0.25, low=0.2, high=0.31, count=9), 0.9)
    assert 'class="value" x="0.00%" width="25.00%"' in bar
    assert 'class="whisker" x1="20.00%" x2="31.00%"' in bar
    assert 'class="target" x1="90.00%" x2="90.00%"' in bar
    assert reliability(()) == ""


# ---- the file


def written(folder: Path, text: str, age: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "report.json"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_600_000_000 - age, 1_600_000_000 - age))
    return path


def test_without_a_report_one_is_told_what_to_do(tmp_path: Path) -> None:
    reply = shown((tmp_path / "none.json",), FakeAssistant())
    assert "还没有评测结果" in reply["html"] and "make eval" in reply["html"]
    elements(reply["html"])


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"counts": {}}', '{"headline": 3}', "\x00"),
        json.dumps(data() | {"headline": [{"name": "x", "label": "x", **interval(7.5, 0.1, 0.2, 3)}]}),
        json.dumps(data() | {"types": [{"type": "x", "label": "x", "right": interval(float("nan"), 0, 1, 3)}]}),
    ],
)
def test_a_broken_report_is_named_and_shows_no_path_of_the_machine(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(EvaluationError):
        load_report((path,))
    html = shown((path,), FakeAssistant())["html"]
    assert "评测结果无法读取" in html and "make eval" in html and str(tmp_path) not in html


def test_the_newer_report_is_shown(tmp_path: Path) -> None:
    older = written(tmp_path / "a", json.dumps(data()), age=100)
    newer = written(tmp_path / "b", json.dumps(data() | {"measured": "2021-01-02"}))
    report = load_report((older, newer)).report
    assert report.measured and report.measured.year == 2021
    assert load_report((SHIPPED, older)) == load_report((SHIPPED,))


def test_the_report_that_ships_can_be_shown() -> None:
    reply = shown(reports_of(Path("nowhere")), FakeAssistant())
    assert "随程序附带" in reply["html"] and len(reply["html"]) < 100_000


def test_the_tab_waits_for_its_report() -> None:
    read = elements(evaluation_tab_html())
    assert any(attrs.get("aria-busy") == "true" for _, attrs in read.tags)
