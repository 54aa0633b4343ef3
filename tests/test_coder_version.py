"""What a coder is called: another name as soon as its claims may be others."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.coder.version import coder_version
from dateline.settings import settings


@pytest.mark.parametrize("change", [{"reader": "none"}, {"name_set": "local"}, {"code_all_languages": 1}, {"past_days": 40}])
def test_a_setting_that_claims_depend_on_makes_another_coder(tmp_path: Path, change: dict[str, object]) -> None:
    assert coder_version(settings(home=str(tmp_path))) != coder_version(settings(home=str(tmp_path), **change))


@pytest.mark.parametrize("change", [{"db": "other.dateline"}, {"reviewer": "someone"}])
def test_a_setting_that_no_claim_depends_on_does_not(tmp_path: Path, change: dict[str, object]) -> None:
    assert coder_version(settings(home=str(tmp_path))) == coder_version(settings(home=str(tmp_path), **change))


def test_the_files_of_another_reader_count_and_not_only_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    names = []
    for words in ("one", "two"):
        (folder / "reader.onnx").write_text(words, encoding="utf-8")
        names.append(coder_version(settings(home=str(tmp_path / "home"), reader=str(folder))))
    assert names[0] != names[1]


def test_name_sets_of_ones_own_count(tmp_path: Path) -> None:
    before = coder_version(settings(home=str(tmp_path)))
    (tmp_path / "name-sets.csv").write_text("set,place,label\n", encoding="utf-8")
    assert coder_version(settings(home=str(tmp_path))) != before
