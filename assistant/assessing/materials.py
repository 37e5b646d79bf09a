"""What to hand in, and by when: a checklist from the clauses, and days counted back from the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assistant.assessing.model import ChecklistItem
from assistant.rulebook import Rulebook
from corpus.model import Document
from corpus.rule_model import Material, Quote

_FRIDAY: Final = 4


@dataclass(frozen=True, slots=True)
class DatedStep:
    """Something to do by a day.

    Attributes:
        quote: The words that set the day; None for a day that is a suggestion, counted back by us.
        is_past: The day lies before the day of asking.
    """

    what: str
    day: date
    who: str
    quote: Quote | None
    is_past: bool

    @property
    def is_suggestion(self) -> bool:
        return self.quote is None


def checklist(rulebook: Rulebook) -> tuple[ChecklistItem, ...]:
    """Everything to hand in, each with the doubts about the clauses it is taken from."""
    return tuple(_item(material, rulebook.document) for material in rulebook.rules.materials)


def _item(material: Material, document: Document) -> ChecklistItem:
    quotes = [quote for quote in (material.quote, material.to) if quote]
    doubts = tuple(d.text for d in document.doubts if any(q.clause in d.clauses for q in quotes))
    return ChecklistItem(material.item, material.copies, material.quote, material.who, material.to, doubts)


def dated_steps(rulebook: Rulebook, as_of: date, deadline: date | None = None) -> tuple[DatedStep, ...]:
    """The way to the deadline, earliest first; empty if there is none.

    Suggested days that fall on a weekend move back to Friday; public holidays aren't known.

    Args:
        deadline: A day to count back from instead of the document's own, such as the recommender's; the step that the
            document dates is then a suggestion too, since its words set another day.
    """
    last = deadline or rulebook.document.deadline
    if last is None:
        return ()
    is_own = last == rulebook.document.deadline
    found: list[DatedStep] = []
    for step in sorted(rulebook.rules.steps, key=lambda s: -s.days_before):
        quote = step.quote if is_own else None
        day = last if step.days_before == 0 else _working_day(last - timedelta(days=step.days_before))
        found.append(DatedStep(step.what, day, step.who, quote, day < as_of))
    return tuple(found)


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - _FRIDAY))
