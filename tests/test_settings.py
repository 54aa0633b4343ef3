"""Settings: one table, overridden by the environment, overridden by keywords; anything else is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.root import app
from dateline.errors import SettingError
from dateline.settings import TABLE, misspelt, settings


def test_defaults_environment_and_keywords() -> None:
    assert settings({}).max_chars == next(row.default for row in TABLE if row.name == "max_chars")
    assert settings({"DATELINE_MAX_CHARS": "50"}).max_chars == 50
    assert settings({"DATELINE_MAX_CHARS": "50"}, max_chars=60).max_chars == 60
    assert settings({"DATELINE_MIN_CONFIDENCE": "0.25"}).min_confidence == 0.25


def test_what_is_not_allowed_is_told() -> None:
    with pytest.raises(SettingError, match=r"DATELINE_MAX_CHARS: found 'many'; allowed: a whole number of 1 or more"):
        settings({"DATELINE_MAX_CHARS": "many"})
    with pytest.raises(SettingError, match=r"unknown setting 'speed'; allowed: .*max_chars"):
        settings({}, speed=3)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("MAX_CHARS", "-5", "a whole number of 1 or more"),
        ("MAX_SENTENCE_CHARS", "0", "a whole number of 1 or more"),
        ("MIN_CONFIDENCE", "7", "a number from 0 to 1"),
        ("MIN_CONFIDENCE", "nan", "a number from 0 to 1"),
        ("PAST_DAYS", "-1", "a whole number of 0 or more"),
    ],
)
def test_a_number_out_of_its_bounds_is_told(name: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingError, match=f"DATELINE_{name}: found '{value}'; allowed: {allowed}"):
        settings({f"DATELINE_{name}": value})


def test_where_things_built_at_first_use_go(tmp_path: Path) -> None:
    assert settings({}, home=str(tmp_path)).home_folder == tmp_path
    assert settings({}).home_folder.name == "dateline"


def test_a_setting_that_is_misspelt_in_the_environment_is_told_with_the_nearest_name() -> None:
    told = misspelt({"DATELINE_MAX_CHAR": "5", "DATELINE_MAX_CHARS": "5", "dateline_db": "x", "DATELINE_GOLD": "g", "PATH": "p"})
    assert [words.partition(";")[2] for words in told] == [" did you mean DATELINE_MAX_CHARS?", " did you mean DATELINE_DB?"]
    assert misspelt({"DATELINE_ZZZZ": "1"})[0].endswith("dateline settings lists them.")
    assert misspelt({f"DATELINE_{row.name.upper()}": "1" for row in TABLE}) == []


def test_the_command_warns_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PAST_DAY", "3")
    result = CliRunner().invoke(app, ["kinds"])
    assert result.exit_code == 0 and "warning: the environment has DATELINE_PAST_DAY" in result.stderr
    assert "PAST_DAY" not in result.stdout


def test_every_setting_says_what_it_does() -> None:
    assert all(row.meaning for row in TABLE)
