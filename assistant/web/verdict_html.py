"""The head of a match: what fits, what is still to be told apart, or why nothing does. All text is escaped here."""

from __future__ import annotations

from collections import Counter
from html import escape

from assistant.matching.model import DirectionMatch, Fit, Match
from assistant.model import Citation, ClauseRef
from assistant.reports.match import place
from assistant.web.icons import icon
from assistant.web.links_html import clause_link, quote_link
from assistant.web.shelf import Shelf
from corpus.model import Document

_NOTHING = "没有合适的方向"
_PULLED = 3
_WANTED = 2


def verdict_html(match: Match, shelf: Shelf) -> str:
    match match.fit:
        case Fit.CLEAR:
            return _clear(match)
        case Fit.CLOSE:
            return _close(match)
        case Fit.NONE:
            return _none(match, shelf)


def _clear(match: Match) -> str:
    first = match.directions[0].direction
    note = f'<p class="note">{escape(match.note)}</p>' if match.note else ""
    return (
        f'<h2 class="outcome" tabindex="-1"><span class="label">最合适的方向</span>{escape(first.name)}'
        f'<span class="place">{escape(place(first))}</span></h2>{note}'
    )


def _close(match: Match) -> str:
    note = f"<p>{escape(match.note)}</p>" if match.note else ""
    return (
        f'<h2 class="outcome" tabindex="-1">还差一点才能分清</h2><section class="card amber"><h3>{icon("question")}'
        f'先回答这个问题</h3><p class="ask">{escape(match.ask or "")}</p>{note}'
        '<p class="way"><button type="button" class="quiet" data-edit>'
        f"{icon('edit')}<span>补写进描述，再选一次</span></button></p></section>"
    )


def _none(match: Match, shelf: Shelf) -> str:
    document = shelf.documents[match.document]
    note = match.note.removeprefix(f"{_NOTHING}：")
    return (
        f'<h2 class="outcome" tabindex="-1">{_NOTHING}</h2><section class="card grey"><p>{escape(note)}</p>'
        f"{_subject(document, shelf)}{_pulled(match, shelf)}{_wanted(match, shelf)}</section>"
    )


def _subject(document: Document, shelf: Shelf) -> str:
    """What the notice is about: its classes, each with the number of its directions."""
    counts = Counter(item.category for item in document.directions if item.category)
    if not counts:
        return ""
    paths = {item.category: item.category_path for item in document.directions}
    links = "".join(
        f"<li>{_linked(name, ClauseRef(document.id, str(paths[name])) if paths[name] else None, shelf)}"
        f'<span class="label">{count} 个方向</span></li>'
        for name, count in counts.items()
    )
    return f'<div class="about"><h3>这份通知只征集这几类</h3><ul class="classes" role="list">{links}</ul></div>'


def _linked(name: str, ref: ClauseRef | None, shelf: Shelf) -> str:
    if ref is None or (ref.document, ref.clause) not in shelf.clauses:
        return f"<b>{escape(name)}</b>"
    return clause_link(ref, shelf, label=name)


def _pulled(match: Match, shelf: Shelf) -> str:
    """Which words of the description pulled where."""
    rows = "".join(_pull(found, shelf) for found in match.directions[:_PULLED] if found.evidence)
    return f'<div class="about"><h3>哪些话让它看着像</h3><ul role="list">{rows}</ul></div>' if rows else ""


def _pull(found: DirectionMatch, shelf: Shelf) -> str:
    pair = found.evidence[0]
    return (
        f"<li>“{escape(pair.said.text)}”有些像“{escape(found.direction.name)}” {quote_link(pair.citation, shelf)}</li>"
    )


def _wanted(match: Match, shelf: Shelf) -> str:
    """What would make it fit: what the nearest directions demand first."""
    rows = "".join(
        f'<li>{escape(found.direction.name)}：<q class="quote">{escape(wanted.quote)}</q> {quote_link(wanted, shelf)}</li>'
        for found in match.directions[:_WANTED]
        if (wanted := _first_demand(found)) is not None
    )
    if not rows:
        return ""
    return f'<div class="about"><h3>怎样才算合适</h3><p>项目若确实做了下面这些，请在描述里写明，再选一次</p><ul role="list">{rows}</ul></div>'


def _first_demand(found: DirectionMatch) -> Citation | None:
    demands = sorted(found.requirements, key=lambda demand: demand.kind != "applicant")
    if demands:
        return demands[0].citation
    return found.evidence[0].citation if found.evidence else None
