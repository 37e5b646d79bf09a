"""A running page's assistant follows the library; a command beside it goes on with what it has."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant import features
from assistant.acquire import Desk
from assistant.adapter import identity
from assistant.holdings import Holdings
from assistant.live import Live
from assistant.service import Assistant
from corpus.library import library_stamp, load_library
from index.build import open_or_build
from index.passages import passages_of
from tests.fakes import HashEmbedder
from tests.test_assistant_holdings import notice
from tests.test_assistant_service import ALWAYS, WEIGHED, linear, refusing


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Library:
    """A library whose assistant is made of fakes, the way `from_settings` makes the real one."""

    def __init__(self, folder: Path) -> None:
        self.own = folder / "library"
        self.index_dir = folder / "index"
        self.embedder = HashEmbedder()
        self.desk = Desk(Holdings((self.own,), self.own), self.index_dir, lambda: self.embedder)

    def assistant(self) -> Assistant:
        stamp = library_stamp([self.own])
        library = load_library([self.own])
        passages = [passage for document in library.documents for passage in passages_of(document)]
        index = open_or_build(passages, self.embedder, self.index_dir, chroma=False)
        return Assistant(
            library,
            index,
            self.embedder,
            linear(features.NAMES, -4.0, **WEIGHED),
            refusing(ALWAYS),
            identity(self.embedder.dimensions),
            renew=lambda: None if library_stamp([self.own]) == stamp else self.assistant(),
        )

    def add(self, number: int) -> None:
        (outcome,) = self.desk.add("通知.txt", notice(number))
        assert outcome.added, outcome.error


@pytest.fixture
def place(tmp_path: Path) -> Library:
    found = Library(tmp_path)
    found.add(7)
    return found


def ids(live: Live | Assistant) -> list[str]:
    return [document.id for document in live.documents]


def test_an_unchanged_library_keeps_its_assistant(place: Library) -> None:
    assistant = place.assistant()
    assert assistant.reloaded() is assistant
    assert Live(assistant, every=0).assistant is assistant


def test_what_another_process_adds_and_removes_is_there_and_gone(place: Library) -> None:
    live = Live(place.assistant(), every=0)
    place.add(8)
    assert ids(live) == ["云农函-2019-7", "云农函-2019-8"]
    place.desk.remove("云农函-2019-7")
    assert ids(live) == ["云农函-2019-8"]
    answer = live.ask("每家合作社最多提出几个茶园？")
    assert {citation.document for citation in answer.citations} <= {"云农函-2019-8"}
    assert live.rules is live.assistant.rules


def test_nothing_is_embedded_to_take_up_what_was_added(place: Library) -> None:
    live = Live(place.assistant(), every=0)
    place.add(8)
    known = len(place.embedder.embedded)
    assert len(ids(live)) == 2
    assert len(place.embedder.embedded) == known


def test_changes_are_looked_for_once_a_second_or_when_told(place: Library) -> None:
    clock = Clock()
    live = Live(place.assistant(), clock=clock)
    place.add(8)
    assert len(ids(live)) == 1
    clock.now = 1.0
    assert len(ids(live)) == 2
    place.add(9)
    assert len(ids(live)) == 2
    assert len(ids(live.look())) == 3


def test_a_library_that_cannot_be_loaded_leaves_the_last_one(place: Library) -> None:
    live = Live(place.assistant(), every=0)
    broken = place.own / "坏"
    broken.mkdir()
    (broken / "document.toml").write_text("id = ", encoding="utf-8")
    assert ids(live) == ["云农函-2019-7"]
    (broken / "document.toml").unlink()
    assert ids(live) == ["云农函-2019-7"]


def test_a_question_beside_a_change_is_answered_from_one_library(place: Library) -> None:
    live = Live(place.assistant(), every=0)
    stop = threading.Event()
    answered = 0

    def asking() -> None:  # an error on a thread fails the test: warnings are errors
        nonlocal answered
        while not stop.is_set():
            live.ask("茶园面积不少于多少亩？")
            answered += 1

    threads = [threading.Thread(target=asking) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in (8, 9):
        place.add(number)
        place.desk.remove(f"云农函-2019-{number}")
    stop.set()
    for thread in threads:
        thread.join(30)
    assert answered > 0
    assert ids(live) == ["云农函-2019-7"]
