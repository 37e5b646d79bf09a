"""An invisible component through which the page's script calls the server and hears from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

VISITORS_AT_ONCE = 4

_CONNECT = """
const connect = () => window.policyPage.connect({name: %s, props, trigger, watch, server, events: %s});
if (window.policyPage) connect();
else document.addEventListener("policy-page", connect, {once: true});
"""


def channel(name: str, events: Sequence[str], calls: Sequence[Callable[[Any], Any]]) -> Any:
    """Add a channel; the script finds it by its name.

    Args:
        events: Names of events the script may send; listeners are added to the component under these names.
        calls: Functions of one argument that the script may call by their names.

    Returns:
        The component: its value is the last message to the script.
    """
    script = _CONNECT % (json.dumps(name), json.dumps({event: event for event in events}))
    return gr.HTML(
        {},
        html_template="<span></span>",
        js_on_load=script,
        server_functions=list(calls),
        elem_id=f"channel-{name}",
        elem_classes=["channel"],
        apply_default_css=False,
    )
