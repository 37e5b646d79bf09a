"""The dates as an iCalendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar

from assistant.assessing.materials import dated_steps
from assistant.reports.calendar import calendar_ics
from tests.fake_rules import CASES_RULES, invented, shipped

EARLY = date(2023, 11, 1)
STAMP = datetime(2023, 11, 1, 8, 30, tzinfo=UTC)


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def of(as_of: date = EARLY, deadline: date | None = None) -> bytes:
    book = shipped()
    return calendar_ics(book, dated_steps(book, as_of, deadline), STAMP)


def test_steps_are_all_day_events_without_a_time_zone() -> None:
    data = of()
    assert b"VTIMEZONE" not in data and b"TZID" not in data
    for event, step in zip(events(data), dated_steps(shipped(), EARLY), strict=True):
        assert event.decoded("dtstart") == step.day
        assert event.decoded("dtend") == step.day + timedelta(days=1)
        assert type(event.decoded("dtstart")) is date


def test_suggested_days_are_marked_and_the_deadline_has_clause_and_quote() -> None:
    *suggested, last = events(of())
    assert all(str(e["summary"]).startswith("【建议】") and "通知没有写" in str(e["description"]) for e in suggested)
    quote = dated_steps(shipped(), EARLY)[-1].quote
    assert quote
    assert not str(last["summary"]).startswith("【建议】")
    assert quote.text in str(last["description"]) and str(quote.clause) in str(last["description"])
    assert all("不构成官方解释" in str(e["description"]) for e in (*suggested, last))


def test_a_reminder_rings_on_the_day_before_but_not_for_days_gone() -> None:
    for event in events(of()):
        (alarm,) = event.walk("VALARM")
        rings = datetime.combine(event.decoded("dtstart"), datetime.min.time()) + alarm.decoded("trigger")
        assert rings.date() == event.decoded("dtstart") - timedelta(days=1) and rings.hour == 9
    gone = events(of(date(2025, 1, 1)))
    assert gone and not [alarm for event in gone for alarm in event.walk("VALARM")]


def test_a_moved_deadline_keeps_the_events() -> None:
    first, moved = events(of()), events(of(deadline=date(2023, 12, 10)))
    assert [str(e["uid"]) for e in first] == [str(e["uid"]) for e in moved]
    assert [e.decoded("dtstart") for e in first] != [e.decoded("dtstart") for e in moved]
    assert len({str(e["uid"]) for e in first}) == len(first)
    assert all(str(e["summary"]).startswith("【建议】") for e in moved)


def test_the_same_steps_give_the_same_bytes_in_short_lines() -> None:
    assert of() == of()
    assert all(len(line) <= 75 for line in of().split(b"\r\n"))
    assert of().decode()


def test_no_steps_give_an_empty_calendar() -> None:
    data = calendar_ics(shipped(), (), STAMP)
    assert data.startswith(b"BEGIN:VCALENDAR") and not events(data)


def test_another_notice_needs_no_code(tmp_path: Path) -> None:
    book = invented(tmp_path, "haidu-2025", CASES_RULES)
    (event,) = events(calendar_ics(book, dated_steps(book, date(2025, 8, 1)), STAMP))
    assert "申报主体于2025年8月15日前" in str(event["description"])
