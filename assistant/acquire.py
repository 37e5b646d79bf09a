"""Files are handed in and become documents: read, judged, embedded, put into the library; and taken out again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.holdings import Embedded, Held, Holdings, Outcome, Waiting
from corpus.errors import PolicyError
from corpus.intake import Source
from corpus.library import Library
from corpus.model import Document
from corpus.reader import File, ReadError, file_of, read_bytes, unpacked
from index.build import open_or_build
from index.embedder import Embedder
from index.errors import IndexFailure
from index.passages import passages_of

if TYPE_CHECKING:
    from assistant.settings import Settings

Progress = Callable[[str, float], None]
_log = logging.getLogger(__name__)


class Desk:
    """Where documents are handed in and taken out.

    Args:
        embedder: Made when something is to be embedded for the first time.
        told: Told what is being done and how far it is, 0 to 1.
    """

    def __init__(
        self, holdings: Holdings, index_dir: Path, embedder: Callable[[], Embedder], told: Progress | None = None
    ) -> None:
        self.holdings = holdings
        self._index_dir = index_dir
        self._embedder = embedder
        self._told = told or _unseen

    def held(self) -> tuple[Held, ...]:
        return self.holdings.held()

    def add_file(self, path: Path) -> tuple[Outcome, ...]:
        """Add a file of this machine; a zip gives an outcome for each file in it. Never raises a PolicyError."""
        try:
            file = file_of(path)
        except ReadError as error:
            return (Outcome(path.name, error=error),)
        return self.add(file.name, file.data)

    def add(self, name: str, data: bytes) -> tuple[Outcome, ...]:
        """Add an uploaded file; else as `add_file`."""
        try:
            files = unpacked(name, data)
        except ReadError as error:
            return (Outcome(name, error=error),)
        return tuple(self._added(file) for file in files)

    def remove(self, document: str, waiting: Waiting | None = None) -> Document:
        """Raises: PolicyError: See `Holdings.remove`."""
        return self.holdings.remove(document, self._catch_up, waiting or self._waiting)

    def _added(self, file: File) -> Outcome:
        try:
            self._told(f"读取「{file.name}」", 0.0)
            extracted = read_bytes(file.name, file.data, ocr=self._reading(file.name))
            added = self.holdings.add(Source(file.name, file.data), extracted, self._take_up, self._waiting)
            self._told(f"已处理「{file.name}」", 1.0)
            return Outcome(file.shown, added)
        except PolicyError as error:
            return Outcome(file.shown, error=error)

    def _reading(self, name: str) -> Callable[[int, int], None]:
        return lambda done, of: self._told(f"识别「{name}」第 {done}/{of} 页", done / max(1, of))

    def _waiting(self, seconds: float) -> None:
        self._told(f"等待另一个程序更新资料库，已等 {seconds:.0f} 秒", 0.0)

    def _catch_up(self, library: Library) -> Embedded:
        """What can't be done for the index now, whoever opens it next does."""
        try:
            return self._take_up(library)
        except IndexFailure as error:
            _log.warning("索引将在下次使用时更新：%s", error)
            return Embedded()

    def _take_up(self, library: Library) -> Embedded:
        return take_up(library, self._embedder(), self._index_dir, self._told)


def take_up(library: Library, embedder: Embedder, index_dir: Path, told: Progress) -> Embedded:
    """Prepare the index of a library, so that whoever opens it next finds it whole."""
    passages = [passage for document in library.documents for passage in passages_of(document)]
    clock = _Clock(told)
    open_or_build(passages, embedder, index_dir, clock.embedded, chroma=False).close()
    return Embedded(clock.done, round(clock.seconds, 3))


class _Clock:
    """Tells how fast passages are embedded, and how long the rest will take."""

    def __init__(self, told: Progress) -> None:
        self._told = told
        self._begun = time.monotonic()
        self.done = 0
        self.seconds = 0.0

    def embedded(self, done: int, total: int) -> None:
        self.done, self.seconds = done, time.monotonic() - self._begun
        rate = done / max(self.seconds, 1e-6)
        left = (total - done) / max(rate, 1e-6)
        self._told(f"建立索引 {rate:.0f} 条/秒，约剩 {left:.0f} 秒", done / max(1, total))


def desk_of(settings: Settings, told: Progress | None = None, embedder: Embedder | None = None) -> Desk:
    """The desk of an installation.

    Args:
        embedder: The one already at hand; else the model is prepared when it is needed.
    """
    from assistant.assembly import embedder_for

    held: list[Embedder] = [embedder] if embedder else []

    def made() -> Embedder:
        if not held:
            held.append(embedder_for(settings, told or _unseen))
        return held[0]

    holdings = Holdings(settings.document_dirs, settings.library_dir)
    return Desk(holdings, settings.index_dir, made, told)


def _unseen(what: str, share: float) -> None:
    del what, share
