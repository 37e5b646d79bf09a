"""`policy-assistant assess`: a file, stdin, many lines, several projects; and what it says of bad input."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import Console, main
from tests.fake_rules import SHIPPED, clean_facts
from tests.test_assistant_cli import Builder, Ended

Run = Callable[..., Ended]
KEYS = {
    "id", "direction", "verdict", "window", "as_of", "blocking", "missing", "bonus", "results", "checklist", "problems", "ms",
}  # fmt: skip
IN_TIME, TOO_LATE = "2023-12-01", "2024-06-01"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def ended(*argv: str, stdin: bytes = b"", build: Builder | None = None) -> Ended:
        out, err = io.BytesIO(), io.StringIO()
        code = main(["assess", *argv], Console(io.BytesIO(stdin), out, err), build or Builder())
        return Ended(code, out.getvalue().decode("utf-8"), err.getvalue())

    return ended


def case(direction: Any = 22, **changed: Any) -> dict[str, Any]:
    return {"direction": direction, "facts": clean_facts(22) | changed}


def encoded(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def lines_of(ended: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.out.split("\n")[:-1]]


# ---- one case


def test_a_file_is_assessed_by_the_rules_without_a_model(run: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_bytes(encoded(case()))
    build = Builder()
    ended = run("facts.json", "--json", "--as-of", IN_TIME, build=build)
    assert (ended.code, ended.data["verdict"], ended.data["window"]) == (0, "可申报", "open")
    assert set(ended.data) >= KEYS
    assert (ended.data["id"], ended.data["as_of"]) == ("1", IN_TIME)
    assert build.built == []


def test_stdin_is_a_dash(run: Run) -> None:
    ended = run("-", "--json", "--as-of", IN_TIME, stdin=encoded(case()))
    assert (ended.code, ended.data["verdict"]) == (0, "可申报")


def test_a_byte_order_mark_is_taken(run: Run) -> None:
    assert run("-", "--json", stdin=b"\xef\xbb\xbf" + encoded(case())).data["verdict"] == "可申报"


def test_a_project_that_may_not_be_filed_is_done_and_says_why_with_a_verbatim_quote(run: Run) -> None:
    ended = run("-", "--json", "--as-of", IN_TIME, stdin=encoded(case(项目状态="未建")))
    assert (ended.code, ended.data["verdict"]) == (0, "不可申报")
    (blocking,) = ended.data["blocking"]
    assert blocking["quote"] in (SHIPPED / "notice.txt").read_text(encoding="utf-8").replace("\n", "")
    assert run("-", "--as-of", IN_TIME, stdin=encoded(case(项目状态="未建"))).out.startswith("不可申报　")


def test_what_is_missing_is_done_and_asked_for(run: Run) -> None:
    ended = run("-", "--json", stdin=encoded(case(部署企业数=None)))
    assert (ended.code, ended.data["verdict"]) == (0, "需补充")
    assert [missing["field"] for missing in ended.data["missing"]] == ["部署企业数"]
    assert "还缺：" in run("-", stdin=encoded(case(部署企业数=None))).out


def test_no_facts_at_all_are_all_asked_for(run: Run) -> None:
    ended = run("-", "--json", stdin=b'{"direction": 22, "facts": {}}')
    assert (ended.code, ended.data["verdict"]) == (0, "需补充")
    assert len(ended.data["missing"]) > 8


def test_the_day_decides_the_window_and_not_the_verdict(run: Run) -> None:
    late = run("-", "--json", "--as-of", TOO_LATE, stdin=encoded(case()))
    assert (late.code, late.data["verdict"], late.data["window"]) == (0, "可申报", "closed")
    own = run("-", "--json", "--as-of", TOO_LATE, stdin=encoded(case() | {"as_of": IN_TIME}))
    assert (own.data["window"], own.data["as_of"]) == ("open", IN_TIME)
    assert "申报期已过" in run("-", "--as-of", TOO_LATE, stdin=encoded(case())).out


@pytest.mark.parametrize("direction", [22, "22", "附件1/七/（二十二）", "附件1/（二十二）", "附件1/七/(二十二)"])
def test_a_direction_is_a_number_or_a_path_in_any_accepted_form(run: Run, direction: Any) -> None:
    ended = run("-", "--json", stdin=encoded(case(direction)))
    assert (ended.code, ended.data["direction"]) == (0, "附件1/七/（二十二）")


@pytest.mark.parametrize("direction", [0, 28, -1, 2.5, True, "没有的方向", "附件9/一/（一）", "", [], {}])
def test_an_unknown_direction_fails_and_says_what_to_write(run: Run, direction: Any) -> None:
    ended = run("-", "--json", stdin=encoded(case(direction)))
    assert (ended.code, list(ended.data)) == (1, ["error"])
    error = ended.data["error"]
    assert "方向" in error["what"] and "direction" in error["where"] and "27" in error["next"]


def test_values_that_are_no_values_are_problems_and_not_failures(run: Run) -> None:
    ended = run("-", "--json", stdin=encoded(case(部署企业数="很多", 项目状态="在想", 没有这一项=1)))
    assert (ended.code, ended.data["verdict"]) == (0, "需补充")
    assert {problem["field"] for problem in ended.data["problems"]} == {"部署企业数", "项目状态", "没有这一项"}
    assert "填报有误：" in run("-", stdin=encoded(case(部署企业数="很多"))).out


# ---- bad input


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "不是 UTF-8 编码的 JSON"),
        (b"{", "第 1 行第 2 列"),
        (b'{"direction": 22,\n "facts": {,}}', "第 2 行"),
        (b"\xff\xfe{}", "不是 UTF-8 编码的 JSON"),
        ("方向：22".encode(), "不是 UTF-8 编码的 JSON"),
        (b"[" * 100_000, "不是 UTF-8 编码的 JSON"),
        (b"[]", "不是一个 JSON 对象"),
        (b"null", "不是一个 JSON 对象"),
        (b"22", "不是一个 JSON 对象"),
        (b" " * 1_000_001, "超过"),
        (b"{}", "无法识别"),
        (b'{"direction": 22}', "无法识别"),
        (b'{"facts": {}}', "无法识别"),
        (b'{"direction": 22, "facts": []}', "无法识别"),
        (b'{"direction": 22, "facts": {}, "as_of": "2023"}', "无法识别"),
        (b'{"projects": []}', "无法识别"),
        (b'{"projects": [5]}', "无法识别"),
    ],
)
def test_what_is_no_case_is_an_error_object_with_json_and_a_message_without(run: Run, data: bytes, what: str) -> None:
    ended = run("-", "--json", stdin=data)
    assert (ended.code, list(ended.data), list(ended.data["error"])) == (1, ["error"], ["what", "where", "next"])
    assert what in ended.data["error"]["what"] and ended.data["error"]["next"]
    plain = run("-", stdin=data)
    assert (plain.code, plain.out) == (1, "")
    assert "错误：" in plain.err and "Traceback" not in plain.err


@pytest.mark.parametrize("name", ["gone.json", "folder"])
def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    ended = run(name, "--json")
    assert (ended.code, ended.data["error"]["where"]) == (1, name)
    assert "无法读取" in ended.data["error"]["what"]


def test_a_document_that_is_not_there_or_has_no_rules_is_a_failure(run: Run) -> None:
    ended = run("-", "--json", "--document", "nowhere", stdin=encoded(case()))
    assert (ended.code, "nowhere" in ended.data["error"]["what"]) == (1, True)
    own = run("-", "--json", stdin=encoded(case() | {"document": "nowhere"}))
    assert (own.code, "nowhere" in own.data["error"]["what"]) == (1, True)
    assert run("-", "--json", "--document", SHIPPED.name, stdin=encoded(case())).data["document"] == SHIPPED.name


@pytest.mark.parametrize(
    "argv",
    [[], ["a.json", "--jsonl"], ["a.json", "b.json"], ["-", "--as-of", "2023"], ["-", "--document"], ["-", "--frob"]],
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
    assert ended.out.startswith("用法：policy-assistant assess")
    assert all(word in ended.out for word in ("FILE", "--jsonl", "--document", "--as-of", "显示这段说明"))


# ---- several projects


def projects(*given: dict[str, Any]) -> bytes:
    return encoded({"projects": list(given)})


def test_several_projects_of_one_applicant_are_assessed_each_and_together(run: Run) -> None:
    given = projects(
        {"id": "p1", **case(22)},
        {"id": "p2", "direction": 24, "facts": clean_facts(24)},
        {"id": "p3", "direction": 1, "facts": clean_facts(1) | {"项目状态": "未建"}},
    )
    ended = run("-", "--json", "--as-of", IN_TIME, stdin=given)
    assert ended.code == 0
    assert {"id", "assessments", "conflicts"} <= set(ended.data)
    told = ended.data["assessments"]
    assert [(data["id"], data["verdict"]) for data in told] == [("p1", "可申报"), ("p2", "可申报"), ("p3", "不可申报")]
    conflicts = ended.data["conflicts"]
    assert {tuple(conflict["projects"]) for conflict in conflicts} == {("p1", "p2", "p3"), ("p1", "p2")}
    source = (SHIPPED / "notice.txt").read_text(encoding="utf-8").replace("\n", "")
    assert all(conflict["quote"] in source and conflict["why"] for conflict in conflicts)
    text = run("-", "--as-of", IN_TIME, stdin=given).out
    assert "【项目 p2】" in text and "冲突：" in text


def test_projects_that_agree_have_no_conflicts(run: Run) -> None:
    given = projects({"id": "p1", **case(22)}, {"id": "p2", "direction": 1, "facts": clean_facts(1)})
    assert run("-", "--json", stdin=given).data["conflicts"] == []


def test_a_project_of_an_unknown_direction_is_an_error_beside_the_others(run: Run) -> None:
    given = projects({"id": "p1", "direction": 99, "facts": {}}, {"id": "p2", **case(22)})
    ended = run("-", "--json", stdin=given)
    first, second = ended.data["assessments"]
    assert ended.code == 0
    assert (first["id"], list(first)) == ("p1", ["id", "error"])
    assert (second["id"], second["verdict"]) == ("p2", "可申报")
    assert "错误：" in run("-", stdin=given).out


# ---- many


def test_lines_are_assessed_in_order_and_bad_ones_are_told_in_their_place(run: Run) -> None:
    lines = [
        encoded({"id": "a", **case(22)}),
        b"not json",
        b"",
        encoded({"id": "c", **case(99)}),
        encoded({"id": 7, "projects": [{"id": "p", **case(22)}]}),
        encoded(case(项目状态="未建")),
        encoded({"id": "f", "facts": {}}),
        encoded({"id": "g", **case(22), "as_of": "昨天"}),
        encoded({"id": "h", **case(22), "document": "nowhere"}),
        encoded({"id": "i", **case(22), "as_of": TOO_LATE}),
    ]
    ended = run("--jsonl", "--as-of", IN_TIME, stdin=b"\n".join(lines))
    found = lines_of(ended)
    assert ended.code == 0
    assert [data["id"] for data in found] == ["a", 2, "c", 7, 6, "f", "g", "h", "i"]
    assert ["error" in data for data in found] == [False, True, True, False, False, True, True, True, False]
    for data in found:
        if "error" in data:
            assert list(data) == ["id", "error"] and list(data["error"]) == ["what", "where", "next"]
    assert [found[0]["verdict"], found[4]["verdict"]] == ["可申报", "不可申报"]
    assert [found[0]["window"], found[8]["window"]] == ["open", "closed"]
    assert found[3]["assessments"][0]["id"] == "p"


def test_no_lines_are_done(run: Run) -> None:
    ended = run("--jsonl")
    assert (ended.code, ended.out) == (0, "")
