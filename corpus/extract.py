"""Files → text. Grows a reader per file type."""

from __future__ import annotations

import codecs
from pathlib import Path

from corpus.errors import DocumentError


def read_text(path: Path) -> str:
    """The text of a plain-text file, UTF-8 or UTF-16 by its mark, else UTF-8 or GB18030; line ends as `\\n`.

    Raises:
        DocumentError: If the file is missing or in neither encoding.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError("文件无法读取", str(path), f"请检查文件是否存在、可读（{error.strerror}）") from error
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeError:
            continue
    raise DocumentError("文件编码无法识别", str(path), "请另存为 UTF-8 编码的文本文件")
