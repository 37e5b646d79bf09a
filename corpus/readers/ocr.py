"""A picture of a page → its lines, recognised at two resolutions. Runs inside the parsing process only."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any, Final

from corpus.readers.errors import ReadError
from corpus.readers.kind import NAMES, Kind
from corpus.readers.model import Limits
from corpus.readers.scan import Line, merged

_INCH: Final = 72.0
_RESOLUTIONS: Final = (150, 200)
_A4_HEIGHT: Final = 11.69
_LONGEST_SIDE: Final = 3_500
_MOST_PIXELS: Final = 100_000_000
_BLANK: Final = 2.0
_THREADS: Final = 2

Render = Callable[[int], Any]


def engine() -> Any:
    """The recogniser, with its models loaded: before the process is confined, for it starts threads."""
    import numpy as np
    import pypdfium2
    from PIL import Image
    from rapidocr import RapidOCR

    del pypdfium2  # loaded now, for later it would be refused
    Image.preinit()
    found = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # pages stand upright; it costs a tenth of the time
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    found(np.full((64, 64, 3), 255, np.uint8))
    return found


def recognise_page(found: Any, data: bytes, page: int, limits: Limits) -> dict[str, Any]:
    """The lines of one page.

    Args:
        page: Of a PDF, from 1; 0 for a picture.

    Returns:
        `lines`, `confidence` and `agreement`, as plain values.
    """
    del limits
    render = _of_pdf(data, page) if page else _of_picture(data)
    readings = [reading for resolution in _RESOLUTIONS if (reading := _reading(found, render(resolution))) is not None]
    lines, agreement = merged(readings)
    confidence = fmean(line.score for line in lines) if lines else 0.0
    return {"lines": [asdict(line) for line in lines], "confidence": confidence, "agreement": agreement}


def _of_pdf(data: bytes, page: int) -> Render:
    import pypdfium2

    try:
        sheet: Any = pypdfium2.PdfDocument(data)[page - 1]
        width, height = sheet.get_size()
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise ReadError.damaged(NAMES[Kind.PDF]) from error

    def render(resolution: int) -> Any:
        scale = min(resolution / _INCH, _LONGEST_SIDE / max(width, height, 1.0))
        return sheet.render(scale=scale).to_numpy()

    return render


def _of_picture(data: bytes) -> Render:
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise ReadError.too_many_pixels(_MOST_PIXELS)
            picture = opened.convert("RGB")
    except Image.DecompressionBombError as error:
        raise ReadError.too_many_pixels(_MOST_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ReadError.damaged(NAMES[Kind.IMAGE]) from error

    def render(resolution: int) -> Any:
        scale = min(resolution * _A4_HEIGHT, _LONGEST_SIDE) / max(picture.width, picture.height)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        resized = picture.resize(size, Image.Resampling.LANCZOS)
        return np.ascontiguousarray(np.asarray(resized)[:, :, ::-1])

    return render


def _reading(found: Any, picture: Any) -> Sequence[Line] | None:
    """Lines with places as shares of the page's width and height; None for a blank page."""
    if float(picture.std()) < _BLANK:
        return None
    result = found(picture)
    height, width = picture.shape[:2]
    texts, scores, boxes = result.txts or (), result.scores or (), result.boxes if result.boxes is not None else ()
    return [
        Line(
            text=str(text),
            score=float(score),
            left=float(box[:, 0].min()) / width,
            right=float(box[:, 0].max()) / width,
            top=float(box[:, 1].min()) / height,
            bottom=float(box[:, 1].max()) / height,
        )
        for text, score, box in zip(texts, scores, boxes, strict=True)
    ]
