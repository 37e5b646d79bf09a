"""What a document that comes into the library is called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from typing import Final

from corpus.model import Clause

_LONGEST: Final = 24
_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)$")


def content_digest(clauses: Sequence[Clause]) -> str:
    """sha256 of what the clauses say, white space left out: the same for one text in two kinds of file."""
    packed = (re.sub(r"\s", "", clause.text) for clause in clauses)
    return hashlib.sha256("\n".join(packed).encode("utf-8", "replace")).hexdigest()


def document_id(number: str, title: str, digest: str, taken: Collection[str]) -> str:
    """An id that is also the name of a folder on any system: `工信厅信管函-2023-319` from the number, else from the title.

    Args:
        digest: Of its content; its beginning tells apart what would be called alike.
        taken: Ids in use.
    """
    name = _bare(number.removesuffix("号"), "-") or _bare(title, "")[:_LONGEST]
    if not name or _RESERVED.match(name):
        name = f"doc-{digest[:12]}"
    used = {other.casefold() for other in taken}
    length = 6
    wanted = name
    while wanted.casefold() in used:
        wanted = f"{name}-{digest[:length]}"
        length += 6
    return wanted


def _bare(text: str, between: str) -> str:
    return re.sub(r"\W+", between, text).strip("-_")
