"""The kinds are complete, their crosswalk is what the schemes say, and the lexicon refers only to what there is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.ontology import DATA, GROUPS, load_ontology

KINDS = load_ontology().kinds

BY_GROUP = {
    "violence": "armed-clash attack air-strike drone-strike shelling bombing suicide-bombing grenade-attack chemical-attack killing "
    "abduction torture sexual-violence mob-violence destruction disrupted-weapon",
    "territory": "territory-gain territory-hold territory-handover offensive siege retreat access deployment",
    "people": "capture release surrender evacuation displacement casualties",
    "words": "agreement talks aid cooperation support concession request rejection accusation threat sanction restriction protest riot "
    "protest-crackdown group-change",
}
# PLOVER type and mode, CAMEO code, ACLED sub-event type, as their handbooks have them; None where a scheme has no word for the kind.
CROSSWALK = {
    "armed-clash": ("ASSAULT", "firearms", "190", "Armed clash"),
    "air-strike": ("ASSAULT", "aerial", "195", "Air/drone strike"),
    "drone-strike": ("ASSAULT", "drone", "195", "Air/drone strike"),
    "shelling": ("ASSAULT", "heavy-weapons", "194", "Shelling/artillery/missile attack"),
    "bombing": ("ASSAULT", "explosives", "183", "Remote explosive/landmine/IED"),
    "suicide-bombing": ("ASSAULT", "suicide-attack", "1831", "Suicide bomb"),
    "grenade-attack": ("ASSAULT", "explosives", "183", "Grenade"),
    "chemical-attack": ("ASSAULT", "unconventional", "204", "Chemical weapon"),
    "abduction": ("ASSAULT", "abduct", "181", "Abduction/forced disappearance"),
    "sexual-violence": ("ASSAULT", "sexual", "1821", "Sexual violence"),
    "destruction": ("ASSAULT", "destroy", "185", "Looting/property destruction"),
    "disrupted-weapon": ("COERCE", "seize", "171", "Disrupted weapons use"),
    "territory-hold": (None, None, None, None),
    "territory-handover": ("RETREAT", "access", "0874", "Non-violent transfer of territory"),
    "capture": ("COERCE", "arrest", "173", "Arrests"),
    "release": ("RETREAT", "release", "0841", "Other"),
    "casualties": (None, None, None, None),
    "agreement": ("AGREE", None, "057", "Agreement"),
    "talks": ("CONSULT", None, "046", None),
    "accusation": ("ACCUSE", "allege", "112", None),
    "protest": ("PROTEST", "demo", "141", "Peaceful protest"),
    "riot": ("PROTEST", "riot", "145", "Violent demonstration"),
    "group-change": ("MOBILIZE", "militia", None, "Change to group/activity"),
}


def test_there_are_46_kinds_in_four_groups() -> None:
    assert len(KINDS) == 46
    assert {group: [k.name for k in KINDS.values() if k.group == group] for group in GROUPS} == {
        g: names.split() for g, names in BY_GROUP.items()
    }


@pytest.mark.parametrize("name", CROSSWALK)
def test_crosswalk(name: str) -> None:
    walk = KINDS[name].crosswalk()
    assert (walk.plover, walk.mode, walk.cameo, walk.acled) == CROSSWALK[name]


def test_who_gains_a_place_decides_what_acled_calls_it() -> None:
    gain = KINDS["territory-gain"]
    assert gain.crosswalk(state_actor=True).acled == "Government regains territory"
    assert gain.crosswalk(state_actor=False).acled == "Non-state actor overtakes territory"
    assert gain.crosswalk().acled == "Government regains territory | Non-state actor overtakes territory"


def test_what_a_kind_does_to_who_holds_a_place() -> None:
    effects = {kind.name: kind.territory for kind in KINDS.values() if kind.territory}
    assert effects == {
        "territory-gain": "actor gains; target loses",
        "territory-hold": "actor holds",
        "territory-handover": "target gains; actor loses",
        "offensive": "actor contests",
        "siege": "actor encircles",
        "retreat": "actor loses",
    }


def test_every_kind_says_what_it_means_and_who_fills_its_roles() -> None:
    for kind in KINDS.values():
        assert kind.meaning
        assert kind.actor or kind.name == "casualties"


def test_every_kind_can_be_triggered_and_the_lexicon_is_broad() -> None:
    lexicon = load_ontology().lexicon
    rows = [row for table in (lexicon.verbs, lexicon.nouns, lexicon.phrases) for rows in table.values() for row in rows]
    assert set(KINDS) == {row.kind for row in rows}
    assert len(lexicon.verbs) >= 200 and len(lexicon.nouns) >= 150


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def append(path: Path, cells: dict[str, str]) -> int:
    """Append a row with the given cells filled; return its line."""
    text = path.read_text(encoding="utf-8").rstrip("\n")
    header = next(line for line in text.splitlines() if not line.startswith("#")).split(",")
    assert set(cells) <= set(header)
    path.write_text(text + "\n" + ",".join(cells.get(name, "") for name in header) + "\n", encoding="utf-8")
    return text.count("\n") + 2


@pytest.mark.parametrize(
    ("file", "cells", "message"),
    [
        ("verbs.csv", {"verb": "zap", "kind": "zapping"}, "found kind 'zapping'"),
        ("verbs.csv", {"verb": "zap", "kind": "attack", "actor": "subject"}, "found 'subject' in column 'actor'"),
        ("verbs.csv", {"verb": "zap", "kind": "attack", "object": "@nothing"}, "found class '@nothing' in column 'object'"),
        ("nouns.csv", {"noun": "zap", "kind": ""}, "found an empty cell in column 'kind'"),
        ("kinds.csv", {"kind": "attack", "group": "violence", "meaning": "again"}, "found kind 'attack' a second time"),
        ("kinds.csv", {"kind": "zapping", "group": "noise", "meaning": "zap"}, "found 'noise' in column 'group'"),
    ],
)
def test_a_row_that_refers_to_nothing_is_told_with_file_and_line(folder: Path, file: str, cells: dict[str, str], message: str) -> None:
    line = append(folder / file, cells)
    with pytest.raises(KnowledgeError, match=message) as caught:
        load_ontology(folder)
    assert (caught.value.path.name, caught.value.line) == (file, line)
