"""The way to the deadline as an iCalendar file: all-day events, so no time zone is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from assistant.assessing.materials import DatedStep
from assistant.reports.words import safe
from assistant.rulebook import Rulebook
from corpus.model import Document

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT: Final = "-//policy-assistant//shenbao//ZH"
_DOMAIN: Final = "policy-assistant"
_SUGGESTED: Final = "建议"
_STATED: Final = "通知写明"
_DISCLAIMER: Final = "供内部准备参考，不构成官方解释。"
_REMINDER: Final = timedelta(hours=-15)  # before midnight of the day: nine in the morning of the day before


def calendar_ics(rulebook: Rulebook, steps: Sequence[DatedStep], stamp: datetime | None = None) -> bytes:
    """The steps as a file that Outlook, phones and mail programs take in.

    A step keeps its UID when its day moves, so importing again moves the event and doesn't double it.

    Args:
        stamp: When the file is made, in UTC; now by default.
    """
    from icalendar import Calendar

    document = rulebook.document
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", safe(f"申报日程：{document.title}"))
    made = (stamp or datetime.now(UTC)).replace(microsecond=0)
    for step in steps:
        calendar.add_component(_event(step, document, made))
    return calendar.to_ical()


def _event(step: DatedStep, document: Document, made: datetime) -> Event:
    from icalendar import Alarm, Event

    kind = _SUGGESTED if step.is_suggestion else _STATED
    event = Event()
    event.add("uid", _uid(step, document))
    event.add("dtstamp", made)
    event.add("last-modified", made)
    event.add("dtstart", step.day)
    event.add("dtend", step.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", safe(f"【{_SUGGESTED}】{step.what}" if step.is_suggestion else step.what))
    event.add("categories", [kind])
    event.add("description", _description(step, document))
    if not step.is_past:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", _REMINDER)
        alarm.add("description", safe(f"明天：{step.what}"))
        event.add_component(alarm)
    return event


def _description(step: DatedStep, document: Document) -> str:
    number = f"（{document.number}）" if document.number else ""
    lines = [f"{document.title}{number}", f"谁来做：{step.who}" if step.who else ""]
    if step.quote is None:
        lines.append("这一天是建议，由截止日倒排，通知没有写；只避开周末，没有计入节假日。")
    else:
        lines += [f"依据：{step.quote.clause}", f"原文：“{step.quote.text}”"]
    return "\n".join(safe(line) for line in (*lines, _DISCLAIMER) if line)


def _uid(step: DatedStep, document: Document) -> str:
    name = hashlib.sha256(f"{document.id}\n{step.what}".encode()).hexdigest()[:32]
    return f"{name}@{_DOMAIN}"
