"""The answer in a language model's words, where one is set up: optional, and held to the same gate.

The model is only asked to put into words what the extractive answer already rests on. What it writes is taken apart
into sentences, each mark becomes a verbatim citation, and a sentence that says more than its citations is dropped.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final, Protocol

from assistant.answer import Draft
from assistant.errors import WriterError
from assistant.faithful import faithful
from assistant.model import Citation, Claim
from assistant.question import Kind, Part
from assistant.quoting import body_start, cite
from corpus.library import Library
from prompts.loader import render

if TYPE_CHECKING:
    import httpx

    from assistant.reranker import Ranked
    from assistant.units import Unit

REFUSAL: Final = "NOT_STATED"
_PASSAGES: Final = 6
_LONGEST_REPLY: Final = 4000
_MOST_TOKENS: Final = 600
_SENTENCE = re.compile(r"(?:“[^”\n]*”|「[^」\n]*」|\"[^\"\n]*\"|[^。！？!?\n.]|\.(?!\s|$))+")
_MARK = re.compile(r"\s*[\[［【]\s*(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*[\]］】]")
_MARK_AFTER_STOP = re.compile(rf"([。！？!?.])((?:{_MARK.pattern})+)")
_COUNTER = re.compile(r"^\s*(?:[-*•·#>]+\s*|\d{1,2}\s*[.．、)）]\s*)+(?=\D)")
_THOUGHT = re.compile(r"^.*</think>|<think>.*$", re.DOTALL)
_INERT: Final = str.maketrans("<>", "＜＞")
_log = logging.getLogger(__name__)


class Writer(Protocol):
    """Answers a question from numbered passages, in sentences with marks `[n]`, n from 1, or with `REFUSAL`."""

    def write(self, question: str, english: bool, passages: Sequence[Ranked]) -> str:
        """Raises: WriterError: If there is no reply, or not in time."""
        ...


class OpenAIWriter:
    """A model behind an OpenAI-compatible endpoint. One try, no retries.

    Args:
        base_url: `http://127.0.0.1:8080/v1`.
        timeout: Seconds from request to the end of the reply, by the clock: a stream that stalls or trickles counts.

    Raises:
        WriterError: If the packages for it aren't installed.
    """

    def __init__(self, base_url: str, model: str, api_key: str = "", timeout: float = 30.0) -> None:
        try:
            version("llama-index-llms-openai-like")
        except PackageNotFoundError as error:
            raise WriterError.not_installed() from error
        self._base_url = base_url
        self._model = model
        self._api_key = api_key
        self._timeout = timeout

    def write(self, question: str, english: bool, passages: Sequence[Ranked]) -> str:
        """See `Writer.write`. Loading the packages on first use, 3 s, doesn't count against the time."""
        import httpx
        from llama_index.core.llms import ChatMessage

        system, user = prompts_for(question, english, passages)
        messages = [ChatMessage(role="system", content=system), ChatMessage(role="user", content=user)]
        client = httpx.Client(timeout=self._timeout)
        llm = self._llm(client)
        replies: queue.SimpleQueue[str | WriterError] = queue.SimpleQueue()
        # A thread of its own, since nothing else ends a read that trickles; a daemon, so it can't keep the program open.
        threading.Thread(target=_converse, args=(llm, messages, replies), name="language-model", daemon=True).start()
        try:
            reply = replies.get(timeout=self._timeout)
        except queue.Empty:
            raise WriterError.too_slow(self._timeout) from None
        finally:
            client.close()
        if isinstance(reply, WriterError):
            raise reply
        return reply

    def _llm(self, client: httpx.Client) -> Any:
        from llama_index.llms.openai_like import OpenAILike

        options: dict[str, Any] = {
            "model": self._model,
            "api_base": self._base_url,
            "api_key": self._api_key or "none",  # left out, one meant for somebody else is taken from the environment
            "is_chat_model": True,
            "temperature": 0.0,
            "max_tokens": _MOST_TOKENS,
            "max_retries": 0,
            "timeout": self._timeout,
            "http_client": client,
        }
        return OpenAILike(**options)


def _converse(llm: Any, messages: Sequence[Any], replies: queue.SimpleQueue[str | WriterError]) -> None:
    """The outermost frame of a thread: the reply, or whatever went wrong, goes into `replies`."""
    try:
        text = ""
        for piece in llm.stream_chat(messages):
            text = piece.message.content or ""
            if len(text) > _LONGEST_REPLY:
                break
        replies.put(text)
    except Exception as error:
        # The class and status only: messages of endpoints repeat keys and questions.
        status = getattr(error, "status_code", None)
        replies.put(WriterError.failed(f"{type(error).__name__}{f'，HTTP {status}' if status else ''}"))


def prompts_for(question: str, english: bool, passages: Sequence[Ranked]) -> tuple[str, str]:
    """(system, user). Question and passages can't close the tags around them."""
    listed = "\n\n".join(
        f"[{n}] {_inert(r.unit.passage.context)}\n{_inert(r.unit.passage.text)}" for n, r in enumerate(passages, 1)
    )
    language = "英文" if english else "中文"
    return render("answer.system", refusal=REFUSAL), render(
        "answer.user", language=language, passages=listed, question=_inert(question)
    )


def _inert(text: str) -> str:
    return text.translate(_INERT)


def reworded(
    writer: Writer, part: Part, draft: Draft, ranked: Sequence[Ranked], library: Library, *, english: bool
) -> Draft:
    """The draft in the model's words; the draft itself where those don't hold, don't come, or aren't wanted.

    A verdict, a list and a direction that fits are measured or read off the document, so they stay as they are, and so
    does a draft that rests on more than the model is given.

    Args:
        draft: Has passed the gate.
        ranked: Best first, all of one document.
    """
    given = ranked[:_PASSAGES]
    clauses = {(r.unit.passage.document, r.unit.passage.clause) for r in given}
    cited = {(c.document, c.clause) for claim in draft.claims for c in claim.citations}
    if part.yes_no or draft.verdict or draft.is_list or Kind.DIRECTION in part.kinds or not cited <= clauses:
        return draft
    try:
        reply = writer.write(_self_contained(part), english, given)
    except WriterError as error:
        _log.warning("%s，改用原文作答", error)
        return draft
    claims = [c for c in claims_from(reply, given, library) if faithful(c, library, english=english)]
    return replace(draft, claims=tuple(claims)) if claims else draft


def _self_contained(part: Part) -> str:
    """A follow-up with what it is about and what was said around it."""
    about = () if part.own_entities else tuple(e.name for e in part.entities)
    return " ".join(filter(None, (*about, part.background, part.text)))


def claims_from(text: str, ranked: Sequence[Ranked], library: Library) -> list[Claim]:
    """Sentences of a reply, each with the units it marks cited verbatim; a sentence without a valid mark is left out.

    Args:
        ranked: What the reply's marks count, from 1.
    """
    text = _THOUGHT.sub("", text)
    if REFUSAL in text:
        return []
    claims: list[Claim] = []
    for match in _SENTENCE.finditer(_MARK_AFTER_STOP.sub(r"\2\1", text)):
        marks = [int(n) for mark in _MARK.finditer(match[0]) for n in re.split(r"\D+", mark[1])]
        units = [ranked[n - 1].unit for n in dict.fromkeys(marks) if 1 <= n <= len(ranked)]
        said = _COUNTER.sub("", _MARK.sub("", match[0])).replace("**", "").strip(" \t，,、：:")
        if units and said:
            claims.append(Claim(said, tuple(_citation(unit, library) for unit in units)))
    return list(dict.fromkeys(claims))


def _citation(unit: Unit, library: Library) -> Citation:
    passage = unit.passage
    clause = library.clause(passage.document, passage.clause)
    return cite(passage.document, clause, body_start(clause.text, passage.start, passage.end), passage.end)
