"""Matching over an invented notice of two directions: nothing is bound to the notice that ships."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.errors import DescriptionError
from assistant.match import Matcher
from assistant.matching.classifier import Classifier
from assistant.matching.description import LONGEST
from assistant.matching.model import DirectionMatch, Fit, Match, Said
from assistant.matching.prepare import Matchers
from assistant.matching.similarity import Similarity
from assistant.model import Citation
from assistant.results import match_data
from corpus.boundaries import BOUNDARIES
from corpus.errors import DocumentError, UnknownDocumentError
from corpus.examples import EXAMPLES
from corpus.library import Library, load_library
from tests.fake_harbour import AS_USUAL, BOATS, COLD, HARBOUR, Arranged, harbour, matcher, matchers
from tests.test_assistant_service import notice, qinghe

ABOUT_BOATS = "我社给80艘渔船装了定位终端，船员遇险一键报警，救援艇出动用时12分钟，9家渔业合作社参加。"
ABOUT_COLD = "公司建设600吨冷库和冷藏车队，码头制冰机给渔获加冰，损耗率降到4%，服务3家水产企业。"
ABOUT_NOTHING = "学校开设钢琴课，购买乐器并聘请教师，学生周末可以来练琴，期末在礼堂演出，家长都来观看。"
ABOUT_BOTH = (
    "一、给合作社全部渔船装配定位终端，遇险报警后救援船立即出动。\n"
    "二、另外在码头建设制冰机与冷库，渔获加冰后用冷藏车运到市场。"
)
BETWEEN = "渔船靠岸后登记位置，码头同时给渔获加冰。"
VAGUE = ("项目很好", "我们要申报", "智慧渔港", "请问报哪个方向？")

RENUMBERED = (
    Arranged((COLD, BOATS), ("一", "二")),
    Arranged((COLD, BOATS), ("二", "一")),
    Arranged((BOATS, COLD), ("四", "五")),
)


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return matcher(tmp_path_factory.mktemp("learned"))


@pytest.fixture(scope="module")
def by_likeness(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return matcher(tmp_path_factory.mktemp("likeness"), examples=False)


def names(match: Match) -> list[str]:
    return [found.direction.name for found in match.directions]


def assert_quoted(finder: Matcher, citation: Citation) -> None:
    assert citation.document == finder.document.id
    text = finder.document.clause(citation.clause).text
    assert text[citation.start : citation.end] == citation.quote != ""


def assert_said(description: str, said: Said) -> None:
    assert description[said.start : said.end] == said.text != ""


def assert_sound(finder: Matcher, description: str, match: Match) -> None:
    """What holds of any result: every word of either side is verbatim, probabilities are some, the order is theirs."""
    assert match.document == finder.document.id
    assert sorted(names(match)) == sorted(d.name for d in finder.document.directions)
    scores = [found.score for found in match.directions]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores) and sum(scores) <= 1 + 1e-9
    assert (match.fit is Fit.CLOSE) == bool(match.ask)
    for found in match.directions:
        assert_direction(finder, description, found)
    for contrast in match.contrasts:
        assert contrast.neighbour != match.directions[0].direction
        assert contrast.reason
        assert_quoted(finder, contrast.own)
        assert_quoted(finder, contrast.other)


def assert_direction(finder: Matcher, description: str, found: DirectionMatch) -> None:
    path = found.direction.path
    assert found.why.endswith("。")
    assert found.evidence
    for pair in found.evidence:
        assert_said(description, pair.said)
        assert_quoted(finder, pair.citation)
        assert path.holds(finder.document.clause(pair.citation.clause).path)
    for demand in found.requirements:
        assert_quoted(finder, demand.citation)
        assert path.holds(finder.document.clause(demand.citation.clause).path)
        if demand.said:
            assert_said(description, demand.said)
    assert found.contact
    assert_quoted(finder, found.contact)


# ---- with examples


def test_with_examples_it_is_learned(learned: Matcher) -> None:
    assert isinstance(learned.scoring, Classifier)
    assert learned.boundaries


@pytest.mark.parametrize(("text", "first"), [(ABOUT_BOATS, BOATS), (ABOUT_COLD, COLD)])
def test_the_direction_that_fits_comes_first_and_is_clear(learned: Matcher, text: str, first: str) -> None:
    match = learned.match(text)
    assert_sound(learned, text, match)
    assert (match.fit, names(match)[0], match.ask, match.note) == (Fit.CLEAR, first, None, "")
    assert match.directions[0].score > 0.9
    assert match.ms > 0


def test_words_of_the_description_are_set_against_words_of_the_clauses(learned: Matcher) -> None:
    pairs = {pair.said.text: pair.citation.quote for pair in learned.match(ABOUT_BOATS).directions[0].evidence}
    assert "遇险报警" in pairs["船员遇险一键报警"]
    assert "定位终端" in pairs["我社给80艘渔船装了定位终端"]


def test_the_reason_quotes_the_words_that_decided(learned: Matcher) -> None:
    for text, first in ((ABOUT_BOATS, BOATS), (ABOUT_COLD, COLD)):
        own, other = learned.match(text).directions
        quoted = re.findall(r"“([^”]+)”", own.why)
        assert any(words in text for words in quoted)
        for words in quoted:
            held = "".join(clause.text for clause in learned.document.clauses)
            assert words in text or words in held or words == other.direction.name
        assert first in other.why


def test_the_reason_and_the_contrast_say_what_the_boundary_says(learned: Matcher) -> None:
    match = learned.match(ABOUT_BOATS)
    (contrast,) = match.contrasts
    assert contrast.neighbour.name == COLD
    assert contrast.own.quote == "船员落水或者渔船遇险时一键报警"
    assert contrast.other.quote == "渔获卸船后立即加冰降温"
    assert "为了船员与渔船安全的是渔船定位救援" in match.directions[0].why
    (turned,) = learned.match(ABOUT_COLD).contrasts
    assert (turned.own.quote, turned.other.quote) == (contrast.other.quote, contrast.own.quote)


def test_each_direction_has_its_own_contact_and_demands(learned: Matcher) -> None:
    match = learned.match(ABOUT_COLD)
    cold, boats = match.directions
    assert cold.contact and cold.contact.quote == "岸上类：吴晒网 0999-5552002"
    assert boats.contact and boats.contact.quote == "海上类：周望潮 0999-5552001"
    told = {demand.citation.quote: (demand.kind, demand.met) for demand in cold.requirements}
    assert told["渔获损耗率不超过5%"] == ("threshold", True)
    assert told["服务的水产企业不少于8家"] == ("threshold", False)
    assert told["冷库容量不少于500吨"][0] == "threshold"
    assert told["水产企业应当具备自有冷库"][0] in ("applicant", "condition")


def test_what_fits_nothing_is_said_and_why(learned: Matcher) -> None:
    match = learned.match(ABOUT_NOTHING)
    assert_sound(learned, ABOUT_NOTHING, match)
    assert (match.fit, match.ask) == (Fit.NONE, None)
    assert "没有合适的方向" in match.note
    assert match.directions[0].score < 0.2


def test_what_lies_between_is_close_and_asks_what_the_boundary_asks(learned: Matcher) -> None:
    match = learned.match(BETWEEN)
    assert_sound(learned, BETWEEN, match)
    assert (match.fit, match.ask) == (Fit.CLOSE, "要解决的是人和船的安全，还是渔获的保鲜？")
    first, second = match.directions
    assert first.score - second.score < 0.32


@pytest.mark.parametrize("text", VAGUE)
def test_what_is_too_vague_asks_for_more_instead_of_guessing(learned: Matcher, text: str) -> None:
    match = learned.match(text)
    assert_sound(learned, text, match)
    assert match.fit is Fit.CLOSE
    assert match.ask and "描述太短" in match.ask


def test_two_projects_in_one_text_both_stand_first(learned: Matcher) -> None:
    match = learned.match(ABOUT_BOTH)
    assert_sound(learned, ABOUT_BOTH, match)
    assert match.fit is Fit.CLEAR
    assert "两个项目" in match.note
    assert all(found.score > 0.2 for found in match.directions)


def test_one_project_told_at_length_is_not_taken_for_two(learned: Matcher) -> None:
    text = f"{ABOUT_BOATS}另外，船员都戴上落水报警手环；此外，值守室随时看到渔船位置。"
    match = learned.match(text)
    assert (match.fit, names(match)[0], match.note) == (Fit.CLEAR, BOATS, "")


def test_without_examples_of_nothing_everything_fits_something(tmp_path: Path) -> None:
    finder = matcher(tmp_path, nothing=False)
    assert [names(finder.match(text))[0] for text in (ABOUT_BOATS, ABOUT_COLD)] == [BOATS, COLD]
    match = finder.match(ABOUT_NOTHING)
    assert match.fit is not Fit.NONE
    assert_sound(finder, ABOUT_NOTHING, match)


def test_matching_is_the_same_every_time(learned: Matcher, tmp_path: Path) -> None:
    again = matcher(tmp_path)
    for text in (ABOUT_BOATS, ABOUT_COLD, ABOUT_NOTHING, ABOUT_BOTH, BETWEEN, *VAGUE):
        assert replace(learned.match(text), ms=0) == replace(again.match(text), ms=0)


# ---- without


def test_without_examples_it_goes_by_likeness_and_says_it_is_less_sure(by_likeness: Matcher) -> None:
    assert isinstance(by_likeness.scoring, Similarity)
    for text, first in ((ABOUT_BOATS, BOATS), (ABOUT_COLD, COLD)):
        match = by_likeness.match(text)
        assert_sound(by_likeness, text, match)
        assert (match.fit, names(match)[0]) == (Fit.CLEAR, first)
        assert "把握较小" in match.note
        assert re.search(r"“[^”]+”", match.directions[0].why)


def test_without_examples_none_vague_and_two_projects_are_told_all_the_same(by_likeness: Matcher) -> None:
    none, vague, both = (by_likeness.match(text) for text in (ABOUT_NOTHING, VAGUE[0], ABOUT_BOTH))
    assert (none.fit, vague.fit, both.fit) == (Fit.NONE, Fit.CLOSE, Fit.CLEAR)
    assert "没有合适的方向" in none.note and "两个项目" in both.note
    assert all("把握较小" in match.note for match in (none, vague, both))


def test_without_a_boundary_the_question_is_made_of_the_clauses(by_likeness: Matcher) -> None:
    text = "合作社的船和冷藏车都装了终端，位置与温度随时看到，断线就告警。"
    match = by_likeness.match(text)
    assert_sound(by_likeness, text, match)
    assert match.fit is Fit.CLOSE
    assert match.ask and BOATS in match.ask and COLD in match.ask


def test_one_example_of_a_direction_is_too_few_to_learn_from(tmp_path: Path) -> None:
    harbour(tmp_path / "library")
    file = tmp_path / "library" / HARBOUR / EXAMPLES
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if '"direction": 2' not in line] + [
        line for line in lines if '"direction": 2' in line
    ][:1]
    file.write_text("\n".join(kept), encoding="utf-8")
    finder = matchers(load_library((tmp_path / "library",)), tmp_path).of()
    assert isinstance(finder.scoring, Similarity)
    assert "把握较小" in finder.match(ABOUT_BOATS).note


# ---- in another order, under other numbers


@pytest.mark.parametrize("arranged", RENUMBERED, ids=lambda a: "".join(a.ordinals) + a.order[0])
@pytest.mark.parametrize("examples", [True, False], ids=["learned", "by likeness"])
def test_directions_in_another_order_or_under_other_numbers_are_found_all_the_same(
    tmp_path: Path, arranged: Arranged, examples: bool
) -> None:
    finder = matcher(tmp_path, arranged, examples=examples)
    assert [d.name for d in finder.document.directions] == list(arranged.order)
    for text, first in ((ABOUT_BOATS, BOATS), (ABOUT_COLD, COLD)):
        match = finder.match(text)
        assert_sound(finder, text, match)
        found = match.directions[0].direction
        assert (match.fit, found.name, found.number) == (Fit.CLEAR, first, arranged.numbers[first])
    assert finder.match(ABOUT_NOTHING).fit is Fit.NONE
    if examples:
        assert finder.match(ABOUT_BOATS).contrasts[0].own.quote == "船员落水或者渔船遇险时一键报警"


# ---- which document


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Matchers:
    """The notice, an older one with five directions, and one without any."""
    folder = tmp_path_factory.mktemp("shelf")
    held = harbour(folder / "library")
    library = Library((*held.documents, qinghe(), notice("lanxi-2024")), held.folders)
    return matchers(library, folder)


def test_the_newest_document_with_directions_is_taken_unless_one_is_named(shelf: Matchers) -> None:
    assert shelf.of().document.id == HARBOUR
    assert shelf.of("qinghe").document.id == "qinghe"
    assert shelf.of("qinghe") is shelf.of("qinghe")


def test_at_least_five_directions_are_listed_where_there_are_five(shelf: Matchers) -> None:
    match = shelf.of("qinghe").match("我们给水库和灌区的38套闸门装了电动启闭机，手机远程启闭，不再人工摇闸。")
    assert len(match.directions) == 5
    assert match.directions[0].direction.name == "水渠闸门试点"


def test_a_document_without_directions_is_an_error_that_says_what_to_do(shelf: Matchers, tmp_path: Path) -> None:
    with pytest.raises(DescriptionError) as caught:
        shelf.of("lanxi-2024")
    assert "lanxi-2024" in caught.value.what and "--document" in caught.value.next_step
    with pytest.raises(DescriptionError):
        matchers(Library((notice("lanxi-2024"),)), tmp_path / "one").of()
    with pytest.raises(DescriptionError):
        matchers(Library(()), tmp_path / "none").of()


def test_a_document_that_is_not_there_is_an_error_that_lists_those_that_are(shelf: Matchers) -> None:
    with pytest.raises(UnknownDocumentError) as caught:
        shelf.of("nowhere")
    assert HARBOUR in caught.value.next_step


def test_preparing_learns_all_there_is_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    library = harbour(tmp_path / "library")
    matchers(library, tmp_path).prepare(lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] == 1.0
    told.clear()
    matchers(library, tmp_path).prepare(lambda what, share: told.append((what, share)))
    assert not told, "what is there isn't learned again"


@pytest.mark.parametrize(
    ("file", "text"), [(EXAMPLES, '{"description": "渔船", "direction": 9}'), (BOUNDARIES, "[[boundary]]\n")]
)
def test_a_broken_file_of_the_folder_is_an_error_that_names_it(tmp_path: Path, file: str, text: str) -> None:
    library = harbour(tmp_path / "library")
    (tmp_path / "library" / HARBOUR / file).write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        matchers(library, tmp_path).of()
    assert file in caught.value.where


# ---- whatever is typed


@pytest.mark.parametrize("text", ["", " \n", "。。。", "123", "😀", "\x00", "\ud800"])
def test_nothing_to_read_is_an_error_that_names_the_limit(learned: Matcher, text: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        learned.match(text)
    assert str(LONGEST) in str(caught.value)


def test_one_character_and_20000_are_taken_and_20001_are_not(learned: Matcher) -> None:
    for text in ("船", (ABOUT_BOATS * 1000)[:LONGEST]):
        assert_sound(learned, text, learned.match(text))
    with pytest.raises(DescriptionError):
        learned.match("船" * (LONGEST + 1))


def test_a_long_text_is_read_to_its_end(learned: Matcher) -> None:
    filler = "项目由镇里统一组织，按月调度，年底验收，资料齐全。" * 60
    assert names(learned.match(filler + ABOUT_COLD * 12))[0] == COLD
    assert names(learned.match(filler + ABOUT_BOATS * 12))[0] == BOATS


@pytest.mark.parametrize(
    "text",
    [
        "漁船裝設定位終端，船員遇險一鍵報警，救援艇出動。",
        "İ渔船装定位终端，İİ船员遇险一键报警，𠮷田救援艇出动😀。",
        "渔\u200b船装定位终\x00端，船员遇险一键报\ud800警，救援艇出动。",
        "渔船装定位终端\r\n船员遇险一键报警\r\n救援艇出动\r\n",
    ],
)
def test_odd_characters_change_neither_the_direction_nor_the_spans(learned: Matcher, text: str) -> None:
    match = learned.match(text)
    assert_sound(learned, text, match)
    assert names(match)[0] == BOATS
    for words in re.findall(r"描述中的((?:“[^”]+”)+)", match.directions[0].why):
        assert all(word in text and not re.search(r"[，。\s]", word) for word in re.findall(r"“([^”]+)”", words))


_WORDS = "渔船 定位终端 冷库 加冰 报警 学校 另外 此外 二是 一、 2. 300吨 8家 5% GPS plant 😀 𠮷 \ud800 \x00 İ"
_FRAGMENTS = st.sampled_from([*"，。；、：！？\n\r \t", *_WORDS.split(" ")])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(text=st.one_of(st.lists(_FRAGMENTS, max_size=40).map("".join), st.text(st.characters(), max_size=80)))
@example(text="另外" * 200)
@example(text="船" + "，" * 3000)
@example(text="船。" * 2000)
@example(text="1、船 2、鱼 " * 50)
def test_whatever_is_typed_the_result_is_sound_or_the_description_is_refused(shelf: Matchers, text: str) -> None:
    finder = shelf.of()
    try:
        match = finder.match(text)
    except DescriptionError:
        return
    assert_sound(finder, text, match)


def test_the_data_of_a_match_are_those_of_the_contract(learned: Matcher) -> None:
    data = match_data(replace(learned.match(ABOUT_COLD), id="x"))
    assert {"id", "document", "fit", "ask", "directions", "ms"} <= set(data)
    assert (data["id"], data["document"], data["fit"], data["ask"]) == ("x", HARBOUR, "clear", None)
    for found in data["directions"]:
        assert {"clause", "name", "category", "score", "why", "evidence", "requirements", "contact"} <= set(found)
        assert {"clause", "quote", "said"} <= set(found["evidence"][0])
        assert {"clause", "quote"} <= set(found["requirements"][0])
        assert {"clause", "quote"} <= set(found["contact"])
    assert [found["clause"] for found in data["directions"]] == ["附件1/二/（二）", "附件1/一/（一）"]
    assert [found["category"] for found in data["directions"]] == ["岸上类", "海上类"]
    assert AS_USUAL.numbers[COLD] == data["directions"][0]["number"]
