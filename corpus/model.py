"""What a document is, once read: clauses in source order, and what is doubtful about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.clause_path import ClausePath

DoubtKind = Literal["conflict", "missing_attachment", "expired", "typo"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its own source lines joined by `\\n`, children excluded.

    Attributes:
        path: Its address.
        heading: The line that names it, without its ordinal (`应用场景`, `远程运维试点`); empty if it has none.
        text: Verbatim; only white space may differ from the source.
        page: Page of the source, from 1, or None for sources without pages.
    """

    path: ClausePath
    heading: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A class of directions (类), `平台类`, and other names people use for it."""

    path: ClausePath
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Direction:
    """One thing that can be applied for (方向), a titled clause of an annex, and the class (类) it stands under.

    Attributes:
        number: Its ordinal as an integer, unique within the document.
        name: The source's title without its ordinal.
        category: Short name of its class, `平台类`; empty if the annex has no classes.
        aliases: Other names people use, from `aliases.toml`.
    """

    number: int
    path: ClausePath
    name: str
    category: str
    category_path: ClausePath | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in the source a reader must be told: two readings, an absent attachment, a passed date, a misprint."""

    kind: DoubtKind
    text: str
    clauses: tuple[ClausePath, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the library.

    Attributes:
        clauses: All clauses, flat, in source order; a parent stands before its children.
        deadline: Last day applications are in time, if the document sets one.
    """

    id: str
    title: str
    number: str
    issuer: str
    issued: date | None
    deadline: date | None
    clauses: tuple[Clause, ...]
    directions: tuple[Direction, ...] = ()
    categories: tuple[Category, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def clause(self, path: str) -> Clause:
        """The clause of a printed path.

        Raises:
            KeyError: If the document has no such clause.
        """
        for clause in self.clauses:
            if str(clause.path) == path:
                return clause
        raise KeyError(path)
