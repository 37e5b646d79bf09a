"""Documents come into the library and go: whole or not at all, whatever is killed when."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.acquire import Desk
from assistant.holdings import Added, Holdings, LibraryError, Outcome
from corpus.errors import UnknownDocumentError
from corpus.library import load_library
from corpus.report import State
from index.errors import IndexBroken
from tests.fakes import HashEmbedder

ROOT = Path(__file__).parent.parent
NOTICE = """云杉市农业局关于征集{year}年茶园改造试点的通知
云农函〔{year}〕{number}号
各区农业局、各茶叶合作社：
为让老茶园焕发新的生机，市里决定征集一批改造试点。有关事项如下：
一、征集范围
分生态类、加工类两类。每家合作社最多提出{number}个茶园。
二、基本条件
（一）申请单位应当在云杉市登记满三年。
（二）茶园面积不少于{number}0亩。
三、报送
请于{year}年5月{number}日前将材料送至市农业局。联系人：李茶，电话：010-1234567{digit}。
云杉市农业局
{year}年3月1日
"""


def notice(number: int, year: int = 2019) -> bytes:
    return NOTICE.format(number=number, year=year, digit=number % 10).encode()


class Place:
    """A library of its own, without the documents that ship."""

    def __init__(self, folder: Path) -> None:
        self.own = folder / "library"
        self.shipped = folder / "shipped"
        self.embedder = HashEmbedder()
        self.holdings = Holdings((self.shipped, self.own), self.own)
        self.desk = Desk(self.holdings, folder / "index", lambda: self.embedder)

    def add(self, data: bytes, name: str = "通知.txt") -> Added:
        (outcome,) = self.desk.add(name, data)
        assert outcome.added, outcome.error
        return outcome.added

    @property
    def ids(self) -> list[str]:
        return [held.document.id for held in self.holdings.held()]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def refused(outcomes: tuple[Outcome, ...]) -> str:
    (outcome,) = outcomes
    assert outcome.added is None and outcome.error is not None
    return str(outcome.error)


def test_a_file_becomes_a_document_with_a_report(place: Place) -> None:
    added = place.add(notice(7))
    held = added.held
    assert (added.is_new, held.document.id, held.state, held.removable) == (True, "云农函-2019-7", State.READY, True)
    assert held.report is not None and held.report.lost == 0 and held.report.source == "通知.txt"
    folder = place.own / "云农函-2019-7"
    assert sorted(path.name for path in folder.iterdir()) == [
        "document.toml",
        "notice.txt",
        "report.json",
        "source.txt",
    ]
    assert (folder / "source.txt").read_bytes() == notice(7)
    assert [str(d.deadline) for d in load_library([place.own]).documents] == ["2019-05-07"]


def test_the_same_content_is_there_already_in_whatever_file(place: Place) -> None:
    place.add(notice(7))
    again = place.add(notice(7).replace(b"\n", b"\r\n\r\n"), "另一份.md")
    assert (again.is_new, again.held.document.id) == (False, "云农函-2019-7")
    assert place.ids == ["云农函-2019-7"]


def test_another_text_of_the_same_number_gets_another_id(place: Place) -> None:
    place.add(notice(7))
    other = place.add(notice(7) + "另请抄送市茶叶协会。\n".encode())
    assert other.is_new and other.held.document.id.startswith("云农函-2019-7-")
    assert other.held.state is State.NEEDS_REVIEW
    assert other.held.report and other.held.report.duplicates[0].document == "云农函-2019-7"


def test_adding_embeds_only_what_is_new(place: Place) -> None:
    first = place.add(notice(7)).embedded.passages
    known = len(place.embedder.embedded)
    added = place.add(notice(8, 2020)).embedded.passages
    assert first == known and 0 < added == len(place.embedder.embedded) - known
    assert all("2019" not in text for text in place.embedder.embedded[known:])
    place.desk.remove("云农函-2019-7")
    place.add(notice(7))
    assert len(place.embedder.embedded) <= known + added + first


def test_a_corrected_value_wins_over_the_recognised_one(place: Place) -> None:
    place.add(notice(7))
    toml = place.own / "云农函-2019-7" / "document.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("# deadline = 2019-05-07", "deadline = 2019-06-30"), encoding="utf-8")
    assert str(load_library([place.own]).documents[0].deadline) == "2019-06-30"


def test_a_removed_document_is_gone_and_may_come_again(place: Place) -> None:
    place.add(notice(7))
    assert place.desk.remove("云农函-2019-7").id == "云农函-2019-7"
    assert place.ids == []
    assert [path for path in place.own.iterdir() if not path.name.startswith(".library")] == []
    assert place.add(notice(7)).is_new
    with pytest.raises(UnknownDocumentError):
        place.desk.remove("没有")


def test_what_ships_is_not_removed(place: Place) -> None:
    folder = place.shipped / "a"
    folder.mkdir(parents=True)
    (folder / "document.toml").write_text('id = "a"', encoding="utf-8")
    (folder / "notice.txt").write_bytes(notice(3))
    with pytest.raises(LibraryError, match="随程序附带"):
        place.desk.remove("a")
    assert place.ids == ["a"]
    assert not place.add(notice(3)).is_new


def test_garbled_text_is_kept_but_never_answered_from(place: Place) -> None:
    broken = notice(7).decode().replace("茶园", "\ue123\ue456").encode()
    held = place.add(broken).held
    assert held.state is State.GARBLED and held.report and "乱码" in held.report.reasons[0]
    assert load_library([place.own]).documents == ()
    assert place.ids == [held.document.id] and place.embedder.embedded == []
    assert place.holdings.find(held.document.id).state is State.GARBLED
    assert not place.add(broken).is_new
    place.desk.remove(held.document.id)
    assert place.ids == []


def test_an_index_that_cannot_be_built_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    place = Place(tmp_path)

    def failing() -> HashEmbedder:
        raise IndexBroken("没有模型")

    desk = Desk(place.holdings, tmp_path / "index", failing)
    assert "没有模型" in refused(desk.add("a.txt", notice(7)))
    assert place.ids == []
    place.add(notice(7))
    desk.remove("云农函-2019-7")
    assert place.ids == []


def test_a_file_that_cannot_be_read_is_an_outcome(place: Place, tmp_path: Path) -> None:
    assert "空的" in refused(place.desk.add("a.txt", b""))
    assert "无法读取" in refused(place.desk.add_file(tmp_path / "没有.txt"))
    assert "Excel" in refused(place.desk.add("a.xlsx", b"PK\x03\x04" + bytes(22) + b"\x0f\0\0\0xl/workbook.xml"))
    assert place.ids == []


@pytest.mark.parametrize("title", ["../../etc/passwd", "CON", "nul", "。。。", "\u3000", "." * 40, "a/b\\c:d*e?"])
def test_no_text_chooses_where_it_is_kept(place: Place, title: str) -> None:
    added = place.add(f"{title}\n一、条件\n需要三年。\n二、时间\n明年。\n".encode())
    assert (place.own / added.held.document.id).is_dir()
    assert len(list(place.own.glob("*/notice.txt"))) == 1


# One process imports everything once, then forks: one child changes the library and kills itself at a step drawn by lot
# among those that touch files, the parent looks at it. Steps, not seconds: how fast a machine is changes nothing.
_KILLER = """
import os, random, signal, sys, traceback
from pathlib import Path
import chromadb, bm25s, llama_index.vector_stores.chroma
sys.path.insert(0, "tests")
from test_assistant_holdings import Place, notice
from corpus.folder import is_current, read_meta
from corpus.library import load_library
from index.build import open_or_build
from index.passages import passages_of

root, kills, real = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]

def made():
    place = Place(root)
    if real:
        from index.embedder import load_embedder
        place.embedder = load_embedder(None, Path(real[0]))
    return place

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

def done(work):
    assert os.waitpid(forked(work), 0)[1] == 0

def whole():
    for folder in own.glob("[!.]*"):
        assert is_current(folder, read_meta(folder)), folder
        assert {path.name for path in folder.iterdir()} >= {"document.toml", "notice.txt", "report.json"}, folder
    return {document.id for document in load_library([own]).documents}

def answering():
    place = made()
    documents = load_library([place.own]).documents
    given = [passage for document in documents for passage in passages_of(document)]
    index = open_or_build(given, place.embedder, root / "index", chroma=False)
    for row in range(0, len(given), 7):
        assert index.search_dense(index.vectors[row], 1)[0].score > 0.99
    index.close()

def change(number, expected):
    if number % 2 == 0 or len(expected) < 2:
        new = next(n for n in range(1, 31) if f"云农函-2019-{n}" not in expected)
        return f"云农函-2019-{new}", lambda: made().add(notice(new))
    victim = sorted(expected)[0]
    return victim, lambda: made().desk.remove(victim)

def killed_at(step, work):
    left = [step]
    def watch(event, given):
        if event in STEPS and str(root) in str(given[0]):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    def watched():
        sys.addaudithook(watch)
        work()
        os._exit(min(step - left[0], 255))
    return os.waitpid(forked(watched), 0)[1]

STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.listdir", "shutil.rmtree"}

# threads don't survive a fork: all that starts some is done in children
own = root / "library"
for number in (26, 27, 28, 29, 30):
    done(lambda: made().add(notice(number)))
# how many steps an add and a removal take
steps = [os.waitstatus_to_exitcode(killed_at(1000, change(turn, whole())[1])) for turn in (0, 1)]
assert min(steps) > 3, steps
expected = whole()
chance = random.Random(11)
killed = old = number = 0
while killed < kills and number < 5 * kills:
    number += 1
    touched, work = change(number, expected)
    killed += os.WIFSIGNALED(killed_at(chance.randint(1, steps[number % 2]), work))
    found = whole()
    assert found ^ expected <= {touched}, (found, expected, touched)
    old += found == expected
    expected = found
    if number % 20 == 0:
        done(answering)
done(answering)
done(lambda: made().add(notice(14, 2031)))
assert not [path.name for path in own.iterdir() if path.name.startswith((".building", ".retired"))]
assert whole() == expected | {"云农函-2031-14"}
print(killed, old)
"""


def _killed(folder: Path, kills: int, *model: str) -> tuple[int, int]:
    done = subprocess.run(
        [sys.executable, "-c", _KILLER, str(folder), str(kills), *model],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TOKENIZERS_PARALLELISM": "false"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    killed, old = map(int, done.stdout.split()[-2:])
    return killed, old


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_a_hundred_times_while_adding_and_removing_nothing_is_lost(tmp_path: Path) -> None:
    killed, old = _killed(tmp_path, 100)
    assert killed == 100 and old > 0


@pytest.mark.model
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_with_the_real_model_nothing_is_lost(tmp_path: Path) -> None:
    from assistant.settings import Settings
    from index.prepare import prepare_model

    models = Settings().models_dir
    prepare_model(models, lambda _what, _share: None)
    assert _killed(tmp_path, 10, str(models))[0] == 10
