"""Between the page's script and the assistant: the only place where data of the browser comes in.

Everything about a visitor comes with the visitor's own call and goes back with its reply; nothing is kept here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import ValidationError

from assistant.web.answer_html import turn_html
from assistant.web.asking import Message, messages
from assistant.web.assess_tab import add_assess_channel
from assistant.web.channel import VISITORS_AT_ONCE
from assistant.web.evaluation_tab import add_evaluation_channel
from assistant.web.library_tab import add_library_channel
from assistant.web.match_tab import add_match_channel
from assistant.web.notice_html import notice_html
from assistant.web.records import OpenRequest, from_record
from assistant.web.service import Answering, Keeping
from assistant.web.shelf import Shelf
from assistant.web.shell_html import banner_html, documents_html, footer_html

_CONNECT = """
const connect = () => window.policyPage.connect({props, trigger, watch, server, events: {ask: "ask", stop: "stop"}});
if (window.policyPage) connect();
else document.addEventListener("policy-page", connect, {once: true});
"""


def add_bridge(
    assistant: Answering,
    today: Callable[[], date],
    version: str,
    keeping: Keeping | None = None,
    reports: Sequence[Path] = (),
) -> None:
    """Add the invisible component through which the script asks, stops, opens the page and opens a notice."""

    def open_page(request: Any) -> dict[str, Any]:
        return _opened(assistant, request, today(), version)

    def open_notice(document_id: Any) -> str:
        found = next((item for item in assistant.documents if item.id == document_id), None)
        return notice_html(found) if found else ""

    async def ask(event: gr.EventData) -> AsyncIterator[Message]:
        async with aclosing(messages(assistant, getattr(event, "request", None), today)) as told:
            async for message in told:
                yield message

    bridge = gr.HTML(
        {},
        html_template="<span></span>",
        js_on_load=_CONNECT,
        server_functions=[open_page, open_notice],
        elem_id="bridge",
        apply_default_css=False,
    )
    add_match_channel(assistant, today)
    add_assess_channel(assistant, today)
    add_library_channel(assistant, keeping, today)
    add_evaluation_channel(assistant, reports)
    # `ask` and `stop` are events because the script above names them
    asked: Any = bridge.ask(  # pyright: ignore[reportUnknownVariableType]
        ask,
        inputs=None,
        outputs=bridge,
        show_progress="hidden",
        trigger_mode="multiple",
        concurrency_limit=VISITORS_AT_ONCE,
        api_visibility="private",
    )
    bridge.stop(None, cancels=[asked], show_progress="hidden", trigger_mode="multiple", api_visibility="private")


def _opened(assistant: Answering, request: Any, today: date, version: str) -> dict[str, Any]:
    """What depends on the day, the library and the visitor's own browser: banner, choice, footer, kept answers.

    An answer that can't be read any more comes back as None.
    """
    documents = assistant.documents
    shelf = Shelf.of(documents)
    try:
        kept = OpenRequest.model_validate(request).kept
    except ValidationError:
        kept = []
    answers = [(turn, from_record(turn.answer)) for turn in kept]
    return {
        "banner": banner_html(documents, today),
        "documents": documents_html(documents),
        "footer": footer_html(documents, version),
        "turns": [answer and turn_html(turn.key, answer, shelf, turn.suggestions) for turn, answer in answers],
    }
