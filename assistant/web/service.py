"""What the page needs of the assistant; `assistant.service.Assistant` fits, and so does a fake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from assistant.holdings import Held, Outcome
from assistant.matching.model import Match
from assistant.model import Answer, AskOptions, Turn
from assistant.rulebook import Rulebook
from corpus.model import Document

STAGES = ("理解", "检索", "核对")


class Rules(Protocol):
    """The rulebooks of a library; `assistant.rulebook.RuleShelf` fits."""

    def rulebook(self, document: str | None = None) -> Rulebook:
        """The rules of a document; by default of the newest that has some.

        Raises:
            PolicyError: If there is no such document, it has no rules, or they are broken.
        """
        ...


class Answering(Protocol):
    """A service that several visitors use at once; it keeps nothing of any of them."""

    @property
    def documents(self) -> tuple[Document, ...]: ...

    @property
    def rules(self) -> Rules: ...

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        options: AskOptions | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Answer:
        """Answer one question.

        `on_stage` is called with each of `STAGES` as it begins, on the thread that asks. An exception it
        raises must come out of `ask`: so a stopped question ends at its next stage.

        Raises:
            PolicyError: If there is no answer to be had; an empty or over-long question is one such.
        """
        ...

    def match(self, description: str, document: str | None = None) -> Match:
        """The directions of a document that fit a project; of the newest that has directions, if none is named.

        Raises:
            PolicyError: If there is nothing to read in the description, or too much, or no such document.
        """
        ...

    def suggest(self, history: Sequence[Turn]) -> tuple[str, ...]: ...

    def examples(self) -> tuple[tuple[str, tuple[str, ...]], ...]: ...


class Keeping(Protocol):
    """The library as its user changes it; `assistant.web.keeping.Keeper` fits. Several visitors use it at once.

    `told` is called with what is being done and how far it is, 0 to 1, on the thread that does it.
    """

    def held(self) -> tuple[Held, ...]:
        """Raises: PolicyError: If a document can't be loaded."""
        ...

    def add(self, name: str, data: bytes, told: Callable[[str, float], None]) -> tuple[Outcome, ...]: ...

    def remove(self, document: str, told: Callable[[str, float], None]) -> Document:
        """Raises: PolicyError: If there is no such document, or it isn't the user's own."""
        ...
