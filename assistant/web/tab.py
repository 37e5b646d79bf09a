"""A tab of the page: one Python file, one style, one script, listed in `page.TABS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.web.service import Answering


@dataclass(frozen=True, slots=True)
class Tab:
    """What the page must know of a tab.

    Attributes:
        key: Id of the tab's outermost element, and stem of its `.css` and `.js` if it has them.
        title: Its name in the top bar.
        icon: Its icon's name, see `icons.py`.
        build: Adds its components to the page being built.
    """

    key: str
    title: str
    icon: str
    build: Callable[[Answering], None]
