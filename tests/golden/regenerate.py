"""Rewrites the golden clause lists; read the difference before it is committed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

GOLDEN = Path(__file__).parent
sys.path.insert(0, str(GOLDEN.parent.parent))

from corpus.library import BUILTIN, load_document  # noqa: E402
from corpus.model import Clause  # noqa: E402


def render(clauses: Iterable[Clause]) -> str:
    """Path and heading on one line, the text indented below it, a blank line between clauses."""
    blocks = (f"{c.path}\t{c.heading}\n" + "".join(f"    {line}\n" for line in c.text.split("\n")) for c in clauses)
    return "\n".join(blocks)


def golden_file(document: str) -> Path:
    return GOLDEN / f"{document}.clauses.txt"


def main() -> None:
    for folder in sorted(BUILTIN.iterdir()):
        if (folder / "document.toml").is_file():
            document = load_document(folder)
            golden_file(document.id).write_text(render(document.clauses), encoding="utf-8")
            print(f"{golden_file(document.id).name}: {len(document.clauses)} clauses")


if __name__ == "__main__":
    main()
