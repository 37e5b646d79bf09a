"""`policy-assistant match`: what it prints, how it ends, and what it says of bad input."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.cli import Console, main
from assistant.matching.description import LONGEST
from corpus.errors import PolicyError
from tests.fake_assistant import NOTICE, FakeAssistant
from tests.fake_harbour import BOATS, COLD, HARBOUR, harbour_assistant
from tests.fake_match import KITCHEN, SHOP, TREES, UNSURE
from tests.test_assistant_cli import Builder, Ended

Run = Callable[..., Ended]
KEYS = ["id", "document", "fit", "ask", "directions", "contrasts", "note", "ms"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def ended(*argv: str, stdin: bytes = b"", build: Builder | None = None) -> Ended:
        out, err = io.BytesIO(), io.StringIO()
        code = main(["match", *argv], Console(io.BytesIO(stdin), out, err), build or Builder())
        return Ended(code, out.getvalue().decode("utf-8"), err.getvalue())

    return ended


def lines_of(ended: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.out.split("\n")[:-1]]


def jsonl(*lines: Any) -> bytes:
    raw = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
    return b"\n".join(raw)


# ---- one description


def test_the_directions_come_in_order_with_reason_evidence_demands_and_contact(run: Run) -> None:
    ended = run(TREES)
    assert ended.code == 0
    assert ended.out.startswith("1. 生态类（1）茶林共生　86%\n")
    assert "你的描述：“挂了巢箱引来益鸟” ↔ 附件1/一/（一）/应用场景/2：“" in ended.out
    assert "要求：“化学农药用量下降不少于40%”（附件1/一/（一）/应用成效）　看来达到：“农药用量下降45%”" in ended.out
    assert "联系：生态类：林知秋 0999-5550101（通知/四）" in ended.out
    assert ended.out.index("1. ") < ended.out.index("2. 加工类（3）清洁炒青")


def test_json_is_one_object_of_the_contract_and_all_else_goes_to_stderr(run: Run) -> None:
    ended = run(TREES, "--json")
    assert (ended.code, list(ended.data)) == (0, KEYS)
    assert (ended.data["id"], ended.data["document"], ended.data["fit"]) == ("1", NOTICE, "clear")
    first = ended.data["directions"][0]
    assert (first["clause"], first["name"], first["category"]) == ("附件1/一/（一）", "茶林共生", "生态类")
    for pair in first["evidence"]:
        assert TREES[pair["said_start"] : pair["said_end"]] == pair["said"]
    assert "noise of a library" in ended.err and "学习选方向：100%" in ended.err


def test_what_fits_nothing_and_what_is_close_are_done(run: Run) -> None:
    none, close = run(SHOP), run(UNSURE)
    assert (none.code, close.code) == (0, 0)
    assert none.out.startswith("没有合适的方向")
    assert close.out.startswith("要先弄清：改造的是茶园里的林相，还是炒青车间？")
    assert (run(SHOP, "--json").data["fit"], run(UNSURE, "--json").data["fit"]) == ("none", "close")


def test_a_document_can_be_named(run: Run) -> None:
    build = Builder()
    run(TREES, "--document", NOTICE, build=build)
    run(TREES, build=build)
    assert build.assistant.matched == [(TREES, NOTICE), (TREES, None)]
    assert build.built == [(False, True)] * 2


def test_a_description_that_starts_with_a_dash_follows_two(run: Run) -> None:
    build = Builder()
    assert run("--", "-茶园套种", build=build).code == 0
    assert build.assistant.matched == [("-茶园套种", None)]


@pytest.mark.parametrize(
    ("description", "what"),
    [
        ("", "没有文字"),
        (" \n", "没有文字"),
        ("茶" * (LONGEST + 1), f"{LONGEST + 1} 字"),
        ("失败", "正在更新"),
        ("崩溃", "意外"),
    ],
)
def test_a_failure_is_an_error_object_with_json_and_a_message_without(run: Run, description: str, what: str) -> None:
    ended = run("--json", "--", description)
    assert (ended.code, list(ended.data), list(ended.data["error"])) == (1, ["error"], ["what", "where", "next"])
    assert what in ended.data["error"]["what"]
    plain = run("--", description)
    assert (plain.code, plain.out) == (1, "")
    assert "错误：" in plain.err and what in plain.err and "Traceback" not in plain.err


def test_a_model_that_cannot_be_had_fails_with_what_to_do(run: Run) -> None:
    failure = PolicyError("取不到向量模型", "目录", "请放入文件")
    assert run(TREES, "--json", build=Builder(failure)).data["error"]["next"] == "请放入文件"
    assert run("--jsonl", stdin=jsonl({"description": TREES}), build=Builder(failure)).code == 1


@pytest.mark.parametrize(
    "argv",
    [
        [],
        [TREES, "--jsonl"],
        [TREES, "--file", "a.txt"],
        ["--file", "a.txt", "--jsonl"],
        ["--file"],
        [TREES, "more"],
        [TREES, "--document"],
        [TREES, "--as-of", "2023-12-01"],
        [TREES, "--frob"],
    ],
)
def test_wrong_usage_is_told_in_chinese_and_exits_with_2(run: Run, argv: list[str]) -> None:
    ended = run(*argv)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("用法：policy-assistant") and "错误：" in ended.err
    for english in ("required", "invalid", "expected", "unrecognized", "allowed", "argument"):
        assert english not in ended.err
    assert list(run(*argv, "--json").data["error"]) == ["what", "where", "next"]


def test_it_explains_itself_in_chinese(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    assert ended.out.startswith("用法：policy-assistant match")
    assert all(word in ended.out for word in ("--file", "--jsonl", "--document", "--json", "显示这段说明"))


# ---- a file


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("项目.txt", TREES.encode()),
        ("项目.md", TREES.encode("utf-8-sig")),
        ("project.TXT", TREES.replace("𠮷", "吉").encode("gb18030")),
        ("project.txt", TREES.encode("utf-16")),
    ],
)
def test_a_text_file_is_read_in_the_usual_encodings(run: Run, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    build = Builder()
    ended = run("--file", name, "--json", build=build)
    assert (ended.code, ended.data["fit"]) == (0, "clear")
    assert build.assistant.matched[0][0].strip().replace("吉", "𠮷") == TREES


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("gone.txt", None, "无法读取"),
        ("empty.txt", b"", "是空的"),
        ("blank.txt", b" \r\n\t", "没有文字"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(40), ""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(40), "图片"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "不支持"),
        ("table.csv", "渔船,40".encode(), ".csv"),
        ("packed.zip", b"PK\x03\x04" + bytes(40), ""),
        ("fake.docx", "其实是文本".encode(), "内容却是"),
        ("fake.pdf", "其实是文本".encode(), "内容却是"),
        ("noise.txt", bytes(range(128, 256)) * 8, "编码"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do_and_no_model_is_loaded(
    run: Run, tmp_path: Path, name: str, data: bytes | None, what: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    build = Builder()
    ended = run("--file", name, "--json", build=build)
    assert (ended.code, list(ended.data)) == (1, ["error"])
    error = ended.data["error"]
    assert what in error["what"] and name in error["where"] and error["next"]
    assert build.built == []
    plain = run("--file", name)
    assert (plain.code, plain.out) == (1, "") and "Traceback" not in plain.err


def test_a_folder_is_no_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert run("--file", "folder.txt", "--json").data["error"]["where"]


def test_a_file_with_too_much_text_names_the_limit(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("茶" * (LONGEST + 1), encoding="utf-8")
    ended = run("--file", "long.txt", "--json")
    assert (ended.code, str(LONGEST) in ended.data["error"]["what"]) == (1, True)


def test_a_megabyte_of_text_is_refused_quickly(run: Run, tmp_path: Path) -> None:
    (tmp_path / "huge.txt").write_text("茶园" * 200_000, encoding="utf-8")
    assert run("--file", "huge.txt", "--json").code == 1


def test_nothing_of_a_file_is_stored(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TREES, encoding="utf-8")
    run("--file", "a.txt")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.txt"]


# ---- many


def test_lines_are_matched_in_order_under_their_ids_and_the_model_is_loaded_once(run: Run) -> None:
    build = Builder()
    cases = ({"id": "a", "description": TREES, "gold": 1}, {"description": KITCHEN}, {"id": 7, "description": SHOP})
    ended = run("--jsonl", stdin=jsonl(*cases), build=build)
    found = lines_of(ended)
    assert ended.code == 0
    assert [data["id"] for data in found] == ["a", 2, 7]
    assert [list(data) for data in found] == [KEYS] * 3
    assert [data["fit"] for data in found] == ["clear", "clear", "none"]
    assert found[1]["directions"][0]["name"] == "清洁炒青"
    assert build.built == [(False, False)]


@pytest.mark.parametrize(
    ("line", "case_id"),
    [
        (b"not json", 1),
        (b'{"id": "x", "description": ', 1),
        (b"\xff\xfe", 1),
        (b"[1]", 1),
        (b"null", 1),
        ({}, 1),
        ({"id": "x"}, "x"),
        ({"id": "x", "question": "几个？"}, "x"),
        ({"id": "x", "description": 5}, "x"),
        ({"id": "x", "description": None}, "x"),
        ({"id": "x", "description": ["茶园"]}, "x"),
        ({"id": "x", "description": ""}, "x"),
        ({"id": "x", "description": "茶" * (LONGEST + 1)}, "x"),
        ({"id": "x", "description": TREES, "document": 5}, "x"),
        ({"id": ["x"], "description": TREES}, 1),
        ({"id": True, "description": TREES}, 1),
        ({"id": "x", "description": "失败"}, "x"),
        ({"id": "x", "description": "崩溃"}, "x"),
    ],
)
def test_a_bad_line_is_an_error_of_three_parts_and_the_next_is_matched(run: Run, line: Any, case_id: object) -> None:
    ended = run("--jsonl", stdin=jsonl(line, {"id": "y", "description": TREES}))
    assert ended.code == 0
    bad, good = lines_of(ended)
    assert (bad["id"], list(bad), list(bad["error"])) == (case_id, ["id", "error"], ["what", "where", "next"])
    assert all(isinstance(part, str) for part in bad["error"].values()) and bad["error"]["what"]
    assert (good["id"], good["fit"]) == ("y", "clear")


def test_blank_lines_are_counted_and_an_empty_input_is_done(run: Run) -> None:
    assert [data["id"] for data in lines_of(run("--jsonl", stdin=b"\n \r\n" + jsonl({"description": TREES})))] == [3]
    ended = run("--jsonl")
    assert (ended.code, ended.out) == (0, "")


def test_the_document_of_a_line_wins_over_the_option(run: Run) -> None:
    build = Builder()
    cases = (
        {"description": TREES, "document": "other"},
        {"description": TREES},
        {"description": TREES, "document": None},
    )
    run("--jsonl", "--document", NOTICE, stdin=jsonl(*cases), build=build)
    assert [document for _, document in build.assistant.matched] == ["other", NOTICE, NOTICE]


def test_each_result_is_written_as_soon_as_it_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path))
    out, seen = io.BytesIO(), list[int]()

    class Waiting(io.BytesIO):
        def __next__(self) -> bytes:
            seen.append(out.getvalue().count(b"\n"))
            return super().__next__()

    stdin = Waiting(jsonl({"description": TREES}, {"description": SHOP}))
    assert main(["match", "--jsonl"], Console(stdin, out, io.StringIO()), Builder()) == 0
    assert seen == [0, 1, 2]


# ---- a real, small assistant


def test_a_real_assistant_over_an_invented_notice_matches_and_refuses_unknown_documents(
    run: Run, tmp_path: Path
) -> None:
    build = Builder()
    build.assistant = cast("FakeAssistant", harbour_assistant(tmp_path / "harbour"))
    cases = (
        {"id": "a", "description": "给60艘渔船装定位终端，船员遇险一键报警，救援艇出动。"},
        {"id": "b", "description": "码头制冰机给渔获加冰，冷库存储，冷藏车运到市场。", "document": HARBOUR},
        {"id": "c", "description": "渔船装定位终端", "document": "nowhere"},
        {"id": "d", "description": "。。。"},
    )
    found = lines_of(run("--jsonl", stdin=jsonl(*cases), build=build))
    assert [data["directions"][0]["name"] for data in found[:2]] == [BOATS, COLD]
    assert "nowhere" in found[2]["error"]["what"] and HARBOUR in found[2]["error"]["next"]
    assert "没有文字" in found[3]["error"]["what"]
    told = run("给60艘渔船装定位终端，船员遇险一键报警。", "--document", HARBOUR, build=build)
    assert f"1. 海上类（1）{BOATS}" in told.out
