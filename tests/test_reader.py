"""The trained reader: what it votes, and when its word counts against the grammar's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.coder import Coder, Knowledge
from dateline.coder.tagger import FILES, FOLDER, Reader, load_reader
from dateline.coder.tagger.pieces import encode, pieces
from dateline.coder.tagger.session import Votes
from dateline.coder.weights import FEATURES, believed, load_fusion, load_weights
from dateline.errors import KnowledgeError, MissingPart
from dateline.model import Article, Claim
from dateline.settings import settings

KINDS = ("", "concession", "restriction", "attack", "shelling", "killing", "territory-gain", "talks")
STATUSES = ("happened", "ongoing", "planned", "possible", "denied", "past")
ROLES = ("actor", "target", "source", "place")


class Sure:
    """A reader that believes what a test tells it: kinds and statuses of words, and who fills a role of which word."""

    kinds, statuses, roles = KINDS, STATUSES, ROLES

    def __init__(
        self,
        kinds: Mapping[str, tuple[str, float]],
        statuses: Mapping[str, str] = {},
        fillers: Mapping[tuple[str, str], str | None] = {},
        share: float = 0.96,
    ) -> None:
        self.told, self.said, self.fillers, self.share = kinds, statuses, fillers, share

    def read(self, words: Sequence[str]) -> Votes:
        shares = np.zeros((len(words), len(KINDS)), dtype=np.float32)
        statuses = np.full((len(words), len(STATUSES)), 1 / len(STATUSES), dtype=np.float32)
        roles = np.full((len(ROLES), len(words), 1 + len(words)), 1 / (1 + len(words)), dtype=np.float32)
        for at, word in enumerate(words):
            kind, share = self.told.get(word, ("", 0.99))
            shares[at, KINDS.index(kind)] += share
            shares[at, 0] += 1 - share
            if word in self.said:
                statuses[at] = 0.01
                statuses[at, STATUSES.index(self.said[word])] = 0.95
            for (trigger, role), filler in self.fillers.items():
                if trigger == word:
                    row = roles[ROLES.index(role), at]
                    row[:] = (1 - self.share) / len(words)
                    row[0 if filler is None else 1 + list(words).index(filler)] = self.share
        return Votes(shares, statuses, roles)


def code(text: str, reader: Any, **weights: float) -> list[Claim]:
    class Told(Knowledge):
        @property
        def reader(self) -> Any:
            return reader

    return Coder(Told(settings=settings(reader="none"), weights={**load_weights(), **weights})).code(Article(id="a", text=text))


def told(claims: list[Claim]) -> list[tuple[str, str]]:
    return [(claim.kind, claim.trigger.text) for claim in claims]


SEIZED = "Rebels seized the village of Marat on Friday."


def test_without_a_reader_the_grammar_stands_alone() -> None:
    assert told(code(SEIZED, None)) == [("territory-gain", "seized")]


def test_an_event_that_the_reader_denies_is_dropped() -> None:
    assert told(code(SEIZED, Sure({}), keep=0.99)) == []


def test_an_event_that_both_see_stays() -> None:
    assert told(code(SEIZED, Sure({"seized": ("territory-gain", 0.97)}))) == [("territory-gain", "seized")]


def test_a_word_that_the_lexicon_lacks_becomes_an_event_when_the_reader_is_sure() -> None:
    text = "Rebels seized the village of Marat and peppered its market on Friday."
    assert ("shelling", "peppered") in told(code(text, Sure({"seized": ("territory-gain", 0.97), "peppered": ("shelling", 0.98)})))


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_word_that_the_lexicon_lacks_stays_unread_when_the_reader_doubts(share: float) -> None:
    text = "Rebels seized the village of Marat and peppered its market on Friday."
    assert ("shelling", "peppered") not in told(code(text, Sure({"seized": ("territory-gain", 0.97), "peppered": ("shelling", share)})))


def test_a_word_that_hangs_on_an_event_of_its_kind_is_no_second_event() -> None:
    text = "Rebels seized the village of Marat by storm on Friday."
    alone = {"storm": ("territory-gain", 0.98)}
    assert told(code(text, Sure({"seized": ("territory-gain", 0.97), **alone}))) == [("territory-gain", "seized")]
    text = "Rebels seized the village of Marat after a peppering of its market on Friday."
    both = Sure({"seized": ("territory-gain", 0.97), "peppering": ("shelling", 0.98)})
    assert ("shelling", "peppering") in told(code(text, both))


def test_an_adjective_that_describes_is_no_event() -> None:
    reader = Sure({"seized": ("territory-gain", 0.99), "chemical": ("shelling", 0.99)})
    assert told(code("Rebels seized the chemical plant of Marat.", reader)) == [("territory-gain", "seized")]


def test_an_adverb_of_an_events_verb_is_no_second_event() -> None:
    reader = Sure({"seized": ("territory-gain", 0.99), "completely": ("attack", 0.99)})
    assert told(code("Rebels completely seized the village of Marat.", reader)) == [("territory-gain", "seized")]


def test_the_kind_is_the_readers_when_it_is_sure_of_another() -> None:
    text = "Gunmen hit the village of Marat on Friday."
    assert [kind for kind, _ in told(code(text, Sure({"hit": ("shelling", 0.99)})))] == ["shelling"]


def test_the_kind_stays_where_the_lexicon_read_verb_and_object() -> None:
    text = "The crown lifted the curfew on Friday."
    assert told(code(text, Sure({"curfew": ("restriction", 0.99), "lifted": ("concession", 0.4)}))) == [("concession", "lifted the curfew")]


def test_the_status_is_the_readers_when_it_is_sure_of_another() -> None:
    reader = Sure({"seized": ("territory-gain", 0.97)}, {"seized": "possible"})
    assert [claim.status for claim in code(SEIZED, reader)] == ["possible"]
    assert [claim.status for claim in code(SEIZED, reader, status=2)] == ["happened"]


def test_what_a_word_of_the_text_says_stays_whatever_the_reader_thinks() -> None:
    reader = Sure({"seize": ("territory-gain", 0.97)}, {"seize": "happened"})
    assert [claim.status for claim in code("Rebels may seize the village of Marat.", reader)] == ["possible"]


def test_a_status_by_form_alone_gives_way_to_the_reader_only_where_it_is_all_but_certain() -> None:
    text, reader = "Rebels are shelling the village of Marat.", Sure({"shelling": ("shelling", 0.97)}, {"shelling": "happened"})
    assert [claim.status for claim in code(text, reader, status_formed=0.97)] == ["ongoing"]
    assert [claim.status for claim in code(text, reader, status_formed=0.9)] == ["happened"]


def test_a_denial_needs_less_of_the_readers_belief() -> None:
    text = "Rebels did not seize the village of Marat on Friday."
    doubt = Sure({"seize": ("territory-gain", 0.02)})
    assert [claim.status for claim in code(text, doubt, keep=0.9)] == ["denied"]
    assert code(SEIZED, Sure({"seized": ("territory-gain", 0.02)}), keep=0.9) == []


def test_a_denial_stays_denied_whatever_the_reader_thinks() -> None:
    text = "Rebels did not seize the village of Marat on Friday."
    reader = Sure({"seize": ("territory-gain", 0.97)}, {"seize": "happened"})
    assert [claim.status for claim in code(text, reader)] == ["denied"]


SHELLED = "Soldiers shelled the militia near Marat, a farmer said on Friday."


def test_the_readers_actor_replaces_one_that_it_gives_no_share_to() -> None:
    reader = Sure({"shelled": ("shelling", 0.97)}, fillers={("shelled", "actor"): "farmer"})
    assert [claim.actor and claim.actor.text for claim in code(SHELLED, reader)] == ["farmer"]


def test_the_parses_actor_stays_where_the_reader_spreads_its_shares() -> None:
    reader = Sure({"shelled": ("shelling", 0.97)}, fillers={("shelled", "actor"): "farmer"}, share=0.4)
    assert [claim.actor and claim.actor.text for claim in code(SHELLED, reader)] == ["Soldiers"]


def test_a_target_that_the_reader_sees_nobody_in_is_struck_out() -> None:
    reader = Sure({"shelled": ("shelling", 0.97)}, fillers={("shelled", "target"): None})
    assert [claim.target for claim in code(SHELLED, reader)] == [None]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The Salt Front claimed responsibility for the shelling in a statement.", "Salt Front"),
        ("In a statement the Salt Front claimed the shelling.", "Salt Front"),
        # Who only tells of it has claimed nothing.
        ("The Salt Front reported the shelling.", None),
        ("Salt Front fighters carried out the shelling.", None),
    ],
)
def test_who_claims_an_act_keeps_it_whatever_the_reader_sees(text: str, actor: str | None) -> None:
    (claim,) = code(text, Sure({"shelling": ("shelling", 0.97)}, fillers={("shelling", "actor"): None}))
    assert (claim.actor and claim.actor.text) == actor


def test_a_phrase_never_fills_both_roles_by_the_readers_word() -> None:
    reader = Sure({"shelled": ("shelling", 0.97)}, fillers={("shelled", "target"): "Soldiers"})
    (claim,) = code(SHELLED, reader)
    assert claim.actor is not None and claim.actor.text == "Soldiers"
    assert claim.target is None or claim.target.text != "Soldiers"


@pytest.mark.parametrize(
    ("text", "word", "kept"),
    [
        ("The army shelled the western districts of Damascus on Friday.", "districts", False),
        ("The army shelled residential areas on Friday.", "areas", True),
        ("The army shelled a hospital in Damascus on Friday.", "hospital", True),
        ("A shell fell in front of the bakery when the army shelled the town.", "front", False),
    ],
)
def test_where_it_happens_is_no_target_whatever_the_reader_picks(text: str, word: str, kept: bool) -> None:
    claims = code(text, Sure({"shelled": ("shelling", 0.97)}, {}, {("shelled", "target"): word}))
    target = next(claim.target for claim in claims if claim.trigger.text == "shelled")
    assert (target is not None and word in target.text) == kept


def test_who_holds_a_place_is_not_the_target_of_what_is_done_there() -> None:
    text = "Soldiers shelled militia-held villages near Marat on Friday."
    reader = Sure({"shelled": ("shelling", 0.97)}, fillers={("shelled", "target"): "militia"})
    assert [claim.target and claim.target.text for claim in code(text, reader) if claim.kind == "shelling"] == [None]
    text = "Soldiers seized the militia-held village of Marat on Friday."
    reader = Sure({"seized": ("territory-gain", 0.97)}, fillers={("seized", "target"): "militia"})
    assert [claim.target and claim.target.text for claim in code(text, reader) if claim.kind == "territory-gain"] == ["militia"]


VOCABULARY = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "re", "##bel", "##s", "khan", "-", "led"])}


def test_words_are_cut_greedily_without_case_and_accents() -> None:
    assert pieces("Rebels", VOCABULARY) == [4, 5, 6]
    assert pieces("Khân-led", VOCABULARY) == [7, 8, 9]
    assert pieces("…", VOCABULARY) == [VOCABULARY["[UNK]"]]
    assert encode(["Khan", "Rebels"], VOCABULARY, 10) == ([2, 7, 4, 5, 6, 3], [1, 2])


def test_a_sentence_too_long_is_read_up_to_the_limit() -> None:
    ids, first = encode(["khan"] * 50, VOCABULARY, 20)
    assert len(ids) <= 20 and len(first) == 18


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30))
def test_every_word_that_is_read_has_a_piece_of_its_own(words: list[str]) -> None:
    ids, first = encode(words, VOCABULARY, 40)
    assert len(set(first)) == len(first) <= len(words) and all(0 < at < len(ids) for at in first)


def shipped() -> Reader:
    reader = load_reader()
    assert reader is not None, f"the package lacks the trained reader: {FOLDER}"
    return reader


def test_the_shipped_reader_gives_shares() -> None:
    votes = shipped().read(SEIZED.split())
    assert votes is not None
    for shares in (votes.kinds, votes.statuses, votes.roles):
        assert np.allclose(shares.sum(axis=-1), 1, atol=1e-3) and (shares >= 0).all()
    assert votes.roles.shape == (len(ROLES), 8, 9)


def test_what_is_read_of_a_sentence_does_not_depend_on_what_was_read_before() -> None:
    reader = shipped()
    alone = reader.read(SEIZED.split())
    reader.read(SHELLED.split() * 6)
    again = reader.read(SEIZED.split())
    assert alone is not None and again is not None
    assert alone.kinds.tobytes() == again.kinds.tobytes() and alone.roles.tobytes() == again.roles.tobytes()


def test_the_shipped_reader_is_small_enough() -> None:
    assert sum((FOLDER / name).stat().st_size for name in FILES) < 30e6


def test_nothing_is_read_of_nothing() -> None:
    assert shipped().read([]) is None


def test_a_folder_that_lacks_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"lacks reader.onnx, labels.json, vocab.txt"):
        load_reader(str(tmp_path))


def test_none_is_grammar_alone() -> None:
    assert load_reader("none") is None


def test_the_tables_are_whole() -> None:
    assert set(load_fusion()) == {(origin, what) for origin in ("lexicon", "reader") for what in ("there", "right")}
    low, high = believed("lexicon", [0.2] * len(FEATURES)), believed("lexicon", [0.9] * len(FEATURES))
    assert low[0] < high[0] and low[1] < high[1]


def test_a_broken_table_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("name,share,reason\nadd,much,because\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"weights.csv:2.*much"):
        load_weights(path)


def test_whose_the_thing_is_that_was_hit_is_not_who_hit_it() -> None:
    (claim,) = Coder().code(Article(id="a", text="A barracks used by Russian troops in Tokmak was hit by shelling on Thursday."))
    assert claim.actor is None


def test_who_tells_of_a_flight_is_not_whom_it_was_from() -> None:
    text = "Troops took control of Saraqeb after insurgents fled, residents and the Observatory said."
    (claim,) = [claim for claim in Coder().code(Article(id="a", text=text)) if claim.kind == "retreat"]
    assert claim.target is None
