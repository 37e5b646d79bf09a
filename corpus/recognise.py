"""A document's own particulars, read from its text: title, number, issuer, dates, deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.clause_path import PREAMBLE
from corpus.model import Clause
from corpus.numerals import dates, to_int

_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,14}\s*[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*(?:第\s*)?\d+\s*号|[\u4e00-\u9fff]{2,14}令\s*第\s*\d+\s*号"
)
_KIND = r"(?:通知|办法|意见|方案|细则|指南|规定|公告|通告|函|规划|计划|条例|措施|决定|批复|标准|制度|规程|要点|清单|须知|解读)"
_TITLE_END = re.compile(rf"{_KIND}(?:[（(][^（）()]{{1,14}}[）)])?$")
_NO_TITLE = re.compile(
    r"^.{0,20}文件$|^(?:索引号|发文机关|成文日期|标题|发布日期|来源|主题分类|有效性|信息来源|发布时间)|^附\s*件|^[A-Za-z0-9/.\-— ]+$"
)
_LONGEST_TITLE = 200
_ABOUT = re.compile(r"^(.{2,200}?)\s*(?:关于|印发)")
_BODY_SUFFIX = r"(?:部|厅|局|委|委员会|办公室|办公厅|政府|署|院|会|中心|银行|管理部|领导小组|指挥部|集团|公司|协会|学会|联盟|大学|学院|总队|管委会)"
_ISSUER = re.compile(rf"[\u4e00-\u9fff（）()]{{2,40}}{_BODY_SUFFIX}$")
_PROMULGATED = re.compile(r"^[（(](.{2,60}?)\s*\d{4}\s*年.{1,40}(?:印发|发布|通过|公布)")
_DUE = re.compile(
    r"(?<![\d.])(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日(?:\s*[（(][^（）()]{1,8}[）)])?"
    r"(?:\s*(?:上午|下午|晚)?\s*\d{1,2}\s*[:：时点]\s*(?:\d{0,2}\s*分?|整)?)?\s*(之?前|以前|止|截止|为止)?"
)
_RANGE = re.compile(
    r"(?:自|从|为|于)?\s*(?:(\d{4})\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:起\s*)?[至到—–-]+\s*(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日"
)
_FILING = re.compile(r"报送|提交|申报|推荐|上报|寄送|报至|受理|送达|填报|申请|报名|递交|寄至|送至|交至|征集")
_YEARLY = re.compile(r"每年|每季|每月|次年|年度终了")
_CLOSES = re.compile(r"截止|截至")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a document says of itself; empty or None where it says nothing."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    issued: date | None = None
    deadline: date | None = None


def recognise(clauses: Sequence[Clause]) -> Particulars:
    """Read the particulars from a parsed document's body."""
    body = [c for c in clauses if c.path.annex is None]
    if not body:
        return Particulars()
    opening = body[0].text.split("\n") if body[0].path.steps == (PREAMBLE,) else []
    title = _title(opening or body[0].text.split("\n")[:1])
    issued = _issued(body, opening)
    return Particulars(
        title=re.sub(r"\s+", "", title),
        number=_number(opening),
        issuer=_issuer(title, opening, body[-1].text.split("\n")),
        issued=issued,
        deadline=_deadline(body, issued),
    )


def _title(lines: Sequence[str]) -> str:
    """The title's lines joined by blanks: from the first that can be one, up to the word that names the kind of document."""
    title = ""
    for place, line in enumerate(lines[:14]):
        if not title and (_NO_TITLE.search(line) or _is_number_line(line)):
            continue
        if _is_number_line(line) or line.endswith(("：", ":", "。")) or len(title) + len(line) > _LONGEST_TITLE:
            break
        title = f"{title} {line}" if title else line
        following = lines[place + 1] if place + 1 < len(lines) else ""
        is_open = title.count("《") > title.count("》") or re.match(r"[的和及与》（(]", following) is not None
        if _TITLE_END.search(line) and not (is_open and _TITLE_END.search(title + following)):
            return title
    if title and len(title) <= _LONGEST_TITLE and _has_kind(title):
        return title
    first = next((line for line in lines if not _NO_TITLE.search(line) and not _is_number_line(line)), "")
    return re.split(r"[。？?！!]", first, maxsplit=1)[0][:80] if first else title


def _has_kind(title: str) -> bool:
    return re.search(_KIND, title) is not None


def _is_number_line(line: str) -> bool:
    match = _NUMBER.search(line)
    return match is not None and len(line) - len(match[0]) <= 6


def _number(lines: Sequence[str]) -> str:
    """The document number on a line of its own (or after the title); one cited in a sentence is another document's."""
    for line in lines:
        match = _NUMBER.search(line)
        if match and (
            _is_number_line(line) or (match.end() == len(line) and not re.search(r"[，。（(]", line[: match.start()]))
        ):
            return re.sub(r"\s+", "", match[0])
    return ""


def _issuer(title: str, opening: Sequence[str], last: Sequence[str]) -> str:
    """Who issues it: the title's words before 关于, a line under the title, or the signature. Several are parted by blanks."""
    about = _ABOUT.match(title)
    if about and all(_ISSUER.match(name) for name in about[1].split()):
        return " ".join(about[1].split())
    if about and _ISSUER.match(re.sub(r"\s", "", about[1])):
        return re.sub(r"\s", "", about[1])
    for line in opening:
        promulgated = _PROMULGATED.match(line)
        if promulgated:
            return promulgated[1].strip()
    own = [line for line in opening[:6] if _ISSUER.fullmatch(line)]
    signed = [line for line in last if _ISSUER.fullmatch(line)]
    return " ".join(dict.fromkeys(signed or own))


def _issued(body: Sequence[Clause], opening: Sequence[str]) -> date | None:
    """The signature's date at the end of the body or of the covering letter, else a date in brackets under the title."""
    for line in (*reversed(body[-1].text.split("\n")), *opening):
        found = dates(line)
        if found and found[0][2] - found[0][1] >= len(line.strip()) - 2:
            return found[0][0]
    for clause in reversed(body):
        for line in reversed(clause.text.split("\n")):
            found = dates(line)
            if found and re.fullmatch(r"[\s（(]*", line[: found[0][1]]) and len(line) <= found[0][2] + 8:
                return found[0][0]
    promulgated = [d for line in opening if _PROMULGATED.match(line) for d, _, _ in dates(line)]
    return promulgated[0] if promulgated else None


def _deadline(body: Sequence[Clause], issued: date | None) -> date | None:
    """The first date by which something is to be filed; a year left out is the issue's (or the next, if already past)."""
    sentences = [s for clause in body for s in re.split(r"[。；\n]", clause.text) if _FILING.search(s)]
    for sentence in sentences:
        for year, month, day in _due(sentence):
            due = _day(year, month, day, issued)
            if due and (issued is None or due >= issued):
                return due
    ranges = (m for s in sentences for m in _RANGE.finditer(s) if not _YEARLY.search(s[: m.start()]))
    return next((d for m in ranges if (d := _day(m[2] or m[1], m[3], m[4], issued))), None)


def _due(sentence: str) -> Iterator[tuple[str | None, str, str]]:
    for match in _DUE.finditer(sentence):
        before = sentence[: match.start()]
        closes = match[4] or (
            _CLOSES.search(before[-12:]) and not _CLOSES.search(sentence[match.end() : match.end() + 1])
        )
        if (
            closes
            and not _YEARLY.search(before)
            and _FILING.search(before[-30:] + sentence[match.end() : match.end() + 80])
        ):
            yield match[1], match[2], match[3]


def _day(year: str | None, month: str, day: str, issued: date | None) -> date | None:
    number = to_int(year) if year else (issued.year if issued else None)
    try:
        due = date(number or 0, int(month), int(day))
        return due if year or issued is None or due >= issued else due.replace(year=due.year + 1)
    except ValueError:
        return None
