"""Judged questions as lines for a terminal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from eval.run import Judged


def by_type(found: Sequence[Judged]) -> str:
    """Right of all, type by type, and how often what went wrong."""
    totals = Counter(j.case.type for j in found)
    right = Counter(j.case.type for j in found if j.score.right)
    causes = Counter(j.score.cause for j in found if j.score.cause)
    lines = [f"  {name:14} {right[name]:3}/{total}" for name, total in sorted(totals.items())]
    return "\n".join([*lines, "  " + "，".join(f"{c} {n}" for c, n in causes.most_common())])


def failure(j: Judged) -> str:
    """One wrong answer, and what it should have been."""
    expected = j.expected
    cited = ", ".join(dict.fromkeys(c.clause for c in j.answer.citations))
    return (
        f"✗ {j.case.id}#{j.turn} [{j.score.cause}] {expected.question}\n    答：{j.answer.text!r} {j.answer.verdict or ''} ⟨{cited}⟩\n"
        f"    应：{expected.must_include} {expected.polarity or ''} ⟨{', '.join(map(str, expected.gold))}⟩ 不应：{expected.must_not_include}\n"
    )
