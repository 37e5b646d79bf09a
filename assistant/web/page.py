"""The page: tabs, style and script put together, and served."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import gradio as gr
from gradio.themes import Base

from assistant.evaluation import SHIPPED
from assistant.web import ask_tab, assess_tab, evaluation_tab, library_tab, match_tab
from assistant.web.bridge import add_bridge
from assistant.web.channel import VISITORS_AT_ONCE
from assistant.web.privacy import PRIVATE
from assistant.web.service import Answering, Keeping
from assistant.web.shell_html import footer_html, topbar_html
from assistant.web.tab import Tab

TABS: tuple[Tab, ...] = (ask_tab.TAB, match_tab.TAB, assess_tab.TAB, library_tab.TAB, evaluation_tab.TAB)

_STYLES = ("style.css", "ask.css", "notice.css", "match.css", "assess.css", "library.css", "evaluation.css")
_SCRIPTS = (
    "page.js",
    "notice.js",
    "marks.js",
    "ask.js",
    "match.js",
    "assess_kept.js",
    "assess_fields.js",
    "assess.js",
    "assess_extras.js",
    "library.js",
    "evaluation.js",
)
_FONTS = ("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def build_page(
    assistant: Answering,
    today: Callable[[], date] | None = None,
    keeping: Keeping | None = None,
    reports: Sequence[Path] = (SHIPPED,),
) -> gr.Blocks:
    """The page over one assistant, which all visitors share; nothing of a visitor is kept in it.

    Args:
        today: The day deadlines are judged against, asked anew for every visitor; by default Asia/Shanghai's.
        keeping: Where documents are added and removed; without it the library is only listed.
        reports: Where a report of an evaluation may lie; the newest is shown.
    """
    today = today or _today
    with gr.Blocks(title="申报助手", analytics_enabled=False, fill_width=True, fill_height=True) as page:
        gr.HTML(topbar_html(TABS, assistant.documents), js_on_load=None, apply_default_css=False)
        for tab in TABS:
            tab.build(assistant)
        gr.HTML(footer_html(assistant.documents, _version()), js_on_load=None, apply_default_css=False)
        add_bridge(assistant, today, _version(), keeping, reports)
    return page.queue(default_concurrency_limit=VISITORS_AT_ONCE, api_open=False)


def launch(
    assistant: Answering,
    host: str = "127.0.0.1",
    port: int = 7860,
    keeping: Keeping | None = None,
    reports: Sequence[Path] = (SHIPPED,),
    **options: Any,
) -> gr.Blocks:
    """Serve the page until interrupted, and send nothing anywhere else.

    Args:
        keeping, reports: See `build_page`.
        options: Further arguments of `gr.Blocks.launch`, such as `prevent_thread_lock=True`.

    Raises:
        OSError: If the port is taken.
    """
    page = build_page(assistant, keeping=keeping, reports=reports)
    page.launch(server_name=host, server_port=port, **{**launch_options(), **options})
    return page


def launch_options() -> dict[str, Any]:
    """How the page must be launched to look and behave as designed."""
    return {
        "head": f"<style>{_package_text(_STYLES)}</style>",  # `css` would be rewritten, and lose its media rules
        "js": _package_text(_SCRIPTS),
        "theme": Base(font=_FONTS, font_mono=("monospace",)),
        "app_kwargs": {"middleware": [PRIVATE], "docs_url": None, "redoc_url": None},
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "share": False,
        "ssr_mode": False,
        "show_error": False,
        "quiet": True,
    }


def _package_text(names: tuple[str, ...]) -> str:
    folder = files("assistant.web")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _version() -> str:
    try:
        return version("policy-assistant")
    except PackageNotFoundError:
        return "开发版"
