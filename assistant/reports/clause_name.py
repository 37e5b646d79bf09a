"""What a clause is called in a sentence."""

from __future__ import annotations

import re

from corpus.clause_path import BODY, ClausePath

_ORDINAL = re.compile(r"[一二三四五六七八九十百零]+|（[^（）]+）|第.+[章节条款]")


def short_name(path: ClausePath) -> str:
    """The clause as one would cite it in a sentence: `通知二（四）`, `附件1·六（十五）·应用场景·3`."""
    name, before = "", ""
    for step in (path.annex or BODY, *path.steps):
        joined = not name or before == BODY or (_ORDINAL.fullmatch(before) and _ORDINAL.fullmatch(step))
        name += step if joined else f"·{step}"
        before = step
    return name
