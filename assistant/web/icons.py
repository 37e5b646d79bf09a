"""Inline icons, drawn for this page on a 20 × 20 grid; they carry no meaning that isn't also written beside them."""

from __future__ import annotations

_STROKES = {
    "alert": "M10 3 18 17H2zM10 8v4M10 14.4v.2",
    "arrow": "M8 5l5 5-5 5",
    "book": "M4 3h9a3 3 0 0 1 3 3v11H7a3 3 0 0 1-3-3zM4 14a3 3 0 0 1 3-3h9",
    "calendar": "M4 5h12v12H4zM4 9h12M7 3v4M13 3v4",
    "chart": "M3 17h14M5.5 14v-4M10 14V4M14.5 14V8",
    "check": "M4 10.5 8.2 15 16 6",
    "clock": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4l3 2",
    "close": "M5 5l10 10M15 5 5 15",
    "compass": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M12.8 7.2 11.2 11.2 7.2 12.8 8.8 8.8z",
    "copy": "M7 7h9v10H7zM4 13V3h9",
    "download": "M10 3v9M6 8.5l4 4 4-4M4 16h12",
    "edit": "M4 16v-3L13 4l3 3-9 9zM11 6l3 3",
    "form": "M5 4h10v13H5zM8 3h4v2H8zM7.5 10.5l2 2 3.5-4",
    "list": "M8 5h9M8 10h9M8 15h9M3.5 5h.5M3.5 10h.5M3.5 15h.5",
    "minus": "M5 10h10",
    "offline": "M3 8a10 10 0 0 1 14 0M6 11.5a6 6 0 0 1 8 0M10 15.5v.2M3 3l14 14",
    "phone": "M5 3h3l1.5 4L7.5 8.5a9 9 0 0 0 4 4L13 10.5l4 1.5v3a2 2 0 0 1-2 2A12 12 0 0 1 3 5a2 2 0 0 1 2-2",
    "plus": "M10 4v12M4 10h12",
    "print": "M6 8V3h8v5M6 14H3V8h14v6h-3M6 12h8v5H6z",
    "question": "M3 4h14v10H9l-4 3v-3H3z",
    "retry": "M16 10a6 6 0 1 1-2-4.5M16 3v4h-4",
    "send": "M10 16V4M5 9l5-5 5 5",
    "shelf": "M4 3v14M8 3v14M11.5 4 15.5 17M3 17h14",
    "stop": "M6 6h8v8H6z",
    "trash": "M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11",
    "undo": "M7 4 3.5 7.5 7 11M4 7.5h7.5a4.25 4.25 0 0 1 0 8.5H8",
    "unsure": "M7 7.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2.9-1.2 1.8M10 15v.2",
    "upload": "M10 13V4M6 7.5l4-4 4 4M4 16h12",
}


def icon(name: str) -> str:
    """The icon as SVG, hidden from screen readers, as large as the text around it.

    Raises:
        KeyError: If there is no icon of that name.
    """
    return (
        f'<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="{_STROKES[name]}"/></svg>'
    )
