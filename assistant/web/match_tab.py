"""The tab 选方向: its HTML, and the channel through which descriptions, files and results pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import date
from typing import Any

import gradio as gr

from assistant.web.asking import Message
from assistant.web.channel import VISITORS_AT_ONCE, channel
from assistant.web.match_html import match_tab_html
from assistant.web.matching import file_text, messages, word_file
from assistant.web.service import Answering
from assistant.web.tab import Tab


def _build(assistant: Answering) -> None:
    gr.HTML(match_tab_html(assistant.documents), js_on_load=None, apply_default_css=False)


def add_match_channel(assistant: Answering, today: Callable[[], date]) -> None:
    """Add what the tab's script calls: the event `match`, and functions to read a file and to write one."""

    async def match(event: gr.EventData) -> AsyncIterator[Message]:
        async with aclosing(messages(assistant, getattr(event, "request", None), today)) as told:
            async for message in told:
                yield message

    def read_file(request: Any) -> dict[str, Any]:
        return file_text(request)

    def word(request: Any) -> dict[str, Any]:
        return word_file(assistant, request, today())

    bridge = channel("match", ("match",), (read_file, word))
    bridge.match(
        match,
        inputs=None,
        outputs=bridge,
        show_progress="hidden",
        trigger_mode="multiple",
        concurrency_limit=VISITORS_AT_ONCE,
        api_visibility="private",
    )


TAB = Tab("match", "选方向", "compass", _build)
