"""The command line: output, exit codes and bad input, with a small assistant; and a few runs of the real one."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.cli import Console, main
from assistant.service import Assistant, Progress
from assistant.settings import Settings
from corpus.errors import PolicyError
from tests.fake_assistant import FakeAssistant

ROOT = Path(__file__).parent.parent
VERBS = (
    *(["ask"], ["index"], ["serve"], ["library"]),
    *(["library", "list"], ["library", "show"], ["library", "add"], ["library", "remove"]),
)


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        assert self.out.count("\n") == 1 and self.out.endswith("\n")
        return json.loads(self.out)


class Builder:
    """Gives the fake assistant; remembers how it was asked for.

    Attributes:
        failure: Raised instead, if set.
    """

    def __init__(self, failure: BaseException | None = None) -> None:
        self.assistant = FakeAssistant()
        self.failure = failure
        self.built: list[tuple[bool, bool]] = []

    def __call__(
        self, settings: Settings, progress: Progress | None = None, rebuild: bool = False, *, exact: bool = False
    ) -> Assistant:
        self.built.append((rebuild, exact))
        print("noise of a library")
        if progress:
            progress("建立索引", 0.5)
            progress("建立索引", 1.0)
        if self.failure:
            raise self.failure
        return cast("Assistant", self.assistant)


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def ended(*argv: str, stdin: bytes = b"", build: Builder | None = None) -> Ended:
        out, err = io.BytesIO(), io.StringIO()
        code = main(argv, Console(io.BytesIO(stdin), out, err), build or Builder())
        return Ended(code, out.getvalue().decode("utf-8"), err.getvalue())

    return ended


def test_a_question_gets_its_answer_and_the_quotes(run: Run) -> None:
    ended = run("ask", "最多报几个？")
    assert ended.code == 0
    assert ended.out.startswith("可以报多个，")
    assert "〔2〕 云农函〔2019〕7号 › 通知/二/（三）：“同一茶园不得重复提出”\n" in ended.out


def test_json_is_one_object_on_stdout_and_all_else_on_stderr(run: Run) -> None:
    ended = run("ask", "最多报几个？", "--json")
    assert (ended.code, ended.data["id"], ended.data["status"]) == (0, "1", "answered")
    assert "noise of a library" in ended.err and "建立索引：100%" in ended.err


def test_a_refusal_is_done(run: Run) -> None:
    assert (run("ask", "补贴多少？", "--json").code, run("ask", "天气？").code) == (0, 0)


def test_one_question_is_searched_exactly_and_many_are_not(run: Run) -> None:
    build = Builder()
    run("ask", "几个？", build=build)
    run("ask", "--jsonl", build=build)
    assert build.built == [(False, True), (False, False)]


@pytest.mark.parametrize("question", ["失败", "崩溃"])
def test_a_failure_with_json_is_an_error_object_and_without_a_message(run: Run, question: str) -> None:
    ended = run("ask", question, "--json")
    assert (ended.code, list(ended.data), list(ended.data["error"])) == (1, ["error"], ["what", "where", "next"])
    plain = run("ask", question)
    assert (plain.code, plain.out) == (1, "")
    assert "错误：" in plain.err and "Traceback" not in plain.err


def test_debug_shows_where_an_unforeseen_error_came_from(run: Run) -> None:
    assert "Traceback" in run("ask", "崩溃", "--debug").err


def test_a_model_that_cannot_be_had_fails_with_what_to_do(run: Run) -> None:
    failure = PolicyError("取不到向量模型", "目录", "请放入文件")
    assert run("ask", "q", "--json", build=Builder(failure)).data["error"]["next"] == "请放入文件"
    assert run("ask", "--jsonl", stdin=b'{"question": "q"}\n', build=Builder(failure)).code == 1


def test_ctrl_c_ends_quietly(run: Run) -> None:
    ended = run("ask", "q", "--json", build=Builder(KeyboardInterrupt()))
    assert (ended.code, ended.out) == (130, "") and "Traceback" not in ended.err


def test_lines_are_answered_one_by_one_and_the_run_is_done(run: Run) -> None:
    lines = '{"id": "a", "question": "几个？"}\nnot json\n{"id": "c", "turns": [{"question": "邮箱？"}]}'
    ended = run("ask", "--jsonl", stdin=lines.encode())
    found = [json.loads(line) for line in ended.out.split("\n")[:-1]]
    assert ended.code == 0
    assert [data["id"] for data in found] == ["a", 2, "c"]
    assert [list(data)[1] for data in found] == ["question", "error", "turns"]


def test_day_and_documents_hold_for_lines_that_name_none(run: Run) -> None:
    ended = run("ask", "--jsonl", "--document", "other", stdin=b'{"question": "q"}')
    assert "other" in ended.data["error"]["what"]


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["frob"],
        ["ask"],
        ["ask", "q", "--jsonl"],
        ["ask", "q", "more"],
        ["ask", "q", "--frob"],
        ["ask", "q", "--as-of", "2019"],
        ["ask", "q", "--document"],
        ["ask", "q", "--jso"],
        ["ask", "q", "--debug=1"],
        ["serve", "--port", "70000"],
        ["library"],
        ["library", "show"],
        ["library", "frob"],
    ],
)
def test_wrong_usage_is_told_in_chinese_and_exits_with_2(run: Run, argv: Sequence[str]) -> None:
    ended = run(*argv)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("用法：policy-assistant")
    assert "错误：" in ended.err
    for english in ("required", "invalid", "expected", "unrecognized", "allowed", "argument", "ignored"):
        assert english not in ended.err
    if argv:
        assert list(run(*argv, "--json").data["error"]) == ["what", "where", "next"]


@pytest.mark.parametrize("verb", [[], *VERBS])
def test_every_verb_explains_itself_in_chinese(run: Run, verb: Sequence[str]) -> None:
    ended = run(*verb, "--help")
    assert ended.code == 0
    assert ended.out.startswith(" ".join(["用法：policy-assistant", *verb]))
    assert "显示这段说明" in ended.out and "show this" not in ended.out


def test_a_setting_that_makes_no_sense_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_ASSISTANT_PORT", "abc")
    ended = run("library", "list", "--json")
    assert (ended.code, ended.data["error"]["where"]) == (1, "POLICY_ASSISTANT_PORT")


def test_index_tells_what_it_holds(run: Run, tmp_path: Path) -> None:
    build = Builder()
    ended = run("index", "--rebuild", "--json", build=build)
    assert build.built == [(True, False)]
    assert (ended.data["documents"], ended.data["data_dir"]) == (1, str(tmp_path))
    assert ended.data["passages"] > 20
    assert "检索单元" in run("index").out


def test_the_library_is_listed_and_shown_without_a_model(run: Run) -> None:
    build = Builder()
    held = run("library", "list", "--json", build=build).data["documents"]
    for document in held:
        shown = run("library", "show", document["id"], "--json", build=build).data
        assert (shown["id"], shown["title"], shown["number"]) == (document["id"], document["title"], document["number"])
        assert f"【{shown['clauses'][-1]['clause']}】" in run("library", "show", document["id"], build=build).out
    assert held and build.built == []
    assert run("library", "list").out.startswith(f"{held[0]['id']}\t")


def test_a_document_that_is_not_there_is_a_failure(run: Run) -> None:
    ended = run("library", "show", "none", "--json")
    assert (ended.code, ended.data["error"]["what"]) == (1, "资料库中没有文件「none」")


def test_a_question_of_odd_characters_comes_back_in_utf_8(run: Run) -> None:
    assert run("ask", "\udcff几个\x1b\ufeff", "--json").data["question"] == "\ufffd几个\x1b\ufeff"
    assert "\x1b" not in run("ask", "\udcff几个\x1b\ufeff").out


def test_what_ships_is_not_removed_and_what_is_not_there_cannot_be(run: Run) -> None:
    shipped = run("library", "list", "--json").data["documents"][0]["id"]
    ended = run("library", "remove", shipped, "--json")
    assert (ended.code, "随程序附带" in ended.data["error"]["what"]) == (1, True)
    assert run("library", "remove", "没有").code == 1
    assert run("library", "add").code == 2


def test_a_file_that_cannot_be_added_is_named_with_the_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    ended = run("library", "add", "空.txt", "没有.pdf", "--json")
    assert ended.code == 1
    assert [error["file"] for error in ended.data["errors"]] == ["空.txt", "没有.pdf"]
    assert ended.data["error"] == ended.data["errors"][0]["error"] and ended.data["documents"] == []
    plain = run("library", "add", "空.txt")
    assert plain.code == 1 and "未加入：空.txt" in plain.out and "空的" in plain.out


def test_a_garbled_file_is_added_without_a_model_and_shown_as_such(run: Run, tmp_path: Path) -> None:
    (tmp_path / "乱.txt").write_text("关于试点的通知\n一、条件\n" + "须满三年以上方可\ue123" * 20, encoding="utf-8")
    added = run("library", "add", "乱.txt", "--json")
    (document,) = added.data["documents"]
    assert (added.code, document["state"], document["new"], document["embedded"]) == (0, "garbled", True, 0)
    shown = run("library", "show", document["id"], "--json").data
    assert shown["state"] == "garbled" and shown["report"]["garbled_share"] > 0.02
    assert "乱码" in run("library", "list").out
    removed = run("library", "remove", document["id"], "--json")
    assert (removed.code, removed.data["removed"]) == (0, document["id"])


def test_the_light_parts_of_the_command_line_load_nothing_heavy() -> None:
    code = (
        "import sys, assistant.cli; assistant.cli.main(['library', 'list']);"
        "print([m for m in ('torch', 'numpy', 'gradio', 'chromadb', 'onnxruntime', 'tqdm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"


def test_output_is_utf_8_in_any_locale() -> None:
    env = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "app.py", "--help"], cwd=ROOT, env=env, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.decode("utf-8").startswith("用法：policy-assistant serve")
    wrong = subprocess.run(
        [sys.executable, "-m", "assistant", "x"], cwd=ROOT, env=env, capture_output=True, check=False
    )
    assert wrong.returncode == 2
    assert "错误：" in wrong.stderr.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_a_reader_that_leaves_is_no_reason_to_complain() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "assistant", "library", "list"]
    done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_told() -> None:
    command = [sys.executable, "-m", "assistant", "library", "list"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("错误：结果无法写出")


SERVE = """
import sys
from assistant.cli import main
from tests.fake_assistant import FakeAssistant
sys.exit(main(["serve", "--json", "--port", sys.argv[1]], build=lambda *_, **__: FakeAssistant()))
"""


def test_serve_tells_where_the_page_is_and_ctrl_c_closes_it() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = str(held.getsockname()[1])
    command = [sys.executable, "-c", SERVE, port]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            assert server.stdout
            url = json.loads(server.stdout.readline())["url"]
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url) as page:
                assert page.status == 200
            taken = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
            assert (taken.returncode, list(json.loads(taken.stdout))) == (1, ["error"])
            server.send_signal(signal.SIGINT)
            out, err = server.communicate(timeout=20)
        finally:
            server.kill()
    assert (server.returncode, out) == (0, b"")
    assert b"Traceback" not in err


def real(*argv: str, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "assistant", *argv]
    return subprocess.run(
        command, cwd=ROOT, input=stdin.encode(), env=os.environ | (env or {}), capture_output=True, check=False
    )


@pytest.mark.model
def test_the_real_assistant_answers_one_question_with_verbatim_quotes() -> None:
    done = real("ask", "申报书要交几份？", "--json", "--as-of", "2023-12-01", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr.decode()
    data = json.loads(done.stdout)
    texts: dict[tuple[str, str], str] = {}
    for document in {citation["document"] for citation in data["citations"]}:
        shown = json.loads(real("library", "show", document, "--json").stdout)
        texts |= {(document, clause["clause"]): clause["text"] for clause in shown["clauses"]}
    assert data["citations"]
    for citation in data["citations"]:
        text = texts[citation["document"], citation["clause"]]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.model
def test_the_real_assistant_survives_bad_lines_and_remembers_a_conversation() -> None:
    lines = [
        '{"id": "a", "question": "今天天气怎么样"}',
        '{"id": "b", "question": "\\ud800\\u0000<script>？！"}',
        '{"id": "c", "question": ""}',
        json.dumps({"id": "d", "question": "长" * 10_000}),
        "{",
        '{"id": "f", "turns": [{"question": "平台类的联系人是谁？"}, {"question": " "}, {"question": "那安全类呢？"}]}',
    ]
    done = real("ask", "--jsonl", stdin="\n".join(lines))
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    found = [json.loads(line) for line in done.stdout.decode("utf-8").split("\n")[:-1]]
    assert [data["id"] for data in found] == ["a", "b", "c", "d", 5, "f"]
    assert found[0]["status"] == "out_of_scope"
    assert all("2000" in (data["error"]["what"] + data["error"]["next"]) for data in found[2:4])
    assert [turn["id"] for turn in found[5]["turns"]] == ["f#1", "f#2", "f#3"]
    assert "error" in found[5]["turns"][1]


@pytest.mark.model
def test_an_index_that_is_ready_is_only_checked() -> None:
    done = real("index", "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["passages"] > 0
