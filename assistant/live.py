"""The assistant of a running page: that of the library as it is, though another process adds and removes documents."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from assistant.matching.model import Match
from assistant.model import Answer, AskOptions, Turn
from assistant.rulebook import RuleShelf
from assistant.service import Assistant, Progress, Stage
from corpus.errors import PolicyError
from corpus.model import Document

_EVERY: Final = 1.0
_log = logging.getLogger(__name__)


class Live:
    """Has each request answered by the newest assistant; one request is answered by one assistant from start to end.

    Whether the library has changed is looked up at most once a second. While a new assistant is being made, requests
    wait for it: what was removed is in no answer. It takes about a second, for whoever adds a document has its index
    ready before the document can be seen.

    Args:
        assistant: The first one.
        every: Seconds between two looks.
    """

    def __init__(
        self, assistant: Assistant, every: float = _EVERY, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._held = assistant
        self._every = every
        self._clock = clock
        self._looked = clock()
        self._lock = threading.Lock()

    @property
    def assistant(self) -> Assistant:
        """The newest. If the library can't be loaded as it is now, the last one that could."""
        with self._lock:
            if self._clock() - self._looked >= self._every:
                try:
                    self._held = self._held.reloaded()
                except PolicyError as error:
                    _log.warning("资料库有变动，但无法载入，仍用原来的内容：%s", error)
                self._looked = self._clock()
            return self._held

    def look(self) -> Assistant:
        """The newest, without waiting for the second to pass: for whoever has just changed the library."""
        with self._lock:
            self._looked = -self._every
        return self.assistant

    @property
    def documents(self) -> tuple[Document, ...]:
        return self.assistant.documents

    @property
    def rules(self) -> RuleShelf:
        return self.assistant.rules

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        options: AskOptions | None = None,
        on_stage: Stage | None = None,
    ) -> Answer:
        return self.assistant.ask(question, history, options, on_stage)

    def match(self, description: str, document: str | None = None) -> Match:
        return self.assistant.match(description, document)

    def prepare(self, progress: Progress) -> None:
        self.assistant.prepare(progress)

    def suggest(self, history: Sequence[Turn]) -> tuple[str, ...]:
        """None where a turn cites a document that has gone since."""
        assistant = self.assistant
        known = {document.id for document in assistant.documents}
        cited = {citation.document for turn in history for citation in turn.answer.citations}
        return assistant.suggest(history) if cited <= known else ()

    def examples(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return self.assistant.examples()
