"""Settings come from the environment, and nothing lies in the working directory."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.settings import Settings
from corpus.library import BUILTIN


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of this machine and no .env of the working directory counts."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"POLICY_ASSISTANT_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_an_environment_the_page_listens_on_this_machine_only() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.model) == ("127.0.0.1", 7860, None)


def test_nothing_lies_in_the_working_directory() -> None:
    settings = Settings()
    for place in (settings.data_dir, settings.models_dir, settings.index_dir, settings.document_dirs[1]):
        assert place.is_absolute()
        assert not place.is_relative_to(Path.cwd())


def test_everything_of_the_user_lies_below_one_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    settings = Settings()
    assert settings.models_dir == tmp_path / "data" / "models"
    assert settings.index_dir == tmp_path / "data" / "index"
    assert settings.document_dirs == (BUILTIN, tmp_path / "data" / "library")


def test_reading_settings_makes_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    assert Settings().document_dirs
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("name", "value"), [("HOST", "0.0.0.0"), ("PORT", "8080"), ("MODEL", "some/model")])
def test_a_variable_decides(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"POLICY_ASSISTANT_{name}", value)
    assert str(getattr(Settings(), name.lower())) == value


def test_a_variable_wins_over_the_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POLICY_ASSISTANT_PORT=1234\nOTHER_PROGRAM=x\n", encoding="utf-8")
    assert Settings().port == 1234
    monkeypatch.setenv("POLICY_ASSISTANT_PORT", "4321")
    assert Settings().port == 4321


def test_a_port_that_is_no_number_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_ASSISTANT_PORT", "eighty")
    with pytest.raises(ValidationError):
        Settings()


def test_settings_cannot_be_changed() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.port = 1
