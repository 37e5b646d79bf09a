"""What a file is, by its content."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from corpus.readers.errors import ReadError
from corpus.readers.text import decode


class Kind(Enum):
    """A kind that is read. The value names the reader."""

    TEXT = "text"
    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    ZIP = "zip"
    IMAGE = "image"


SUFFIXES: Final = {
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.TEXT,
    ".markdown": Kind.TEXT,
    ".docx": Kind.DOCX,
    ".docm": Kind.DOCX,
    ".pdf": Kind.PDF,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".zip": Kind.ZIP,
    ".png": Kind.IMAGE,
    ".jpg": Kind.IMAGE,
    ".jpeg": Kind.IMAGE,
}
NAMES: Final = {
    Kind.TEXT: "文本文件",
    Kind.DOCX: " Word 文档",
    Kind.PDF: " PDF ",
    Kind.HTML: "网页文件",
    Kind.ZIP: "压缩包",
    Kind.IMAGE: "图片",
}
_RIGHT: Final = {
    Kind.TEXT: ".txt",
    Kind.DOCX: ".docx",
    Kind.PDF: ".pdf",
    Kind.HTML: ".html",
    Kind.ZIP: ".zip",
    Kind.IMAGE: ".png 或 .jpg",
}
_OLD_OFFICE: Final = {
    ".doc": "旧版 Word 文档（.doc）",
    ".wps": " WPS 文字（.wps）",
    ".xls": "旧版 Excel 表格（.xls）",
    ".et": " WPS 表格（.et）",
    ".ppt": "旧版演示文稿（.ppt）",
    ".dps": " WPS 演示（.dps）",
}
_PICTURES: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff")
_IMAGES: Final = (
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
)
_WEB_PAGE: Final = re.compile(
    rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<!--.{0,900}?-->\s*|<\?xml.{0,200}?\?>\s*)*<(?:!doctype html|html)[\s>]", re.DOTALL
)
_ARCHIVES: Final = (
    (b"7z\xbc\xaf\x27\x1c", "压缩包（.7z）"),
    (b"Rar!", "压缩包（.rar）"),
    (b"\x1f\x8b", "压缩包（.gz）"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("PowerPoint Document", ".ppt"))
_PARTS: Final = (
    *(b"[Content_Types].xml", b"_rels/", b"docProps/", b"customXml/"),
    *(b"word/", b"xl/", b"ppt/", b"mimetypeapplication/", b"mimetype"),
)
_ZIPS: Final = (
    (b"word/", ""),
    (b"xl/workbook", " Excel 表格"),
    (b"ppt/presentation", "演示文稿"),
    (b"mimetypeapplication/vnd.oasis", " OpenDocument 文件"),
)


def kind_of(data: bytes, suffix: str) -> Kind:
    """The kind of a file that can be read.

    Args:
        data: The whole file.
        suffix: Its extension in lower case with the dot; empty if it has none, which agrees with any content.

    Raises:
        ReadError: If the content is of a kind that isn't read, or doesn't agree with the extension.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ReadError.empty()
    _refuse_others(data, suffix)
    kind = _readable(data, suffix)
    expected = SUFFIXES.get(suffix)
    if suffix and expected is None:
        raise (
            ReadError.unsupported(f"扩展名为 {suffix} 的文件")
            if kind is Kind.TEXT
            else ReadError.mismatch(suffix, NAMES[kind], _RIGHT[kind])
        )
    if expected not in (None, kind):
        raise _disagreeing(data, suffix, kind)
    return kind


def _readable(data: bytes, suffix: str) -> Kind:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.DOCX if _is_office(data, suffix) else Kind.ZIP
    if data.startswith(_PICTURES):
        return Kind.IMAGE
    # Up to 1,024 bytes of something else may stand before a PDF's mark; a text may well speak of it.
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if head.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in data[:1024]):
        return Kind.PDF
    return Kind.HTML if suffix in (".html", ".htm") or _WEB_PAGE.match(data[:1024]) else Kind.TEXT


def _refuse_others(data: bytes, suffix: str) -> None:
    if data.startswith(_OLE):
        raise _office(data, suffix)
    for mark, name in _IMAGES:
        # Two letters are a weak mark: a text may begin with BM.
        if data.startswith(mark) and (len(mark) > 2 or suffix not in (".txt", ".md")):
            raise ReadError.image(name)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise ReadError.image("WebP")
    for mark, name in _ARCHIVES:
        if data.startswith(mark):
            raise ReadError.unsupported(name, "请解压后重试")
    if data.startswith(b"{\\rtf"):
        raise ReadError.old_office(" RTF 文档（.rtf）")
    if data.startswith(b"PK\x03\x04") and _is_office(data, suffix):
        _refuse_zip(data)
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(b"mime-version:"):
        raise ReadError.old_office("网页归档文件（.mht）")


def _is_office(data: bytes, suffix: str) -> bool:
    """True for a zip that is one document: its first entry is one that only those have."""
    name = data[30 : 30 + int.from_bytes(data[26:28], "little")]
    return name.startswith(_PARTS) or (suffix in (".docx", ".docm", "") and b"word/" in data)


def _refuse_zip(data: bytes) -> None:
    """Names of a zip's entries stand in it as they are, so they are found without opening it."""
    for mark, name in _ZIPS:
        if mark in data:
            if name:
                raise ReadError.unsupported(name)
            return


def _office(data: bytes, suffix: str) -> ReadError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ReadError.encrypted()
    if suffix in (".docx", ".docm", ".pdf", ".txt", ".md", ""):
        suffix = next((ext for mark, ext in _STREAMS if mark.encode("utf-16-le") in data), "")
    return ReadError.old_office(_OLD_OFFICE.get(suffix, "旧版 Office 或 WPS 文件"))


def _disagreeing(data: bytes, suffix: str, kind: Kind) -> ReadError:
    """A file that starts like none of its kind is more often damaged than misnamed."""
    expected = SUFFIXES[suffix]
    if kind is Kind.TEXT:
        try:
            decode(data[:4096])
        except ReadError:
            return ReadError.damaged(NAMES[expected])
    return ReadError.mismatch(suffix, NAMES[kind], _RIGHT[kind])
