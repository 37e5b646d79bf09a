"""Settings, read from the environment (prefix `POLICY_ASSISTANT_`) and a `.env` file; read at the entrances only."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.library import BUILTIN


class Settings(BaseSettings):
    """What an installation decides.

    Attributes:
        data_dir: Where models, the index and added documents lie; never the working directory.
        model: Another embedding model: a folder, or a name on a model hub. None: the prepared multilingual-e5-small.
        host, port: Where the page listens.
        llm_base_url, llm_model: An OpenAI-compatible endpoint and a model there. Without both: no language model.
        llm_timeout: Seconds it may take for one part of a question.
    """

    model_config = SettingsConfigDict(
        env_prefix="POLICY_ASSISTANT_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    data_dir: Path = Path(platformdirs.user_data_dir("policy-assistant", appauthor=False))
    model: str | None = None
    host: str = "127.0.0.1"
    port: int = 7860
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None
    llm_timeout: float = Field(default=30.0, gt=0, allow_inf_nan=False)

    @cached_property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @cached_property
    def index_dir(self) -> Path:
        return self.data_dir / "index"

    @cached_property
    def match_dir(self) -> Path:
        return self.data_dir / "match"

    @cached_property
    def library_dir(self) -> Path:
        return self.data_dir / "library"

    @cached_property
    def report_dir(self) -> Path:
        """Where an evaluation on this machine writes its report."""
        return self.data_dir / "eval" / "report"

    @cached_property
    def document_dirs(self) -> tuple[Path, ...]:
        """Folders of documents: those that ship, then the user's own."""
        return (BUILTIN, self.library_dir)
