"""The tab 评测: its HTML, and the channel through which the report passes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web.channel import channel
from assistant.web.evaluating import shown
from assistant.web.evaluation_html import evaluation_tab_html
from assistant.web.service import Answering
from assistant.web.tab import Tab


def _build(assistant: Answering) -> None:
    del assistant
    gr.HTML(evaluation_tab_html(), js_on_load=None, apply_default_css=False)


def add_evaluation_channel(assistant: Answering, reports: Sequence[Path]) -> None:
    """Add the function that the tab's script calls; it sends no events."""

    def show_evaluation(request: Any) -> dict[str, Any]:
        del request
        return shown(reports, assistant)

    channel("evaluation", (), (show_evaluation,))


TAB = Tab("evaluation", "评测", "chart", _build)
