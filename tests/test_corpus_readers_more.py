"""Web pages, zips of files, pictures, and what Word numbers by itself."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import pytest

from corpus.reader import LIMITS, ReadError, read_bytes, unpacked
from corpus.readers.numbering import Level, Numbering, written
from corpus.readers.scan import Line, merged, page_texts

needs_ocr = pytest.mark.skipif(find_spec("rapidocr") is None, reason="needs the extra [ocr]")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>某市 - 通知</title><script>var a="脚本。";</script></head>
<body><div class="nav"><ul><li><a href="/">首页</a></li><li><a>政务公开</a></li></ul></div>
<div class="crumbs">当前位置：<a>首页</a> > <a>通知公告</a></div>
<div class="box"><h1>关于征集茶园改造试点的函</h1><div class="info">发布时间：2019-03-01</div>
<div class="TRS_Editor"><p>各区农业局：</p><p>　　为让老茶园焕发<b>新的</b>生机，<br>决定征集一批试点，有关事项如下。</p>
<p>一、条件</p><table><tr><th>序号</th><th>指标</th><th>要求</th></tr>
<tr><td>1</td><td><p>面积</p></td><td>不少于30亩</td></tr><tr><td>2</td><td>年限</td><td>满三年</td></tr></table>
<p>请于2019年5月7日前报送，联系人：李茶，电话：010-12345678。</p><p style="display:none">看不见的文字，看不见。</p>
<p align="right">云杉市农业局</p></div></div><div class="footer">版权所有：云杉市农业局，网站标识码1234，地址：人民路1号。</div></body></html>"""


def refused(name: str, data: bytes, **limits: float) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_bytes(name, data, replace(LIMITS, **limits), ocr=lambda _page, _of: None)
    assert caught.value.next_step
    return caught.value


def zipped(files: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


# ---- web pages


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_the_main_text_of_a_web_page(charset: str) -> None:
    encoding = "gb18030" if charset == "gb2312" else charset
    assert read_bytes("通知.html", PAGE.format(charset=charset).encode(encoding)).text.split("\n") == [
        "关于征集茶园改造试点的函",
        "发布时间：2019-03-01",
        "各区农业局：",
        "为让老茶园焕发新的生机，",
        "决定征集一批试点，有关事项如下。",
        "一、条件",
        "序号\t指标\t要求",
        "1\t面积\t不少于30亩",
        "2\t年限\t满三年",
        "请于2019年5月7日前报送，联系人：李茶，电话：010-12345678。",
        "云杉市农业局",
    ]


def test_a_page_that_is_all_menu_by_its_names_is_read_whole() -> None:
    text = "各合作社请于五月七日前报送材料，逾期不再受理。" * 3
    assert read_bytes("a.htm", f"<html><body><div class='menu'><p>{text}</p></div></body></html>".encode()).text == text


def test_web_pages_made_to_hurt() -> None:
    begun = time.monotonic()
    assert "嵌套" in refused("a.html", b"<html><body>" + b"<div>" * 200_000 + b"x").what
    assert "没有文字" in refused("a.html", b"<html><body>" + b"<p>" * 1_000_000).what
    entities = b'<!DOCTYPE html [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><html><body><p>&b; text of it</p></body></html>'
    assert "text of it" in read_bytes("a.html", entities).text
    outside = b'<html><body><iframe src="file:///etc/passwd"></iframe><img src="http://127.0.0.1:9/x"><p>text</p></body></html>'
    assert read_bytes("a.html", outside).text == "text"
    assert "没有文字" in refused("a.html", b"<html><script>1</script></html>").what
    assert time.monotonic() - begun < 60


# ---- zips


def test_the_files_of_a_zip() -> None:
    data = zipped(
        {"通知/正文.txt": b"a", "通知/附件1.docx": b"b", "__MACOSX/._x": b"", "Thumbs.db": b"", "表.xlsx": b"c"}
    )
    files = unpacked("包.zip", data)
    assert [(file.name, file.data, file.shown) for file in files] == [
        ("正文.txt", b"a", "包.zip › 正文.txt"),
        ("附件1.docx", b"b", "包.zip › 附件1.docx"),
        ("表.xlsx", b"c", "包.zip › 表.xlsx"),
    ]
    assert [file.shown for file in unpacked("a.txt", b"text")] == ["a.txt"]


def test_names_in_a_zip_are_only_shown() -> None:
    hostile = {"../../etc/cron.d/x.txt": b"a", "C:\\windows\\y.txt": b"b", "/z.txt": b"c", "行\n尾\x1b[31m.txt": b"d"}
    names = [file.name for file in unpacked("a.zip", zipped(hostile))]
    assert names[:3] == ["x.txt", "y.txt", "z.txt"]
    assert all("/" not in name and "\n" not in name and "\x1b" not in name for name in names)


def test_names_of_chinese_systems_are_read() -> None:
    data = zipped({"ABCD.txt": b"a"}).replace(b"ABCD", "通知".encode("gb18030"))
    assert unpacked("a.zip", data)[0].name == "通知.txt"


@pytest.mark.parametrize(
    ("files", "limits", "said"),
    [
        ({}, {}, "没有可以读取"),
        ({"a.txt": bytes(3 << 20)}, {}, "压缩比"),
        ({f"{n}.txt": b"x" for n in range(201)}, {}, "201 份"),
        ({f"{n}.txt": random.Random(n).randbytes(90_000) for n in range(3)}, {"unpacked_bytes": 1 << 17}, "解压后过大"),
        ({"a.txt": random.Random(1).randbytes(90_000)}, {"file_bytes": 91_000, "ratio": 0.5}, "压缩比"),
    ],
)
def test_zips_made_to_hurt(files: dict[str, bytes], limits: dict[str, Any], said: str) -> None:
    with pytest.raises(ReadError, match=said):
        unpacked("a.zip", zipped(files), replace(LIMITS, **limits))


def test_a_zip_within_a_zip_is_not_opened() -> None:
    (inner,) = unpacked("a.zip", zipped({"b.zip": zipped({"c.txt": b"x"})}, zipfile.ZIP_STORED))
    assert "压缩包" in refused(inner.name, inner.data).what


def test_a_damaged_or_protected_zip() -> None:
    data = zipped({"a.txt": b"text" * 99})
    for broken, said in (
        (data[: len(data) // 2], "损坏"),
        (data.replace(b"\x14\0\0\0\x08", b"\x14\0\1\0\x08"), "密码"),
    ):
        with pytest.raises(ReadError, match=said):
            unpacked("a.zip", broken)


# ---- Word's own numbers


def package(body: str, numbering: str = "", styles: str = "") -> bytes:
    parts = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    parts |= {"word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>"} if numbering else {}
    parts |= {"word/styles.xml": f"<w:styles {W}>{styles}</w:styles>"} if styles else {}
    return zipped({name: text.encode() for name, text in parts.items()})


def numbered(text: str, level: int, list_id: str = "1") -> str:
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def level(place: int, form: str, text: str, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


LISTS = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "chineseCounting", "%1、")}'
    f"{level(1, 'chineseCounting', '（%2）')}{level(2, 'decimal', '%3.')}{level(3, 'bullet', '●')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{level(0, "chineseCountingThousand", "第%1条 ", 9)}{level(1, "decimal", "%1.%2")}'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    "</w:num>"
)


def test_numbers_that_word_prints_stand_in_the_text() -> None:
    body = "".join(
        (
            numbered("总体要求", 0),
            numbered("目标", 1),
            numbered("数量", 2),
            numbered("质量", 2),
            numbered("要点", 3),
            numbered("原则", 1),
            numbered("条件", 0),
            numbered("资格", 1),
            numbered("附件一", 0, "3"),
            numbered("范围", 0, "2"),
            numbered("定义", 0, "2"),
            numbered("不编号", 0, "0"),
        )
    )
    assert read_bytes("a.docx", package(body, LISTS)).text.split("\n") == [
        "一、总体要求",
        "（一）目标",
        "1.数量",
        "2.质量",
        "要点",
        "（二）原则",
        "二、条件",
        "（一）资格",
        "一、附件一",
        "第九条范围",
        "第十条定义",
        "不编号",
    ]


def test_numbers_come_from_styles_too() -> None:
    styles = (
        '<w:style w:styleId="H"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="K"><w:basedOn w:val="H"/></w:style><w:style w:styleId="L"><w:basedOn w:val="L"/></w:style>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in (("H", "甲"), ("K", "乙"), ("L", "丙"), ("", "丁"))
    )
    assert read_bytes("a.docx", package(body, LISTS, styles)).text == "一、甲\n二、乙\n丙\n丁"


def test_broken_lists_cost_no_text() -> None:
    for lists in ("<w:num", '<w:num w:numId="1"/>', f'<w:abstractNum w:abstractNumId="0">{level(0, "?", "%1%9%x")}'):
        assert "甲" in read_bytes("a.docx", package(numbered("甲", 0) + numbered("乙", 99), lists)).text


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        ("chineseCounting", 21, "二十一"),
        ("decimalEnclosedCircle", 3, "③"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 26, "Z"),
        ("decimalZero", 7, "07"),
        ("unheard", 7, "7"),
        ("chineseCounting", 12345, "12345"),
    ],
)
def test_forms_of_numbers(form: str, number: int, expected: str) -> None:
    assert written(number, form) == expected


def test_a_level_below_one_never_begun_counts_that_as_begun() -> None:
    found = Numbering({"1": "0"}, {("0", 0): Level(), ("0", 1): Level(text="%1.%2")})
    assert [found.label("1", 1, "") for _ in range(2)] == ["1.1", "1.2"]


# ---- pictures


def line(text: str, top: float, left: float = 0.1, score: float = 0.9) -> Line:
    return Line(text, score, left, left + 0.02 * len(text), top, top + 0.02)


def test_the_better_of_two_readings_with_what_only_the_other_saw() -> None:
    first = [line("一、申报条件", 0.1), line("须在本市登记满三年", 0.2)]
    second = [
        line("一、甲报条件", 0.1, score=0.5),
        line("须在本市登记满三年", 0.2, score=0.99),
        line("二、申报时间", 0.3),
    ]
    lines, agreement = merged([first, second])
    assert [found.text for found in lines] == ["一、申报条件", "须在本市登记满三年", "二、申报时间"]
    assert 0.5 < agreement < 0.9
    assert merged([[], []]) == ((), 1.0) and merged([]) == ((), 1.0)


def test_lines_beside_each_other_are_cells_and_pages_follow_on() -> None:
    texts = page_texts(
        [
            (1, [line("指标", 0.1), line("要求", 0.1, 0.5), line("面积", 0.15), line("30亩", 0.15, 0.5)]),
            (2, [line("以上为必达指标", 0.1)]),
        ]
    )
    assert texts == {1: "指标\t要求\n面积\t30亩", 2: "以上为必达指标"}


@needs_ocr
def test_a_picture_is_recognised_only_where_that_is_asked_for() -> None:
    picture = pytest.importorskip("PIL.Image").new("RGB", (80, 80), "white")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    assert "没有识别出文字" in refused("白.png", stream.getvalue()).what
    with pytest.raises(ReadError, match="图片（PNG）"):
        read_bytes("白.png", stream.getvalue())
    assert "损坏" in refused("坏.png", stream.getvalue()[:40]).what
