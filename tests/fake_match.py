"""Canned matches of projects with the invented notice, for the tests of the tab 选方向 and of what is exported."""

from __future__ import annotations

from assistant.errors import DescriptionError
from assistant.matching.description import LONGEST
from assistant.matching.model import Contrast, DirectionMatch, Evidence, Fit, Match, Requirement, Said
from assistant.model import Citation
from corpus.model import Document

TREES = "我们在𠮷田茶园里套种了落叶乔木，夏天给茶树遮阴，还挂了巢箱引来益鸟，农药用量下降45%。"
KITCHEN = "炒青车间改了1条生产线，柴灶换成了电力。"
UNSURE = "茶园做了一些改造，大家都说好。"
SHOP = "镇上新开了一家奶茶店，装了自助点单机。"


def said(description: str, words: str) -> Said:
    start = description.index(words)
    return Said(words, start, start + len(words))


def cited(document: Document, clause: str, quote: str) -> Citation:
    start = document.clause(clause).text.index(quote)
    return Citation(document.id, clause, quote, start, start + len(quote))


def matched(description: str, document: Document) -> Match:
    """By a word in the description: 医院 or 奶茶 fits nothing, 大家都说好 is close, 炒青 is the third; else the first.

    Raises:
        DescriptionError: If it is empty or too long.
    """
    if not description.strip():
        raise DescriptionError.empty(LONGEST)
    if len(description) > LONGEST:
        raise DescriptionError.too_long(len(description), LONGEST)
    trees, kitchen = _trees(description, document), _kitchen(description, document)
    if "奶茶" in description:
        note = "没有合适的方向：描述的内容与这份通知的各个方向都不相符，下列只是最接近的几个。"
        return Match(document.id, Fit.NONE, (_scored(kitchen, 0.0), _scored(trees, 0.0)), None, note)
    if "大家都说好" in description:
        ask = "改造的是茶园里的林相，还是炒青车间？"
        return Match(document.id, Fit.CLOSE, (_scored(trees, 0.41), _scored(kitchen, 0.37)), ask)
    order = (kitchen, trees) if "炒青" in description else (trees, kitchen)
    contrast = Contrast(
        order[1].direction,
        "本方向看林相，该方向看车间",
        cited(document, str(order[0].direction.path), order[0].direction.name),
        cited(document, str(order[1].direction.path), order[1].direction.name),
    )
    return Match(document.id, Fit.CLEAR, (_scored(order[0], 0.86), _scored(order[1], 0.004)), contrasts=(contrast,))


def _scored(found: DirectionMatch, score: float) -> DirectionMatch:
    return DirectionMatch(found.direction, score, found.why, found.evidence, found.requirements, found.contact)


def _trees(description: str, document: Document) -> DirectionMatch:
    scenario, effect = "附件1/一/（一）/应用场景", "附件1/一/（一）/应用成效"
    pairs = (
        ("挂了巢箱引来益鸟", f"{scenario}/2", "设置巢箱引来益鸟，减少用药次数"),
        ("套种了落叶乔木", "附件1/一/（一）", "在茶园内套种乔木"),
    )
    evidence = tuple(
        Evidence(said(description, words), cited(document, clause, quote))
        for words, clause, quote in pairs
        if words in description
    )
    drop = said(description, "农药用量下降45%") if "农药用量下降45%" in description else None
    return DirectionMatch(
        document.directions[0],
        0.0,
        "描述中的“套种”“巢箱”指向本方向。",
        evidence or (Evidence(said(description, description[:6]), cited(document, f"{scenario}/1", "遮阴调温")),),
        (
            Requirement(
                "threshold", cited(document, effect, "化学农药用量下降不少于40%"), drop, True if drop else None
            ),
            Requirement("condition", cited(document, effect, "由第三方检测")),
        ),
        cited(document, "通知/四", "生态类：林知秋 0999-5550101"),
    )


def _kitchen(description: str, document: Document) -> DirectionMatch:
    clause = "附件1/二/（三）"
    lines = said(description, "改了1条生产线") if "改了1条生产线" in description else None
    words = "柴灶换成了电力" if "柴灶换成了电力" in description else description[:6]
    return DirectionMatch(
        document.directions[2],
        0.0,
        "“生产线”与本方向相近，但整体更接近别的方向。",
        (Evidence(said(description, words), cited(document, clause, "以电力或者生物质颗粒替代柴灶")),),
        (
            Requirement("applicant", cited(document, clause, "以电力或者生物质颗粒替代柴灶")),
            Requirement("threshold", cited(document, clause, "不少于2条生产线"), lines, False if lines else None),
        ),
        cited(document, "通知/四", "加工类：许南烛 0999-5550102"),
    )
