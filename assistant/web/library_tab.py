"""The tab 资料库: its HTML, and the channel through which files, reports and lists pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import date
from typing import Any

import gradio as gr

from assistant.web.asking import Message
from assistant.web.channel import VISITORS_AT_ONCE, channel
from assistant.web.keeping import listed, messages, shown
from assistant.web.library_html import library_tab_html
from assistant.web.service import Answering, Keeping
from assistant.web.tab import Tab


def _build(assistant: Answering) -> None:
    del assistant
    gr.HTML(library_tab_html(), js_on_load=None, apply_default_css=False)


def add_library_channel(assistant: Answering, keeping: Keeping | None, today: Callable[[], date]) -> None:
    """Add what the tab's script calls: the event `amend`, and functions that list documents and show one."""

    async def amend(event: gr.EventData) -> AsyncIterator[Message]:
        async with aclosing(messages(keeping, assistant, getattr(event, "request", None))) as told:
            async for message in told:
                yield message

    def list_documents(request: Any) -> dict[str, Any]:
        del request
        return listed(keeping, assistant, today())

    def show_document(request: Any) -> dict[str, Any]:
        return shown(keeping, assistant, request)

    bridge = channel("library", ("amend",), (list_documents, show_document))
    bridge.amend(
        amend,
        inputs=None,
        outputs=bridge,
        show_progress="hidden",
        trigger_mode="multiple",
        concurrency_limit=VISITORS_AT_ONCE,
        api_visibility="private",
    )


TAB = Tab("library", "资料库", "shelf", _build)
