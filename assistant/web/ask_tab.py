"""The tab 问答: its HTML, and the events that carry questions to the assistant and messages back."""

from __future__ import annotations

import gradio as gr

from assistant.web.ask_html import ask_html
from assistant.web.service import Answering
from assistant.web.tab import Tab


def _build(assistant: Answering) -> None:
    gr.HTML(ask_html(assistant.documents, assistant.examples()), js_on_load=None, apply_default_css=False)


TAB = Tab("ask", "问答", "question", _build)
