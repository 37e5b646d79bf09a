"""Folders → documents: what is read, what is refused and how."""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import ClausePathError, DocumentError, UnknownDocumentError
from corpus.library import Library, load_document, load_library
from corpus.model import Document

NOTICE = """甲市数据管理局关于组织申报2025年示范项目的通知

甲数发〔2025〕7号

各县（市、区）数据管理局：

现作如下安排。

一、申报条件

（一）在本市登记注册。

二、申报程序

请于2025年6月30日前报送申报书。

甲市数据管理局

2025年3月1日
"""


def folder(
    root: Path, name: str = "甲", text: str | bytes | None = NOTICE, meta: str | None = 'id = "jia-2025"'
) -> Path:
    path = root / name
    path.mkdir(parents=True)
    if text is not None:
        (path / "notice.txt").write_bytes(text.encode() if isinstance(text, str) else text)
    if meta is not None:
        (path / "document.toml").write_text(meta, encoding="utf-8")
    return path


def refusal(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load_document(path)
    error = caught.value
    assert error.next_step and re.search(r"[\u4e00-\u9fff]", error.what) and str(path.name) in error.where
    return error


def particulars(document: Document) -> tuple[str, str, str, date | None, date | None]:
    return document.title, document.number, document.issuer, document.issued, document.deadline


RECOGNISED = (
    "甲市数据管理局关于组织申报2025年示范项目的通知",
    "甲数发〔2025〕7号",
    "甲市数据管理局",
    date(2025, 3, 1),
    date(2025, 6, 30),
)


# ---- what loads


def test_an_unseen_notice_needs_no_more_than_an_id(tmp_path: Path) -> None:
    document = load_document(folder(tmp_path))
    assert document.id == "jia-2025"
    assert particulars(document) == RECOGNISED
    assert [str(c.path) for c in document.clauses] == ["通知/引言", "通知/一", "通知/一/（一）", "通知/二"]


@pytest.mark.parametrize(
    "raw",
    [
        NOTICE.encode("utf-8-sig"),
        NOTICE.encode("gb18030"),
        NOTICE.encode("utf-16"),
        NOTICE.replace("\n", "\r\n").encode(),
        NOTICE.replace("\n", "\r").encode(),
        NOTICE.replace("\n\n", "　　").encode(),
    ],
    ids=["mark", "gb18030", "utf-16", "crlf", "cr", "one line"],
)
def test_encodings_and_line_ends(tmp_path: Path, raw: bytes) -> None:
    document = load_document(folder(tmp_path, text=raw))
    assert particulars(document) == RECOGNISED
    assert len(document.clauses) == 4
    assert "\r" not in "".join(c.text for c in document.clauses)


def test_what_document_toml_says_wins(tmp_path: Path) -> None:
    digest = hashlib.sha256(NOTICE.encode()).hexdigest().upper()
    meta = f"""
id = "jia-2025"
title = "另一个名称"
number = "乙〔2024〕1号"
issuer = "乙局"
issued = 2024-01-02T00:00:00
deadline = "2024-05-06"
[[text]]
file = "notice.txt"
sha256 = "{digest}"
"""
    document = load_document(folder(tmp_path, meta=meta))
    assert particulars(document) == ("另一个名称", "乙〔2024〕1号", "乙局", date(2024, 1, 2), date(2024, 5, 6))


def test_particulars_of_another_text_are_recognised_anew_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    meta = 'id = "jia-2025"\ntitle = "旧名称"\ndeadline = 2020-01-01\n[[text]]\nfile = "notice.txt"\nsha256 = "00"'
    with caplog.at_level(logging.WARNING):
        document = load_document(folder(tmp_path, meta=meta))
    assert particulars(document) == RECOGNISED
    assert "sha256" in caplog.text and "从正文识别" in caplog.text


def test_annexes_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "notice2.txt").write_text("附件1\n项目方向\n一、甲类\n说明。", encoding="utf-8")
    assert [str(c.path) for c in load_document(path).clauses][-2:] == ["附件1/引言", "附件1/一"]


def test_aliases_and_errata_are_read_and_errata_of_another_text_left_out(tmp_path: Path) -> None:
    path = folder(tmp_path, text=NOTICE + "附件1：方向\n一、甲类\n（一）子机\n说明。\n（二）丑机\n说明。")
    (path / "aliases.toml").write_text('[directions]\n"附件1/一/（一）" = ["小机"]', encoding="utf-8")
    erratum = '[[erratum]]\nclause = "通知/一/（一）"\nquote = "{}"\nreading = "登记"\nreason = "漏字"\n'
    (path / "errata.toml").write_text(erratum.format("登记注册") + erratum.format("不在文中"), encoding="utf-8")
    document = load_document(path)
    assert document.directions[0].aliases == ("小机",)
    assert [d.text for d in document.doubts if d.kind == "typo"] == ["原文「登记注册」疑为「登记」：漏字"]


# ---- what is refused


def test_a_folder_without_document_toml(tmp_path: Path) -> None:
    path = folder(tmp_path, meta=None)
    assert "document.toml" in refusal(path).what
    with pytest.raises(DocumentError):
        load_library([tmp_path])


@pytest.mark.parametrize(
    ("meta", "word"),
    [
        ("id = ", "格式"),
        ('title = "甲"', "缺少 id"),
        ("id = 3", "缺少 id"),
        ('id = ""', "缺少 id"),
        ('id = "a/b"', "不能使用"),
        ('id = "甲"\ntitle = 3', "title"),
        ('id = "甲"\nissued = "去年"', "日期"),
        ('id = "甲"\ndeadline = 2023', "日期"),
        ('id = "甲"\ntext = "notice.txt"', "[[text]]"),
        ('id = "甲"\n[[text]]\nsha256 = "00"', "[[text]]"),
        ('id = "甲"\n[[text]]\nfile = "../notice.txt"', "不在文件夹里"),
        ('id = "甲"\n[[text]]\nfile = "absent.txt"', "无法读取"),
    ],
)
def test_a_broken_document_toml(tmp_path: Path, meta: str, word: str) -> None:
    path = tmp_path / "甲"
    folder(tmp_path, meta=meta)
    with pytest.raises(DocumentError) as caught:
        load_document(path)
    assert word in caught.value.what and caught.value.next_step and "甲" in caught.value.where


def test_a_document_toml_that_is_not_utf8(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "document.toml").write_bytes('id = "甲"'.encode("gb18030"))
    with pytest.raises(DocumentError, match="UTF-8"):
        load_document(path)


def test_missing_and_empty_texts(tmp_path: Path) -> None:
    assert "没有文本" in refusal(folder(tmp_path, "无", text=None)).what
    assert "没有正文" in refusal(folder(tmp_path, "空", text=" \n　\n")).what


def test_a_text_in_no_known_encoding(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="编码"):
        load_document(folder(tmp_path, text=b"\xff\xff\x80\x81"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("aliases.toml", "directions = 3"),
        ("aliases.toml", '[classes]\n"附件1/一" = "甲"'),
        ("aliases.toml", "[[["),
        ("errata.toml", '[[erratum]]\nclause = "通知/一"'),
        ("errata.toml", 'erratum = "甲"'),
    ],
)
def test_broken_companions(tmp_path: Path, name: str, text: str) -> None:
    path = folder(tmp_path)
    (path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        load_document(path)
    assert name in caught.value.where


def test_two_documents_of_one_id_name_both_folders(tmp_path: Path) -> None:
    folder(tmp_path, "甲")
    folder(tmp_path, "乙")
    with pytest.raises(DocumentError) as caught:
        load_library([tmp_path])
    assert "jia-2025" in caught.value.what and "甲" in caught.value.where and "乙" in caught.value.where


# ---- a library


def test_absent_folders_hold_nothing_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    folder(tmp_path, ".unfinished", meta=None)
    (tmp_path / "empty").mkdir()
    assert load_library([tmp_path, tmp_path / "nowhere"]).documents == ()


def test_the_newest_document_comes_first(tmp_path: Path) -> None:
    folder(tmp_path, "a", meta='id = "a"')
    folder(tmp_path, "b", meta='id = "b"\nissued = 2026-01-01')
    folder(tmp_path, "c", text="无日期的办法\n第一条 甲。", meta='id = "c"')
    assert [d.id for d in load_library([tmp_path]).documents] == ["b", "a", "c"]


def test_a_title_that_another_document_has_is_not_absent(tmp_path: Path) -> None:
    folder(tmp_path, "a", text=NOTICE + "附件：甲办法", meta='id = "a"')
    folder(tmp_path, "b", text="通知\n一、按照《甲市某某管理办法》办理。", meta='id = "b"')
    assert any("甲市某某管理办法" in d.text for d in load_library([tmp_path]).document("b").doubts)
    folder(tmp_path, "c", text="甲市某某管理办法\n第一条 甲。", meta='id = "c"')
    assert load_library([tmp_path]).document("b").doubts == ()


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("附件1/（十五）/应用场景/3", "附件1/六/（十五）/应用场景/3"),
        ("附件1/(十五)", "附件1/六/（十五）"),
        ("通知/二/(四)", "通知/二/（四）"),
        ("附件一/六", "附件1/六"),
    ],
)
def test_short_and_half_width_paths(library: Library, typed: str, found: str) -> None:
    assert str(library.resolve("miit-2023-319", typed).path) == found


@pytest.mark.parametrize("typed", ["通知/九", "附件1/六/（九十）", "附件7"])
def test_a_path_that_names_nothing_is_refused(library: Library, typed: str) -> None:
    with pytest.raises(ClausePathError, match="没有条款"):
        library.resolve("miit-2023-319", typed)


def test_an_unknown_document_names_those_there_are(library: Library) -> None:
    with pytest.raises(UnknownDocumentError, match="miit-2023-319"):
        library.document("nowhere")
