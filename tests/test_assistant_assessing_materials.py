"""What to hand in and by when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.assessing.materials import checklist, dated_steps
from corpus.rules import states
from tests.fake_rules import CASES_RULES, IN_TIME, VOUCHER_RULES, invented, shipped


def test_the_checklist_names_copies_that_its_quote_states() -> None:
    items = {item.item: item for item in checklist(shipped())}
    assert {name: item.copies for name, item in items.items() if item.copies} == {"项目申报书": 5, "项目推荐汇总表": 2}
    for item in items.values():
        assert item.quote.text in shipped().document.clause(str(item.quote.clause)).text
        assert item.who
        assert item.copies is None or states(item.quote.text, item.copies, "份")


def test_the_checklist_shows_the_doubts_of_its_clauses() -> None:
    items = {item.item: item for item in checklist(shipped())}
    doubts = "".join(items["电子版邮件"].doubts)
    assert "两种写法" in doubts and "附件3" in doubts
    assert "附件2" in "".join(items["项目视频证明材料"].doubts)


def test_paper_goes_to_an_address_that_is_quoted() -> None:
    for item in checklist(shipped()):
        if item.to:
            assert item.to.text in shipped().document.clause(str(item.to.clause)).text
    assert checklist(shipped())[0].to


def test_days_are_counted_back_from_the_deadline() -> None:
    steps = dated_steps(shipped(), IN_TIME)
    assert steps[-1].day == date(2023, 12, 20) and not steps[-1].is_suggestion
    assert all(step.is_suggestion for step in steps[:-1])
    assert [step.day for step in steps] == sorted(step.day for step in steps)
    assert [step.is_past for step in steps] == [step.day < IN_TIME for step in steps]


def test_a_day_of_ones_own_makes_every_step_a_suggestion() -> None:
    steps = dated_steps(shipped(), IN_TIME, date(2023, 12, 11))
    assert steps[-1].day == date(2023, 12, 11)
    assert all(step.is_suggestion for step in steps)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_suggested_days_are_working_days_before_the_last(last: date) -> None:
    steps = dated_steps(shipped(), IN_TIME, last)
    assert all(step.day.weekday() < 5 for step in steps[:-1])
    assert all(step.day <= last for step in steps)


def test_a_notice_without_a_deadline_or_steps_has_no_days(tmp_path: Path) -> None:
    vouchers = invented(tmp_path, "jinqiao-vouchers", VOUCHER_RULES)
    assert dated_steps(vouchers, IN_TIME) == () == checklist(vouchers)
    assert dated_steps(vouchers, IN_TIME, date(2024, 1, 1)) == ()


def test_another_notice_has_its_own(tmp_path: Path) -> None:
    book = invented(tmp_path, "haidu-2025", CASES_RULES)
    assert [item.item for item in checklist(book)] == ["演示视频"]
    assert [step.day for step in dated_steps(book, IN_TIME)] == [date(2025, 8, 15)]
