"""Has pages that are pictures recognised, each in a process of its own, where the extra for it is installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Any, Final

from corpus.readers.errors import ReadError
from corpus.readers.model import Extracted, Limits, Recognised
from corpus.readers.sandbox import recognise_confined
from corpus.readers.scan import Line, page_texts

_NEEDED: Final = ("rapidocr", "pypdfium2")
Told = Callable[[int, int], None]


def is_installed() -> bool:
    return all(find_spec(name) is not None for name in _NEEDED)


def read_picture(data: bytes, limits: Limits, told: Told) -> Extracted:
    """The text of a picture of one page.

    Raises:
        ReadError: If it can't be read, or nothing is recognised, or the extra isn't installed.
    """
    if not is_installed():
        raise ReadError.no_ocr()
    found, pages = _recognised(data, [0], limits, told)
    text = page_texts([(1, found[0])]).get(1, "")
    if not text:
        raise ReadError.nothing_recognised()
    return Extracted(text, recognised=(replace(pages[0], page=1),))


def with_silent_pages(extracted: Extracted, data: bytes, limits: Limits, told: Told) -> Extracted:
    """A PDF's text with that of its pages without a text layer, recognised from their pictures.

    Raises:
        ReadError: If the PDF has no text at all, and none is recognised or the extra isn't installed.
    """
    assert extracted.pages is not None
    silent = extracted.silent
    if not is_installed():
        if not extracted.text:
            raise ReadError.no_ocr()
        return replace(extracted, notes=(*extracted.notes, *([ReadError.no_ocr().next_step] if silent else ())))
    if len(silent) > limits.pictures:
        raise ReadError.too_many_pictures(len(silent), limits.pictures)
    found, pages = _recognised(data, silent, limits, told)
    texts = page_texts(zip(silent, found, strict=True))
    whole = tuple(texts.get(number, text) for number, text in enumerate(extracted.pages, 1))
    if not any(whole):
        raise ReadError.no_text_recognised()
    return Extracted(
        "\n".join(filter(None, whole)),
        whole,
        tuple(note for note in extracted.notes if "没有文字" not in note),
        tuple(page for page, lines in zip(silent, found, strict=True) if not lines),
        tuple(page for page, lines in zip(pages, found, strict=True) if lines),
    )


def _recognised(
    data: bytes, pages: Sequence[int], limits: Limits, told: Told
) -> tuple[list[list[Line]], list[Recognised]]:
    found: list[list[Line]] = []
    judged: list[Recognised] = []
    for place, page in enumerate(pages, 1):
        told(place, len(pages))
        result: dict[str, Any] = recognise_confined(data, page, limits)
        found.append([Line(**line) for line in result["lines"]])
        judged.append(Recognised(page, round(result["confidence"], 4), round(result["agreement"], 4)))
    return found, judged
