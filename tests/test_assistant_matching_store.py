"""What was learned, on the disk: read back as it was, learned anew where it is damaged, and never run."""

from __future__ import annotations

import io
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.matching.classifier import Calibration, Classifier, View
from assistant.matching.prepare import Matchers
from assistant.matching.store import fingerprint, open_or_learn
from assistant.matching.terms import Terms, grams, words
from corpus.boundaries import BOUNDARIES
from corpus.examples import EXAMPLES
from corpus.library import load_library
from index.errors import IndexBroken
from tests.fake_harbour import AS_USUAL, HARBOUR, harbour, matchers
from tests.fakes import HashEmbedder

ROOT = Path(__file__).parent.parent
FILE = "classifier.npz"


def made_up(bias: float = 0.5) -> Classifier:
    """A classifier of three labels with odd terms."""
    terms = ["渔", "船", "😀", "𠮷田", '"', "\\", "\n", "a\ud800"]
    rng = np.random.default_rng(7)
    views = tuple(
        View(
            Terms({term: row for row, term in enumerate(terms)}, rng.random(len(terms), np.float32), analyze),
            rng.random((len(terms), 3), np.float32),
        )
        for analyze in (grams, words)
    )
    return Classifier(
        (0, 7, 3),
        rng.random(4, np.float32),
        rng.random((4, 3), np.float32),
        views,
        np.full(3, bias, np.float32),
        Calibration(0.333, 9.5, 1.25, 0.41),
    )


def assert_same(one: Classifier, other: Classifier) -> None:
    assert one.labels == other.labels
    assert one.calibration == other.calibration
    for own, theirs in zip(arrays(one), arrays(other), strict=True):
        assert own.dtype == theirs.dtype
        assert np.array_equal(own, theirs)
    for own, theirs in zip(one.views, other.views, strict=True):
        assert dict(own.terms.rows) == dict(theirs.terms.rows)
        assert own.terms.analyze is theirs.terms.analyze


def arrays(classifier: Classifier) -> list[Any]:
    views = [part for view in classifier.views for part in (view.weights, view.terms.rarity)]
    return [classifier.centre, classifier.vector_weights, classifier.bias, *views]


class Teacher:
    """Counts how often it was asked."""

    def __init__(self, classifier: Classifier | None = None) -> None:
        self.classifier = classifier or made_up()
        self.asked = 0

    def __call__(self) -> Classifier:
        self.asked += 1
        return self.classifier


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


# ---- kept and read back


def test_what_was_stored_is_read_back_as_it_was_and_learned_once(tmp_path: Path) -> None:
    teacher = Teacher()
    assert_same(open_or_learn(tmp_path, "a", teacher), made_up())
    assert_same(open_or_learn(tmp_path, "a", teacher), made_up())
    assert teacher.asked == 1
    assert names(tmp_path) == ["a"]


def test_what_was_learned_from_texts_decides_the_same_after_reading(tmp_path: Path) -> None:
    library = harbour(tmp_path / "library")
    first = matchers(library, tmp_path).of()
    second = matchers(library, tmp_path).of()
    assert isinstance(first.scoring, Classifier) and isinstance(second.scoring, Classifier)
    assert_same(first.scoring, second.scoring)
    text = "渔船装定位终端，遇险一键报警，救援艇十分钟出动。"
    assert replace(first.match(text), ms=0) == replace(second.match(text), ms=0)


def test_storing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        open_or_learn(tmp_path / folder, "a", Teacher())
    one, two = ((tmp_path / folder / "a" / FILE).read_bytes() for folder in ("one", "two"))
    assert one == two


def test_another_name_is_learned_beside_it_and_only_the_newest_are_kept(tmp_path: Path) -> None:
    for number, name in enumerate("abcdef"):
        open_or_learn(tmp_path, name, Teacher(made_up(number)))
        os.utime(tmp_path / name / FILE, (number, number))
    assert "f" in names(tmp_path)
    assert len(names(tmp_path)) <= 4
    assert open_or_learn(tmp_path, "f", Teacher()).bias[0] == 5.0


# ---- damaged


def assert_learned_anew(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    teacher = Teacher()
    assert_same(open_or_learn(folder, "a", teacher), made_up())
    assert teacher.asked == 1
    assert "重新学习" in caplog.text
    assert_same(open_or_learn(folder, "a", teacher), made_up())
    assert teacher.asked == 1, "what was learned anew is whole"


def npz(**held: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **held)
    return buffer.getvalue()


def stored(folder: Path) -> dict[str, Any]:
    """The arrays as they lie on the disk."""
    open_or_learn(folder, "a", Teacher())
    with np.load(folder / "a" / FILE, allow_pickle=False) as held:
        return {name: held[name] for name in held.files}


Damage = Callable[[bytes], bytes]
DAMAGES: dict[str, Damage] = {
    "empty": lambda _: b"",
    "one byte": lambda data: data[:1],
    "half": lambda data: data[: len(data) // 2],
    "without its end": lambda data: data[:-30],
    "text": lambda _: "不是模型".encode(),
    "zeros": lambda data: bytes(len(data)),
    "a flipped bit": lambda data: (
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]
    ),
    "a lone array": lambda _: _npy(np.zeros(3)),
    "a zip of nothing": lambda _: npz(),
    "a zip of other things": lambda _: npz(other=np.zeros(3)),
    "a pickle": lambda _: pickle.dumps({"bias": 1}),
}


def _npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_learned_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Damage) -> None:
    open_or_learn(tmp_path, "a", Teacher())
    file = tmp_path / "a" / FILE
    file.write_bytes(damage(file.read_bytes()))
    assert_learned_anew(tmp_path, caplog)


@pytest.mark.parametrize("name", ["said", "centre", "vector", "bias", "terms0", "rarity1", "weights0"])
def test_a_missing_array_is_learned_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str) -> None:
    held = stored(tmp_path)
    del held[name]
    (tmp_path / "a" / FILE).write_bytes(npz(**held))
    assert_learned_anew(tmp_path, caplog)


@pytest.mark.parametrize(
    "said", [b"", b"{", b"[]", b"null", b"{}", b'{"labels": 1}', b'{"labels": [0], "calibration": {}}']
)
def test_words_that_say_nothing_are_learned_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture, said: bytes) -> None:
    held = stored(tmp_path) | {"said": np.frombuffer(said, np.uint8)}
    (tmp_path / "a" / FILE).write_bytes(npz(**held))
    assert_learned_anew(tmp_path, caplog)


def test_a_file_damaged_anywhere_gives_what_was_stored_or_nothing(tmp_path: Path) -> None:
    open_or_learn(tmp_path, "a", Teacher())
    file = tmp_path / "a" / FILE
    whole = file.read_bytes()
    rng = random.Random(11)
    for turn in range(90):
        data = bytearray(whole)
        if turn % 3 == 0:
            data = data[: rng.randrange(len(data))]
        else:
            end = 0 if turn % 3 == 1 else max(0, len(data) - 900)
            data[rng.randrange(end, len(data))] ^= 1 << rng.randrange(8)
        file.write_bytes(data)
        assert_same(open_or_learn(tmp_path, "a", Teacher()), made_up())


# ---- nothing that could run


class Planted:
    """Runs code when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("name", ["said", "bias", "weights1", "terms0"])
def test_an_array_of_objects_is_not_unpickled_but_learned_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    ran = tmp_path / "ran"
    planted = np.empty(1, object)
    planted[0] = Planted(ran)
    crafted = npz(**(stored(tmp_path / "store") | {name: planted}))
    (tmp_path / "store" / "a" / FILE).write_bytes(crafted)
    assert_learned_anew(tmp_path / "store", caplog)
    assert not ran.exists()
    with np.load(io.BytesIO(crafted), allow_pickle=True) as held:
        held[name]
    assert ran.exists(), "what was planted would have run"


def test_a_pickle_in_place_of_the_file_is_not_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    open_or_learn(tmp_path / "store", "a", Teacher())
    (tmp_path / "store" / "a" / FILE).write_bytes(pickle.dumps(Planted(tmp_path / "ran")))
    assert_learned_anew(tmp_path / "store", caplog)
    assert not (tmp_path / "ran").exists()


def test_what_is_stored_is_plain_arrays(tmp_path: Path) -> None:
    open_or_learn(tmp_path, "a", Teacher())
    with zipfile.ZipFile(tmp_path / "a" / FILE) as held:
        assert all(name.endswith(".npy") for name in held.namelist())
    assert {str(array.dtype) for array in stored(tmp_path).values()} == {"float32", "uint8"}


# ---- whole or absent


def test_learning_that_fails_leaves_nothing_and_the_next_learns(tmp_path: Path) -> None:
    def failing() -> Classifier:
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError):
        open_or_learn(tmp_path, "a", failing)
    assert names(tmp_path) == []
    assert_same(open_or_learn(tmp_path, "a", Teacher()), made_up())


@pytest.mark.skipif(os.name == "nt", reason="a folder that holds a lock can't be removed there")
def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    store = tmp_path / "store"

    def obstructing() -> Classifier:
        shutil.rmtree(store)
        store.write_text("a file where the folder was", encoding="utf-8")
        return made_up()

    with pytest.raises(IndexBroken) as caught:
        open_or_learn(store, "a", obstructing)
    assert str(store) in str(caught.value)


_KILLED = """
import os, sys, time
from pathlib import Path
import numpy as np
from assistant.matching.store import open_or_learn
from tests.test_assistant_matching_store import made_up

real = np.savez
def slow(file, **arrays):
    real(file, **{name: arrays[name] for name in list(arrays)[:3]})
    print("half", flush=True)
    time.sleep(60)
np.savez = slow
open_or_learn(Path(sys.argv[1]), "a", made_up)
"""


@pytest.mark.skipif(os.name == "nt", reason="processes are killed otherwise there")
def test_a_process_killed_in_the_middle_leaves_nothing_that_is_read(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    assert not (tmp_path / "a").exists()
    assert [name for name in names(tmp_path) if name.startswith(".building-")]
    teacher = Teacher()
    assert_same(open_or_learn(tmp_path, "a", teacher), made_up())
    assert (teacher.asked, names(tmp_path)) == (1, ["a"])


def test_two_that_need_it_at_once_learn_it_once(tmp_path: Path) -> None:
    class Slow(Teacher):
        def __call__(self) -> Classifier:
            time.sleep(0.15)
            return super().__call__()

    teacher = Slow()
    threads = [threading.Thread(target=open_or_learn, args=(tmp_path, "a", teacher)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert teacher.asked == 1


# ---- the name


def test_a_name_is_short_plain_and_depends_on_every_part() -> None:
    base = fingerprint(["e5", "1\t渔船", "2\t冷库"])
    assert base == fingerprint(["e5", "1\t渔船", "2\t冷库"])
    assert base.isalnum() and base.isascii() and len(base) == 24
    others = [
        ["e6", "1\t渔船", "2\t冷库"],
        ["e5", "2\t渔船", "2\t冷库"],
        ["e5", "1\t渔船。", "2\t冷库"],
        ["e5", "2\t冷库", "1\t渔船"],
        ["e5", "1\t渔船", "2\t冷库", ""],
        ["e5", "1\t渔船2\t冷库"],
        ["e5", "1\t渔船\ud800", "2\t冷库"],
        [],
    ]
    assert len({base, *map(fingerprint, others)}) == len(others) + 1


def folders(store: Path) -> list[str]:
    return names(store / "match") if (store / "match").exists() else []


def prepared(library: Path, store: Path, embedder: HashEmbedder) -> Matchers:
    found = matchers(load_library((library,)), store, embedder)
    found.of()
    return found


def test_any_change_of_a_text_a_label_or_the_encoder_is_learned_anew_and_nothing_else_is(tmp_path: Path) -> None:
    library, store, embedder = tmp_path / "library", tmp_path / "store", HashEmbedder()
    harbour(library)
    prepared(library, store, embedder)
    (first,) = folders(store)
    prepared(library, store, HashEmbedder())
    assert folders(store) == [first]
    place = library / HARBOUR
    (place / BOUNDARIES).unlink()
    prepared(library, store, embedder)
    assert folders(store) == [first], "boundaries teach nothing"
    whole = (place / EXAMPLES).read_text(encoding="utf-8")
    seen = {first}
    changes: list[tuple[Path, str]] = [
        (place / EXAMPLES, whole.replace("六十条渔船", "七十条渔船")),
        (place / EXAMPLES, whole.replace('"direction": null}', '"direction": 1}', 1)),
        (place / EXAMPLES, whole + '{"description": "码头扩建泊位", "direction": null}\n'),
        (place / "notice.txt", AS_USUAL.text.replace("船员落水", "船员掉落水中")),
    ]
    for path, text in changes:
        kept = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        prepared(library, store, embedder)
        assert set(folders(store)) - seen
        seen |= set(folders(store))
        path.write_text(kept, encoding="utf-8")
    prepared(library, store, HashEmbedder("hash-other"))
    assert set(folders(store)) - seen
