"""What the browser sends of a self-assessment: data of strangers, bounded before anything is made of it."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Final, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from assistant.web.assess_html import LONGEST_TEXT
from assistant.web.records import Key

MOST_PROJECTS: Final = 6
_LONGEST_FACTS: Final = 20_000
_LONGEST_NAME: Final = 200


def _writable(value: Any) -> Any:
    """Half characters, which no reply could carry, become replacement characters."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list):
        return [_writable(item) for item in cast("list[Any]", value)]
    return value


def _bounded(facts: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(facts, ensure_ascii=False)) > _LONGEST_FACTS:
        raise ValueError("too many facts")
    return facts


Text = Annotated[str, BeforeValidator(_writable)]
Facts = Annotated[dict[str, Any], BeforeValidator(_writable), AfterValidator(_bounded)]


class GivenProject(BaseModel):
    """One project: its direction and its answers, the applicant's among them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    name: Annotated[Text, Field(max_length=_LONGEST_NAME)] = ""
    direction: Annotated[int, Field(ge=0, le=10_000)] | None = None
    facts: Facts = {}


class FormRequest(BaseModel):
    """A notice and one of its directions; None for the newest that has rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: Annotated[Text, Field(max_length=_LONGEST_NAME)] | None = None
    direction: Annotated[int, Field(ge=0, le=10_000)] | None = None


class AssessRequest(BaseModel):
    """All projects, and which of them is looked at.

    Attributes:
        full: The whole result is wanted, not only what stands beside the form.
        deadline: A day to count back from instead of the notice's own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: Annotated[Text, Field(max_length=_LONGEST_NAME)] | None = None
    projects: Annotated[list[GivenProject], Field(min_length=1, max_length=MOST_PROJECTS)]
    active: Annotated[int, Field(ge=0, lt=MOST_PROJECTS)] = 0
    full: bool = False
    deadline: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2099, 12, 31))] | None = None

    @property
    def project(self) -> GivenProject:
        return self.projects[min(self.active, len(self.projects) - 1)]


class FileRequest(AssessRequest):
    """A file of the project that is looked at."""

    format: Annotated[str, Field(pattern="^(docx|md|ics)$")]


class ReadRequest(FormRequest):
    """A description to find answers in; `facts` are those given already."""

    text: Annotated[Text, Field(max_length=LONGEST_TEXT)]
    facts: Facts = {}
