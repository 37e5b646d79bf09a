"""A question as typed → the words it means: width, script, homophones, and other words for the same thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, cast

_LEXICON = Path(__file__).parent / "lexicon"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_CJK_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST = 5
_FUNCTION = frozenset("的是在有要能会可什么哪谁几吗呢吧了着过和与跟或就都也还不没我你他它这那个其用请问给想把")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿半")


def clean(text: str) -> str:
    """NFKC, control characters and lone surrogates out, runs of white space to one space."""
    text = _CONTROL.sub("", unicodedata.normalize("NFKC", _CONTROL.sub("", text)))
    return re.sub(r"\s+", " ", text).strip()


def fold(text: str) -> str:
    """For comparing: NFKC, lower case, no white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _to_simplified() -> _Converter:
    import opencc

    return cast("_Converter", opencc.OpenCC("t2s"))


def simplify(text: str) -> str:
    """Traditional to simplified; in a text that was traditional, Taiwan's and Hong Kong's terms too (`軟體` → `软件`)."""
    converted = _to_simplified().convert(text)
    if converted != text:
        for theirs, ours in _regional():
            converted = converted.replace(theirs, ours)
    return converted


@cache
def _regional() -> tuple[tuple[str, str], ...]:
    lines = (_LEXICON / "regional.tsv").read_text(encoding="utf-8").splitlines()
    return tuple((a, b) for a, b in (line.split("\t") for line in lines if line and not line.startswith("#")))


def is_chinese(text: str) -> bool:
    """True if enough of the letters are Chinese for an answer in Chinese: one in eight is."""
    letters = sum(c.isalpha() for c in text)
    return letters == 0 or len(_CJK.findall(text)) * 8 >= letters


@dataclass(frozen=True, slots=True)
class Homophones:
    """Mends words that sound like a word of the documents but don't stand in them: `申抱` → `申报`.

    Attributes:
        known: Every n-gram of 2 to 5 characters of the documents.
        by_sound: Sound → the documents' most frequent n-gram of that sound.
    """

    known: frozenset[str]
    by_sound: Mapping[tuple[str, ...], str]
    sounds: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, texts: Iterable[str]) -> Homophones:
        counts: dict[str, int] = {}
        for text in texts:
            for run in _CJK_RUN.findall(text):
                for size in range(2, _LONGEST + 1):
                    for i in range(len(run) - size + 1):
                        counts[run[i : i + size]] = counts.get(run[i : i + size], 0) + 1
        sounds: dict[str, str] = {}
        by_sound: dict[tuple[str, ...], str] = {}
        for gram, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
            if not _FUNCTION & set(gram) and (_is_word(gram) if len(gram) == 2 else count >= 2):
                by_sound[_sound(gram, sounds)] = gram
        return cls(frozenset(counts), by_sound, sounds)

    def mend(self, text: str) -> str:
        """`text` with homophones replaced, longest first; a word of everyday language is left alone."""
        for size in range(_LONGEST, 1, -1):
            for i in range(len(text) - size + 1):
                gram = text[i : i + size]
                if gram in self.known or not _CJK_RUN.fullmatch(gram):
                    continue
                meant = self.by_sound.get(_sound(gram, self.sounds))
                if meant and self._is_slip(gram, meant) and (size > 3 or not self._breaks_word(text, i, size, meant)):
                    text = text[:i] + meant + text[i + size :]
        return text

    def _is_slip(self, gram: str, meant: str) -> bool:
        changed = [(a, b) for a, b in zip(gram, meant, strict=True) if a != b]
        numerals = any(_NUMERALS & {*pair} for pair in changed)
        return len(changed) * 2 <= len(gram) and not numerals and not _is_word(gram)

    def _breaks_word(self, text: str, start: int, size: int, meant: str) -> bool:
        """True if the characters to be replaced belong to an everyday word that reaches over the edge."""
        changed = [start + k for k in range(size) if text[start + k] != meant[k]]
        end = start + size
        if end - 1 not in changed and _is_word(text[end - 1 : end + 1]) and text[end - 1 : end + 1] in self.known:
            return True
        for k in changed:
            if text[k] in _FUNCTION or any(text[j : j + 3] in self.known for j in range(max(0, k - 2), k + 1)):
                return True
            for left, right in ((k - 1, k + 1), (k, k + 2)):
                if left >= 0 and right <= len(text) and _is_word(text[left:right]):
                    return True
        return False


def _sound(gram: str, known: dict[str, str]) -> tuple[str, ...]:
    return tuple(known.get(c) or known.setdefault(c, _syllable(c)) for c in gram)


def _syllable(char: str) -> str:
    """Toneless pinyin with the distinctions dropped that typists and dialects drop (zh/z, ng/n, l/n at the head)."""
    from pypinyin import lazy_pinyin

    sound = lazy_pinyin(char)[0]
    sound = re.sub(r"^([zcs])h", r"\1", sound)
    return re.sub(r"ng$", "n", sound)


@cache
def _frequencies() -> Mapping[str, int]:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba.dt.FREQ  # type: ignore[no-any-return]


def word_frequency(word: str) -> int:
    """How often a word occurs in jieba's reference corpus of about 60 million words; 0 if it is no word there."""
    return _frequencies().get(word, 0)


def _is_word(gram: str) -> bool:
    return word_frequency(gram) >= 20


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of words that mean the same to an applicant, from `lexicon/synonyms.txt`, a group a line."""
    lines = (_LEXICON / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line.strip() and not line.startswith("#"))


@cache
def english() -> tuple[tuple[str, str], ...]:
    """English terms of applications and their Chinese words, longest first, from `lexicon/english.tsv`."""
    lines = (_LEXICON / "english.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#")]
    return tuple(sorted(((a.lower(), b) for a, b in pairs), key=lambda p: (-len(p[0]), p[0])))


@cache
def _by_first_character() -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    table: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for group in synonyms():
        for word in group:
            table.setdefault(word[0], []).append((word, tuple(w for w in group if w != word)))
    return {c: tuple(sorted(rows, key=lambda r: -len(r[0]))) for c, rows in table.items()}


def expansions(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Words of `text` that have synonyms, with them, in order; a longer word hides the shorter ones inside it."""
    found: list[tuple[str, tuple[str, ...]]] = []
    table, i = _by_first_character(), 0
    while i < len(text):
        hits = [row for row in table.get(text[i], ()) if text.startswith(row[0], i)]
        if hits:
            longest = hits[0][0]
            found.extend(row for row in hits if row[0] == longest)
            i += len(longest)
        else:
            i += 1
    return found


def translate(text: str) -> str:
    """The Chinese words for the English terms of `text`, space-separated, in the text's order."""
    lowered = text.lower()
    found: list[tuple[int, str]] = []
    for term, chinese in english():
        pattern = rf"(?<![a-z]){re.escape(term)}(?:s|es)?(?![a-z])"
        for match in re.finditer(pattern, lowered):
            found.append((match.start(), chinese))
        lowered = re.sub(pattern, lambda m: " " * len(m[0]), lowered)
    return " ".join(chinese for _, chinese in sorted(found))
