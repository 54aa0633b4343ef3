"""Who is said to say what: sources, cues and what they answer for, each as exact stretches of the text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dateline.coder import clean, parse, phrases, places, segment, sources, times
from dateline.coder.knowledge import Knowledge
from dateline.coder.quotes import quotes
from dateline.coder.reading import Reading
from dateline.coder.step import run_step
from dateline.errors import KnowledgeError
from dateline.model import UNNAMED, Article
from dateline.ontology import DATA
from dateline.ontology.cues import load_cues


@cache
def knowledge() -> Knowledge:
    return Knowledge()


def read(text: str, *, broad: bool = False) -> Reading:
    reading = Reading(Article(id="a", text=text), knowledge())
    for step in (clean.STEP, segment.STEP, parse.ALL, times.STEP, places.STEP, phrases.STEP, sources.BROAD if broad else sources.STEP):
        run_step(step, reading)
    return reading


def found(text: str, *, broad: bool = False) -> list[tuple[str, str, str]]:
    """(source, cue, content) of each attribution, the content's stretches joined by " … "."""
    return [
        (draft.source.text, draft.source.cue or "", " … ".join(text[a:b] for a, b in draft.scope))
        for draft in read(text, broad=broad).attributions
    ]


def who_covers(text: str, words: str) -> list[str]:
    at = text.index(words)
    return [draft.source.text for draft in read(text).attributions if draft.covers(at)]


FIRE = [
    ("The Tarn Monitor said that rebels shelled the mill.", "Tarn Monitor", "said", "shelled"),
    ("According to the Orve Daily, two vans were burned.", "Orve Daily", "According to", "burned"),
    ("Two vans were burned near the mill, according to a police officer in Orve.", "police officer in Orve", "according to", "burned"),
    ("Rebels shelled the mill, the Tarn Monitor said.", "Tarn Monitor", "said", "shelled"),
    ("Rebels shelled the mill, said Ada Orve, head of the port office.", "Ada Orve", "said", "shelled"),
    ("Rebels had shelled the mill, said yesterday the new defense minister, Ada Orve.", "new defense minister", "said", "shelled"),
    ("The strike, the Tarn Monitor said, killed nine miners.", "Tarn Monitor", "said", "killed"),
    ("The mayor told Radio Orve that guards had arrested two boys.", "mayor", "told", "arrested"),
    ("The Tarn Monitor reported clashes near the dam.", "Tarn Monitor", "reported", "clashes"),
    ("The army said in a statement that its troops had entered Orve.", "army", "said", "entered"),
    ("The envoy rejected the Tarn Monitor's report that rebels held the dam.", "Tarn Monitor", "report", "held"),
    ("The governor accused the militia of burning the depot.", "governor", "accused", "burning"),
    ("Villagers blamed the coast guard for the shooting.", "Villagers", "blamed", "shooting"),
    ("The union condemned the raid on its office.", "union", "condemned", "raid"),
    ("The clan vowed to attack the port.", "clan", "vowed", "attack"),
    ("The army denied that its guns had shelled the market.", "army", "denied", "shelled"),
    ("A statement by the port union said guards had beaten two sailors.", "port union", "said", "beaten"),
    ("Nine die as rebels shell mill in Orve: monitor", "monitor", ":", "shell"),
    ("Orve News reported that a boat had sunk, citing a port official.", "port official", "citing", "sunk"),
    ("Orve News quoted a guard as saying that rebels had burned the gate.", "guard", "saying", "burned"),
]


@pytest.mark.parametrize(("text", "source", "cue", "inside"), FIRE, ids=[row[0][:40] for row in FIRE])
def test_a_source_answers_for_what_it_says(text: str, source: str, cue: str, inside: str) -> None:
    at = text.index(inside)
    covering = [draft for draft in read(text).attributions if draft.covers(at)]
    assert (source, cue) in [(draft.source.text, draft.source.cue) for draft in covering]


NOISY = [
    ("Four people were killed in the attack the monitoring group said.", "monitoring group"),
    ("Rebels shelled the mill killing four civilians residents said.", "residents"),
    ("Guards fired on the crowd in Orve the Tarn Observatory for Human Rights reported on Monday.", "Tarn Observatory for Human Rights"),
    ("Rebels shelled the mill on Tuesday he added.", "he"),
    ("Two boats were sunk off Orve said Ada Tarn head of the port office.", "Ada Tarn"),
    ("Two boats were sunk off Orve by rebel guns Orve News reports.", "Orve News"),
    ("An attack on a clinic has left two dead the Orve Red Crescent Society (ORCS) has announced.", "Orve Red Crescent Society"),
    ("Planes bombed the dam the Orve mayor told Radio Tarn.", "Orve mayor"),
]


@pytest.mark.parametrize(("text", "source"), NOISY, ids=[row[0][:40] for row in NOISY])
def test_a_report_closes_a_sentence_without_commas(text: str, source: str) -> None:
    (draft,) = [draft for draft in read(text).attributions if draft.covers(0)]
    assert draft.source.text == source
    assert draft.source.span is not None
    assert not draft.covers(draft.source.span[0]), "the source is not part of what it says"


SILENT = [
    "Rebels shelled the mill at dawn.",
    "The army has not said whether it will leave the port.",
    "The talks continued on Friday.",
    "The mayor read all Orve News reports.",
    "The guards maintained their positions near the dam.",
    "Rebels shelled the village of Said Orve.",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_reports_nothing_has_no_source(text: str) -> None:
    assert found(text) == []


def test_addressees_are_no_sources() -> None:
    assert [source for source, _, _ in found("Rebels shelled the mill, the mayor told Radio Orve.")] == ["mayor"]


HEDGES = [
    ("The depot was reportedly looted.", "looted"),
    ("The alleged raid on the farm was seen by nobody.", "raid"),
    ("It was reported that rebels had shelled the mill.", "shelled"),
    ("Three miners are believed to have been killed.", "killed"),
    ("Unconfirmed reports of shelling reached the port.", "shelling"),
    ("Reports said that rebels had shelled the mill.", "shelled"),
]


@pytest.mark.parametrize(("text", "inside"), HEDGES, ids=[row[0][:40] for row in HEDGES])
def test_hedges_have_a_source_that_nobody_names(text: str, inside: str) -> None:
    assert who_covers(text, inside) == [UNNAMED]


def test_a_denial_is_marked() -> None:
    (draft,) = read("The army denied that its guns had shelled the market.").attributions
    assert draft.source.certainty == "denies"


def test_sources_nest() -> None:
    text = "The Orve Daily reported that the mayor said that rebels had claimed that guards shelled the mill."
    assert who_covers(text, "shelled") == ["Orve Daily", "mayor", "rebels"]
    assert who_covers(text, "had claimed") == ["Orve Daily", "mayor"]


def test_a_second_report_ends_the_first() -> None:
    text = "The Tarn Monitor said nine people were killed while the Orve ministry said three soldiers were wounded."
    assert who_covers(text, "killed") == ["Tarn Monitor"]
    assert who_covers(text, "wounded") == ["Orve ministry"]


def test_a_participle_keeps_the_speaker() -> None:
    text = "The mayor said rebels had shelled the mill, adding that guards arrested two boys."
    assert set(who_covers(text, "arrested")) == {"mayor"}


def test_a_quote_runs_over_sentences() -> None:
    text = '"Rebels shelled the mill. They burned two vans. Nobody was hurt," the mayor said. The mill stands near Orve.'
    assert who_covers(text, "shelled") == who_covers(text, "burned") == ["mayor"]
    assert who_covers(text, "stands") == []


def test_a_quote_goes_on_behind_its_speaker() -> None:
    text = '"Rebels shelled the mill," said Ada Orve. "Guards arrested two boys." Rain fell on Friday.'
    assert who_covers(text, "arrested") == ["Ada Orve"]
    assert who_covers(text, "Rain") == []


def test_spans_are_exact() -> None:
    text = "The “Tarn Monitor” said – on Friday – that rebels shelled the mill, Orve’s mayor told reporters."
    for draft in read(text).attributions:
        assert draft.source.span is not None
        assert draft.source.cue_span is not None
        assert text[slice(*draft.source.span)] == draft.source.text
        assert text[slice(*draft.source.cue_span)] == draft.source.cue
        assert all(0 <= start < end <= len(text) for start, end in draft.scope)


def test_stances_are_read_only_where_asked_for() -> None:
    text = "The mayor wants to close the gate."
    assert found(text) == []
    assert [row[:2] for row in found(text, broad=True)] == [("mayor", "wants")]


def test_quotes_pair_their_marks() -> None:
    text = "He said: \"One. Two.\" Then “three” and ``four''."
    assert [text[a:b] for a, b in quotes(text)] == ['"One. Two."', "“three”", "``four''"]


def test_an_open_quote_goes_on_in_the_next_paragraph() -> None:
    text = '"One.\n\n"Two," he said.\n\n"Lost and never closed.\n\nPlain.'
    assert [text[a:b] for a, b in quotes(text)] == ['"One.', '"Two,"', '"Lost and never closed.']


def test_every_cue_has_its_example() -> None:
    cues = load_cues(DATA / "attribution.csv")
    assert cues.verbs["deny"].certainty == "denies"
    assert "want" not in cues.verbs
    assert "want" in load_cues(DATA / "attribution.csv", broad=True).verbs


def test_a_broken_cue_table_is_reported_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "cues.csv"
    table.write_text("word,form,takes,certainty,nests,scope,example\nsay,verb,clause,,,,\nsay,verb,clause,,,,\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"cues\.csv:3"):
        load_cues(table)
