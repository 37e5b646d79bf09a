"""The tab 自评表: its HTML, and the channel through which answers, outcomes and files pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import gradio as gr

from assistant.web.assess_html import assess_html
from assistant.web.assessing import server_functions
from assistant.web.channel import channel
from assistant.web.service import Answering
from assistant.web.tab import Tab


def _build(assistant: Answering) -> None:
    del assistant
    gr.HTML(assess_html(), js_on_load=None, apply_default_css=False)


def add_assess_channel(assistant: Answering, today: Callable[[], date]) -> None:
    """Add what the tab's script calls; it sends no events."""
    channel("assess", (), server_functions(assistant, today))


TAB = Tab("assess", "自评表", "form", _build)
