"""Files → text: what is read, what is refused and how it is said, and what a parsing process may do."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from docx.document import Document

from corpus.reader import LIMITS, Extracted, ReadError, read_bytes, read_file
from corpus.readers.docx import read_docx
from corpus.readers.pdf import read_pdf

ROOT = Path(__file__).parent.parent
SENTENCE = "企业建设了覆盖三个厂区的能耗监测平台，接入设备一千二百台。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refused(name: str, data: bytes, **limits: float) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_bytes(name, data, replace(LIMITS, **limits))
    assert caught.value.next_step
    return caught.value


def attempted(read: Callable[..., Extracted], *arguments: object) -> str:
    """The text, or what to do instead."""
    try:
        return read(*arguments).text
    except ReadError as error:
        return error.next_step


# ---- makers


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]]) -> bytes:
    """A PDF of lines (x, y, text), whose font maps each code used to the character of that number."""
    used = {character for page in pages for _, _, text in page for character in text}
    return pdf_of_streams(
        ["\n".join(f"BT /F 12 Tf {x} {y} Td <{t.encode('utf-16-be').hex()}> Tj ET" for x, y, t in p) for p in pages],
        used,
    )


def pdf_of_streams(streams: Sequence[str], used: Collection[str] = "一") -> bytes:
    codes = "".join(f"<{ord(c):04x}> <{ord(c):04x}>\n" for c in used)
    cmap = (
        "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        f"{len(used)} beginbfchar\n{codes}endbfchar endcmap"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(streams)}/Kids[{' '.join(f'{7 + 2 * i} 0 R' for i in range(len(streams)))}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        "/Supplement 0>>/DW 1000/FontDescriptor 6 0 R>>",
        stream(cmap),
        "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900"
        "/Descent -200/CapHeight 700/StemV 80>>",
    ]
    for i, content in enumerate(streams):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {8 + 2 * i} 0 R>>"
        )
        objects.append(stream(content))
    return assembled(objects)


def stream(content: str) -> str:
    return f"<</Length {len(content)}>>\nstream\n{content}\nendstream"


def assembled(objects: Sequence[str]) -> bytes:
    body = b"%PDF-1.7\n"
    offsets: list[int] = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return body + f"{head}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()


def printed(paragraphs: Sequence[str], columns: int = 30, rows: int = 20) -> list[list[tuple[float, float, str]]]:
    """Pages of paragraphs, first lines indented by two characters of 12 points."""
    lines: list[tuple[float, str]] = []
    for text in paragraphs:
        lines.append((96, text[: columns - 2]))
        rest = text[columns - 2 :]
        lines += [(72, rest[i : i + columns]) for i in range(0, len(rest), columns)]
    return [
        [(x, 740 - 20 * i, text) for i, (x, text) in enumerate(lines[start : start + rows])]
        for start in range(0, len(lines), rows)
    ]


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def package(body: str, prolog: str = "", *, packing: int = zipfile.ZIP_DEFLATED, **parts: str) -> bytes:
    """A bare .docx around the XML of a body."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("word/document.xml", f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return file.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


# ---- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-32"])
@pytest.mark.parametrize("name", ["项目.txt", "项目.MD", "没有扩展名"])
def test_text_of_any_usual_encoding(name: str, encoding: str) -> None:
    extracted = read_bytes(name, f"项目简介\r\n{SENTENCE}\r第三行 €".encode(encoding))
    assert extracted.text == f"项目简介\n{SENTENCE}\n第三行 €"
    assert extracted.pages is None and extracted.notes == ()


def test_big_endian_text_with_a_mark() -> None:
    assert read_bytes("a.txt", b"\xfe\xff" + SENTENCE.encode("utf-16-be")).text == SENTENCE


def test_a_megabyte_of_text_is_given_whole() -> None:
    text = (SENTENCE + "\n") * 12_000
    assert len(text.encode()) > 1 << 20
    assert read_bytes("长.txt", text.encode()).text == text


def test_a_text_cut_off_within_a_character_is_read() -> None:
    assert read_bytes("a.txt", (SENTENCE * 20).encode()[:-1]).text.startswith(SENTENCE)
    assert read_bytes("a.txt", (SENTENCE * 20).encode("gb18030")[:-1]).text.startswith(SENTENCE)


def test_what_cannot_be_seen_is_left_out() -> None:
    assert read_bytes("a.txt", ("一\u200b二\x07三\ufeff\x0c四" + SENTENCE * 9).encode()).text.startswith("一二三\n四")


def test_a_text_may_speak_of_pdf() -> None:
    assert read_bytes("a.txt", f"文件头 %PDF-1.7 {SENTENCE}".encode()).text


def test_a_file_of_this_machine(tmp_path: Path) -> None:
    file = tmp_path / "描述.txt"
    file.write_text(SENTENCE, encoding="gb18030")
    assert read_file(file).text == SENTENCE
    for path in (tmp_path / "没有.txt", tmp_path):
        with pytest.raises(ReadError, match="无法读取"):
            read_file(path)
    assert sorted(tmp_path.iterdir()) == [file]


# ---- Word


def test_word_paragraphs_and_tables_in_reading_order() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.add_heading("项目简介", 1)
    document.add_paragraph("表前")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["项目名称", "能耗平台", "投资额", "3000 万元"], strict=True):  # pyright: ignore[reportPrivateUsage]
        cell.text = text
    document.add_paragraph("表后\t制表\n换行")
    assert read_bytes("a.docx", saved(document)).text == (
        "项目简介\n表前\n项目名称\t能耗平台\n投资额\t3000 万元\n表后\t制表\n换行"
    )


def test_a_table_that_lays_out_a_page_gives_its_paragraphs() -> None:
    cells = f"<w:tc>{paragraph('建设内容')}</w:tc><w:tc>{paragraph('第一段')}{paragraph('第二段')}</w:tc>"
    assert read_bytes("a.docx", package(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")).text == "建设内容\n第一段\n第二段"


def test_text_boxes_controls_and_notes_are_read_and_deletions_are_not() -> None:
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent>{paragraph('框内')}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{paragraph('框内')}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
    )
    body = (
        f"<w:p><w:r><w:t>框外</w:t>{box}</w:r></w:p><w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
        "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins><w:r><w:t>新增</w:t></w:r></w:ins></w:p>"
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    notes = f"<w:footnotes {W}><w:footnote>{paragraph('脚注')}</w:footnote></w:footnotes>"
    assert read_bytes("a.docx", package(body, footnotes=notes)).text == "框外\n框内\n控件\n新增\n脚注"


def test_macros_are_ignored() -> None:
    assert read_bytes("a.docm", package(paragraph(SENTENCE), vbaProject="<macro/>")).text == SENTENCE


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE a>",
        '<!DOCTYPE a [<!ENTITY x "哈"><!ENTITY y "&x;&x;&x;&x;">]>',
        '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">',
    ],
)
def test_a_doctype_is_refused_in_any_part(prolog: str) -> None:
    with pytest.raises(ReadError, match="DOCTYPE"):
        read_docx(package(paragraph(SENTENCE), prolog), LIMITS)
    with pytest.raises(ReadError, match=r"DOCTYPE.*word/styles\.xml"):
        read_docx(package(paragraph(SENTENCE), styles=f"{prolog}<a/>"), LIMITS)


def test_word_that_unpacks_to_too_much_is_refused() -> None:
    assert "压缩比" in refused("a.docx", package(paragraph("长" * 9_000_000))).what
    with pytest.raises(ReadError, match="超过 1 MB"):
        read_docx(package(paragraph(SENTENCE * 40_000)), replace(LIMITS, unpacked_bytes=1 << 20))
    with pytest.raises(ReadError, match="3 个部件"):
        read_docx(package(paragraph(SENTENCE), a="", b=""), replace(LIMITS, entries=2))
    with pytest.raises(ReadError, match="万字"):
        read_docx(package(paragraph(SENTENCE) * 900, packing=0), replace(LIMITS, characters=20_000))


def test_sizes_that_lie_give_no_more_than_they_say() -> None:
    honest = package(paragraph(SENTENCE * 1000))
    size = len(f"<w:document {W}><w:body>{paragraph(SENTENCE * 1000)}</w:body></w:document>".encode())
    lying = honest.replace(size.to_bytes(4, "little"), (999).to_bytes(4, "little"))
    assert lying != honest
    assert "损坏" in refused("a.docx", lying).what


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ReadError, match="嵌套"):
        read_docx(package("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000, packing=zipfile.ZIP_STORED), LIMITS)


def test_a_million_empty_paragraphs_end_well() -> None:
    data = package("<w:p/>" * 1_000_000 + paragraph(SENTENCE), packing=zipfile.ZIP_STORED)
    begun = time.monotonic()
    assert read_bytes("a.docx", data).text == SENTENCE
    assert time.monotonic() - begun < 10
    assert "没有文字" in refused("a.docx", package("<w:p/>" * 1000)).what


# ---- PDF


def test_pdf_lines_become_paragraphs_across_pages() -> None:
    texts = [f"第{n}个场景：{SENTENCE * 5}" for n in "一二三四五六七八"]
    extracted = read_bytes("a.pdf", pdf(printed(texts)))
    assert extracted.text.split("\n") == texts
    assert extracted.pages is not None and len(extracted.pages) == 3
    assert "\n".join(extracted.pages) == extracted.text
    assert all(page.startswith("第") for page in extracted.pages)
    assert extracted.notes == ()


def test_page_numbers_and_running_heads_are_dropped() -> None:
    texts = [f"第{n}个场景：{SENTENCE * 5}" for n in "一二三四五六七八九"]
    pages = printed(texts)
    framed = [
        [(200.0, 800.0, "某项目申报书"), *page, (290.0, 40.0, f"— {i} —" if i % 2 else str(i))]
        for i, page in enumerate(pages, 1)
    ]
    assert len(framed) >= 3
    assert read_pdf(pdf(framed), LIMITS).text.split("\n") == texts


def test_radicals_of_a_pdf_become_characters() -> None:
    assert read_pdf(pdf([[(72, 700, "⼯业互联⽹⻢⻋⼾⸺")]]), LIMITS).text == "工业互联网马车户——"


def test_pages_without_text_are_noted() -> None:
    extracted = read_pdf(pdf([[(72, 700, SENTENCE)], [], [], [(72, 700, SENTENCE)], []]), LIMITS)
    assert extracted.notes == ("第 2–3、5 页没有文字，可能是扫描页或空白页",)
    assert extracted.pages == (SENTENCE, "", "", SENTENCE, "")


def test_a_scan_and_a_pdf_without_pages() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    file = io.BytesIO()
    writer.write(file)
    assert "没有文字层" in refused("扫描.pdf", file.getvalue()).what
    assert "没有页面" in refused("a.pdf", pdf([])).what


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_an_encrypted_pdf(algorithm: str) -> None:
    if algorithm == "RC4-128":
        writer = pypdf.PdfWriter()
        writer.append(io.BytesIO(pdf([[(72, 700, SENTENCE)]])))
        writer.encrypt("密码", algorithm=algorithm)
        file = io.BytesIO()
        writer.write(file)
        data = file.getvalue()
    else:  # a cipher that isn't at hand
        plain = pdf([[(72, 700, SENTENCE)]])
        crypt = (
            b"/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -4/CF<</StdCF<</CFM/AESV3/Length 32>>>>/StmF/StdCF"
            b"/StrF/StdCF/O(%b)/U(%b)/OE(%b)/UE(%b)/Perms(%b)>>/ID[(a)(a)]/Root"
        ) % (b"o" * 48, b"u" * 48, b"o" * 32, b"u" * 32, b"p" * 16)
        data = plain.replace(b"/Root", crypt)
    assert "密码保护" in refused("a.pdf", data).what


def test_a_pdf_whose_owner_only_forbids_printing_is_read() -> None:
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(pdf([[(72, 700, SENTENCE)]])))
    writer.encrypt("", "密码", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    assert read_bytes("a.pdf", file.getvalue()).text == SENTENCE


def test_page_trees_that_never_end_or_boast() -> None:
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    loop = assembled(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>", page])
    assert refused("a.pdf", loop).what
    boast = assembled(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 99999/Kids[3 0 R]>>", page])
    assert "超过 2000 页" in refused("a.pdf", boast).what
    same = assembled(["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count 1/Kids[{'3 0 R ' * 2001}]>>", page])
    assert "超过 2000 页" in refused("a.pdf", same).what


def test_a_pdf_that_takes_too_long_is_stopped() -> None:
    slow = pdf_of_streams(["BT /F 12 Tf <4e00> Tj ET\n" * 60_000] * 12)
    begun = time.monotonic()
    assert "已停止" in refused("a.pdf", slow, seconds=0.6, seconds_per_page=0).what
    assert time.monotonic() - begun < 2


def test_a_pdf_whose_stream_is_a_bomb() -> None:
    packed = zlib.compress(bytes(120 << 20), 9).decode("latin-1")
    whole = pdf_of_streams(["@"])
    bomb = whole.replace(
        b"<</Length 1>>\nstream\n@",
        f"<</Length {len(packed)}/Filter/FlateDecode>>\nstream\n{packed}".encode("latin-1"),
    )
    assert refused("a.pdf", bomb).what


# ---- any file


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "空的"),
        ("a.docx", b"", "空的"),
        ("a.pdf", b"\0" * 4096, "空的"),
        ("a.txt", b" \n\t", "空的"),
        ("a.txt", word(SENTENCE), "内容却是 Word 文档"),
        ("a.pdf", word(SENTENCE), "内容却是 Word 文档"),
        ("a.docx", pdf([[(72, 700, SENTENCE)]]), "内容却是 PDF"),
        ("a.docx", SENTENCE.encode(), "内容却是文本文件"),
        ("a.docx", SENTENCE.encode("utf-16"), "内容却是文本文件"),
        ("a.xyz", SENTENCE.encode(), "扩展名为 .xyz"),
        ("a.doc", word(SENTENCE), "扩展名是 .doc，内容却是 Word 文档"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        ("a.wps", OLE, "WPS 文字"),
        ("a.xls", OLE, "旧版 Excel"),
        ("a.docx", OLE + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码保护"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9), "图片（PNG）"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(9), "图片（JPEG）"),
        ("a.pdf", b"\xff\xd8\xff\xe0" + bytes(9), "内容却是图片"),
        ("a.gif", b"GIF89a" + bytes(9), "图片（GIF）"),
        ("a.doc", b"{\\rtf1 x}", "RTF"),
        ("a.doc", b"<html><body>x</body></html>", "内容却是网页"),
        ("a.mht", b"MIME-Version: 1.0\r\n", "网页归档"),
        ("a.txt", b"MZ" + bytes(range(256)) * 40, "编码无法识别"),
        ("a.txt", ("\ue123\ue456" * 50).encode(), "乱码"),
    ],
)
def test_refusals_say_why(name: str, data: bytes, said: str) -> None:
    error = refused(name, data)
    assert said in error.what
    assert name in str(error)


def test_other_packed_files() -> None:
    for entry, said in (("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "演示"), ("a.txt", ".zip")):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(entry, "x")
        assert said in refused("a.zip", file.getvalue()).what


@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
def test_cut_off_files(share: float) -> None:
    whole = word(*[SENTENCE * 3] * 50)
    assert "损坏" in refused("a.docx", whole[: int(len(whole) * share)]).what
    whole = pdf(printed([SENTENCE * 5] * 8))
    assert attempted(read_bytes, "a.pdf", whole[: int(len(whole) * share)])


def test_random_damage_never_escapes() -> None:
    dice = random.Random(7)
    for whole, read in ((word(SENTENCE), read_docx), (pdf(printed([SENTENCE] * 9)), read_pdf)):
        for _ in range(20):
            data = bytearray(whole)
            for _ in range(dice.randint(1, 30)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            assert attempted(read, bytes(data), LIMITS) is not None


def test_a_file_that_is_too_big_is_not_parsed(tmp_path: Path) -> None:
    assert "超过 20 MB" in refused("a.pdf", b"%PDF-" + bytes(20 << 20)).what
    file = tmp_path / "大.txt"
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
    begun = time.monotonic()
    with pytest.raises(ReadError, match="超过 20 MB"):
        read_file(file)
    assert time.monotonic() - begun < 1


def test_names_are_only_shown() -> None:
    error = refused("../../etc/" + "长" * 300 + "\n\x07.png", b"\x89PNG\r\n\x1a\n")
    assert "/" not in error.where and "\n" not in error.where and len(error.where) < 80
    assert read_bytes("C:\\文档\\a.txt", SENTENCE.encode()).text == SENTENCE


# ---- the process


CONFINED = """
import sys; sys.path.insert(0, sys.argv[1])
from corpus.readers import inside
from corpus.readers.model import LIMITS
inside.leave_network(); inside.limit_resources(LIMITS); inside.refuse_events()
try:
    exec(sys.argv[2])
except (OSError, MemoryError) as error:
    print(type(error).__name__)
else:
    print("did it")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems limit less")
@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("1 + 1", "did it"),
        ("import xml.dom.minidom, decimal", "did it"),
        ("import socket; socket.socket()", "PermissionError"),
        ("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')", "PermissionError"),
        ("import subprocess; subprocess.run(['true'])", "PermissionError"),
        ("import os; os.system('true')", "PermissionError"),
        ("import os; os.fork()", "PermissionError"),
        ("import os; os.execv('/bin/true', ['true'])", "PermissionError"),
        ("open('/etc/passwd')", "PermissionError"),
        ("open(sys.argv[1] + '/written', 'w')", "PermissionError"),
        ("import os; os.open(sys.argv[1] + '/written', os.O_CREAT | os.O_WRONLY)", "PermissionError"),
        ("import os; os.remove(sys.argv[1] + '/app.py')", "PermissionError"),
        ("import ctypes; ctypes.CDLL(None)", "PermissionError"),
        ("bytes(2 << 30)", "MemoryError"),
    ],
)
def test_what_a_parsing_process_may_do(code: str, outcome: str) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", CONFINED, str(ROOT), code], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == outcome, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_too_little_memory_is_said() -> None:
    data = package(paragraph(SENTENCE * 300_000), packing=zipfile.ZIP_STORED)
    assert len(data) > 20 << 20 and "20 MB" in refused("a.docx", data).what
    error = refused("a.docx", data, file_bytes=100 << 20, memory_bytes=100 << 20)
    assert "内存" in error.what
