"""A match as HTML: the description with the words that count underlined, and a card for each direction.

A pair of words and clause has a number and a colour, the same on both sides. All text is escaped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.matching.model import Contrast, DirectionMatch, Evidence, Fit, Match, Requirement
from assistant.model import Citation
from assistant.reports.match import KINDS, outcome, percent, place
from assistant.web.icons import icon
from assistant.web.links_html import quote, quote_link
from assistant.web.overlap import overlaps
from assistant.web.shelf import Shelf
from assistant.web.verdict_html import verdict_html

_MARKS = {"看来达到": ("yes", "check"), "看来未达到": ("no", "close"), "请核对": ("open", "question")}


def described_html(match: Match, description: str) -> str:
    """The description once for each direction, its pairs underlined; the script shows that of the open card."""
    plain = _described("", escape(description), is_shown=not match.directions or match.fit is Fit.NONE)
    marked = (
        _described(
            str(found.direction.number),
            _underlined(found, description),
            is_shown=rank == 0 and match.fit is not Fit.NONE,
        )
        for rank, found in enumerate(match.directions)
    )
    return plain + "".join(marked)


def found_html(match: Match, shelf: Shelf, copied: str) -> str:
    """What was found: the verdict, what can be done with it, and the directions, the first open.

    Args:
        copied: What the button 复制 puts on the clipboard.
    """
    is_none = match.fit is Fit.NONE
    cards = "".join(_card(rank, found, match, shelf) for rank, found in enumerate(match.directions, start=1))
    heading = f'<h3 class="list-head">{"最接近的方向，都不相符" if is_none else "按可能性排列"}</h3>' if cards else ""
    return (
        f'<div class="inner" data-fit="{match.fit}">{verdict_html(match, shelf)}{_actions(copied)}'
        f'{heading}<div class="directions">{cards}</div></div>'
    )


def pairs(found: DirectionMatch) -> tuple[Evidence, ...]:
    """The evidence in the order of the description, which is the order of its numbers."""
    return tuple(sorted(found.evidence, key=lambda pair: (pair.said.start, pair.said.end)))


def _described(direction: str, html: str, *, is_shown: bool) -> str:
    hidden = "" if is_shown else " hidden"
    return f'<div class="described" data-direction="{direction}"{hidden}>{html}</div>'


def _underlined(found: DirectionMatch, description: str) -> str:
    html, end = "", 0
    for number, pair in enumerate(pairs(found), start=1):
        if pair.said.start < end:
            continue
        key = f"{found.direction.number}-{number}"
        html += (
            f'{escape(description[end : pair.said.start])}<span class="said pair-{number}" id="said-{key}">'
            f"{escape(pair.said.text)}</span>"
            f'<button type="button" class="pair-mark pair-{number}" data-goto="pair-{key}"'
            f' aria-label="第{number}处依据，看条款">{number}</button>'
        )
        end = pair.said.end
    return html + escape(description[end:])


def _actions(copied: str) -> str:
    return (
        '<div class="actions">'
        f'<button type="button" class="quiet" id="match-copy" data-copy="{escape(copied)}">{icon("copy")}'
        f'<span>复制</span></button><button type="button" class="quiet" id="match-word">{icon("download")}'
        "<span>下载 Word</span></button></div>"
    )


def _card(rank: int, found: DirectionMatch, match: Match, shelf: Shelf) -> str:
    direction, is_open = found.direction, rank == 1 and match.fit is not Fit.NONE
    body_id = f"direction-{direction.number}"
    body = "".join(
        (
            f'<p class="why">{escape(found.why)}</p>',
            _evidence(found, shelf),
            _requirements(found.requirements, shelf),
            _contrasts(match.contrasts, shelf) if rank == 1 else "",
            _contact(found.contact, shelf),
            _carry(found, match.document) if match.fit is not Fit.NONE else "",
        )
    )
    share = min(max(found.score, 0.0), 1.0)
    return (
        f'<article class="direction" data-direction="{direction.number}"><h4>'
        f'<button type="button" class="direction-head" aria-expanded="{str(is_open).lower()}"'
        f' aria-controls="{body_id}"><span class="rank">{rank}</span><span class="direction-name">'
        f"<b>{escape(direction.name)}</b><span>{escape(place(direction))}</span></span>"
        f'<span class="share"><span class="bar" aria-hidden="true"><span style="width:{share:.1%}"></span></span>'
        f'<span class="percent"><span class="sr-only">可能性 </span>{percent(found.score)}</span></span>'
        f'{icon("arrow")}</button></h4><div class="direction-body" id="{body_id}"{"" if is_open else " hidden"}>'
        f"{body}</div></article>"
    )


def _evidence(found: DirectionMatch, shelf: Shelf) -> str:
    rows = "".join(
        _pair(f"{found.direction.number}-{number}", number, pair, shelf)
        for number, pair in enumerate(pairs(found), start=1)
    )
    if not rows:
        return ""
    return (
        '<section class="part"><h5>依据</h5><div class="pair-titles" aria-hidden="true"><span>你的描述</span>'
        f'<span>条款原文</span></div><ol class="pairs" role="list">{rows}</ol></section>'
    )


def _pair(key: str, number: int, pair: Evidence, shelf: Shelf) -> str:
    said, quoted = pair.said.text, pair.citation.quote
    return (
        f'<li class="pair pair-{number}" id="pair-{key}" tabindex="-1"><button type="button" class="own-words"'
        f' data-goto="said-{key}"><span class="sr-only">第{number}处依据，你的描述：</span>'
        f'<span class="pair-number" aria-hidden="true">{number}</span>'
        f"<span>{_emphasised(said, quoted)}</span></button>"
        f'<div class="clause-words">{quote_button(pair.citation, shelf, _emphasised(quoted, said))}</div></li>'
    )


def quote_button(citation: Citation, shelf: Shelf, html: str = "") -> str:
    """A quote of the notice that opens it at the place, with its clause's name below.

    Args:
        html: The quote with words emphasised; by default as it stands.
    """
    name = escape(shelf.name(citation.document, citation.clause))
    return (
        f'<button type="button" class="quote-button" data-document="{escape(citation.document)}"'
        f' data-clause="{escape(citation.clause)}" data-start="{citation.start}" data-end="{citation.end}">'
        f'<q class="quote">{html or escape(citation.quote)}</q><span class="clause-name">{name}</span></button>'
    )


def _emphasised(text: str, other: str) -> str:
    html, end = "", 0
    for start, stop in overlaps(text, other):
        html += f"{escape(text[end:start])}<b>{escape(text[start:stop])}</b>"
        end = stop
    return html + escape(text[end:])


def _requirements(demands: Sequence[Requirement], shelf: Shelf) -> str:
    if not demands:
        return ""
    rows = "".join(_demand(demand, shelf) for demand in demands)
    return f'<section class="part"><h5>要求</h5><ul class="demands" role="list">{rows}</ul></section>'


def _demand(demand: Requirement, shelf: Shelf) -> str:
    told = outcome(demand)
    kind, mark = _MARKS[told]
    said = f'<span class="demand-said">你的描述：“{escape(demand.said.text)}”</span>' if demand.said else ""
    return (
        f'<li class="demand" data-met="{kind}"><p class="met">{icon(mark)}<b>{told}</b>'
        f'<span class="label">{escape(KINDS.get(demand.kind, demand.kind))}</span>{said}</p>'
        f"{quote_button(demand.citation, shelf)}</li>"
    )


def _contrasts(contrasts: Sequence[Contrast], shelf: Shelf) -> str:
    if not contrasts:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(contrast.neighbour.name)}<span>{escape(place(contrast.neighbour))}</span></th>'
        f"<td>{escape(contrast.reason)}</td>"
        f'<td><span class="label">本方向</span>{quote_button(contrast.own, shelf)}</td>'
        f'<td><span class="label">该方向</span>{quote_button(contrast.other, shelf)}</td></tr>'
        for contrast in contrasts
    )
    heads = "".join(f'<th scope="col">{title}</th>' for title in ("邻近方向", "区别", "本方向条款", "该方向条款"))
    return (
        '<section class="part"><h5>与邻近方向对比</h5><table class="contrasts">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _contact(contact: Citation | None, shelf: Shelf) -> str:
    if contact is None:
        return ""
    return (
        f'<p class="contact">{icon("phone")}<span class="label">可以询问</span>'
        f"{quote(contact.quote)}{quote_link(contact, shelf)}</p>"
    )


def _carry(found: DirectionMatch, document: str) -> str:
    return (
        f'<p class="carry"><button type="button" class="primary" data-carry="{found.direction.number}"'
        f' data-document="{escape(document)}">{icon("list")}<span>带入自评</span></button></p>'
    )
