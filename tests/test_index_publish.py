"""A folder appears whole or not at all; a killed builder leaves the old state or the new one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.errors import IndexBusy
from index.publish import exclusive, published, sweep

_ROOT = Path(__file__).parent.parent

# One process imports everything once and forks a builder to be killed, then a reader to look at what is left.
_KILLER = """
import os, random, signal, sys, time, traceback
from pathlib import Path
import chromadb, bm25s, llama_index.vector_stores.chroma
from index.build import open_or_build
from index.generation import embedded_text, generations, read_generation
from index.model import Passage
from tests.fakes import HashEmbedder

root = Path(sys.argv[1])
kills = int(sys.argv[2])

def passages(count):
    texts = [f"第{n}条设备联网采集数据" for n in range(count)]
    return [Passage("甲", f"通知/{n}", 0, len(t), t, "标题") for n, t in enumerate(texts)]

def forked(work):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return child

def check():
    for folder in generations(root):
        assert read_generation(folder) is not None, folder
    given = passages(120)
    index = open_or_build(given, HashEmbedder(), root)
    assert index.dense.healthy
    for row in (0, 59, 119):
        assert index.search_dense(index.vectors[row], 1)[0].passage == given[row]
    index.close()
    open_or_build(given, HashEmbedder(), root, rebuild=True).close()
    assert not list(root.glob(".building-*")), "the next builder sweeps"

def verified():
    return os.waitpid(forked(check), 0)[1] == 0

started = time.monotonic()
assert verified()
length = (time.monotonic() - started) / 2
chance = random.Random(5)
killed = 0
for number in range(kills):
    count = 121 + number
    again = number % 2 == 1
    count = 120 if again else count
    child = forked(lambda: open_or_build(passages(count), HashEmbedder(), root, rebuild=again))
    time.sleep(length * (number + chance.random()) / kills)
    os.kill(child, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    for folder in generations(root):
        assert read_generation(folder) is not None, folder
assert verified()
print(killed)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_builder_killed_at_any_moment_leaves_old_or_new_state(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLER, str(tmp_path / "index"), "10"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= 3


def test_a_failed_block_leaves_the_old_folder(tmp_path: Path) -> None:
    final = tmp_path / "made"
    with published(final) as aside:
        (aside / "a").write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), published(final) as aside:
        (aside / "a").write_text("new", encoding="utf-8")
        raise RuntimeError
    assert (final / "a").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_finished_block_replaces_the_old_folder(tmp_path: Path) -> None:
    final = tmp_path / "made"
    for content in ("old", "new"):
        with published(final) as aside:
            (aside / content).write_text(content, encoding="utf-8")
    assert [path.name for path in final.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_leftovers_are_swept_and_finished_folders_stay(tmp_path: Path) -> None:
    for name in (".building-1", ".retired-2", "made"):
        (tmp_path / name / "deep").mkdir(parents=True)
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_what_was_about_to_be_replaced_is_put_back(tmp_path: Path) -> None:
    (tmp_path / ".replaced-1" / "made").mkdir(parents=True)
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_wait_too_long_is_an_error_that_names_the_lock(tmp_path: Path) -> None:
    waits: list[float] = []
    errors: list[IndexBusy] = []

    def second() -> None:
        try:
            with exclusive(tmp_path / "lock", waits.append, timeout=0.2):
                raise AssertionError
        except IndexBusy as error:
            errors.append(error)

    with exclusive(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(10)
    assert waits
    assert str(tmp_path / "lock") in errors[0].where
    with exclusive(tmp_path / "lock", timeout=0.2):
        pass
