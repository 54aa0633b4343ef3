"""How two claims are worded, and how trees weigh what is measured of them. Reports and places are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.ledger.event_signs import signs
from dateline.ledger.event_trees import Trees, load_trees
from dateline.ledger.match import cluster
from dateline.ledger.sketch import from_json, to_json
from tests.test_event_rules import place, sketch


@pytest.mark.parametrize(
    ("text", "word", "definite", "plural"),
    [
        ("The raid killed nine.", "raid", 2, False),
        ("That heavy night raid killed nine.", "raid", 2, False),
        ("A raid killed nine.", "raid", 0, False),
        ("Another raid killed nine.", "raid", 0, False),
        ("Lurania's raids killed nine.", "raids", 1, True),
        ("Raids killed nine.", "Raids", 1, True),
        # What stands before the preposition is of something else.
        ("The people died in raids.", "raids", 1, True),
    ],
)
def test_whether_a_report_points_to_what_is_known(text: str, word: str, definite: int, plural: bool) -> None:
    phrase = sketch(text, word).phrase
    assert (phrase.definite, phrase.plural) == (definite, plural)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Shells have hit the town since May.", "background"),
        ("Aircraft also dropped Shells on the town.", "further"),
        ("Shells killed nine, three children among them.", "share"),
        ("Shells fell and the toll rose to nine.", "toll"),
    ],
)
def test_what_a_sentence_says_beside_its_event(text: str, field: str) -> None:
    assert getattr(sketch(text, "Shells").phrase, field)
    assert not getattr(sketch("Shells hit the town on Tuesday.", "Shells").phrase, field)


def test_a_verb_is_no_plural_and_a_copied_sentence_is_known() -> None:
    assert sketch("Gunners shelled the town.", "shelled").phrase.verb
    assert not sketch("The shelling went on.", "shelling").phrase.verb
    one, two = (sketch("Shells fell on Karaz.", "Shells", id=id) for id in "ab")
    assert signs(one, two)["copied"] == 1.0
    assert signs(one, sketch("Shells fell near Karaz.", "Shells", id="c"))["copied"] == 0.0


def test_signs_are_the_same_whichever_claim_is_named_first_and_outlast_the_ledger() -> None:
    text = "Shells fell on Karaz."
    one, two = sketch(text, "Shells", [place(text, "Karaz")], id="a"), sketch("Shells killed 12.", "Shells", killed=["12"], id="b")
    assert signs(one, two) == signs(two, one)
    assert from_json(to_json(one)) == one


def tables(folder: Path, trees: str, signs: str = "always,-1,start\nfirst.at,,how far down\ncopied,2,a copy") -> Trees:
    (folder / "match_signs.csv").write_text(f"sign,hand,reason\n{signs}\n")
    (folder / "match_trees.csv").write_text(f"questions,values\n{trees}\n")
    return load_trees(folder)


def test_a_tree_asks_again_and_what_is_added_by_hand_counts(tmp_path: Path) -> None:
    trees = tables(tmp_path, "first.at>100|-|copied>0.5|-|-|-|-,0.1|0|0|0|-0.5|0|3|0")
    assert trees.total({"first.at": 50.0}) == pytest.approx(-0.9)
    assert trees.total({"first.at": 200.0}) == pytest.approx(-1.5)
    assert trees.total({"first.at": 200.0, "copied": 1.0}) == pytest.approx(-1 + 3 + 2)
    assert trees.reasons({"first.at": 200.0, "copied": 1.0})[0] == {"mark": "copied", "weight": 3.75, "why": "a copy"}


def test_a_tree_reaches_a_value_for_each_three_answers(tmp_path: Path) -> None:
    signs = "always,0,start\na,,a\nb,,b\nc,,c\nd,,d\ne,,e\nf,,f\ng,,g"
    trees = tables(tmp_path, "a>0|b>0|c>0|d>0|e>0|f>0|g>0,0|1|2|3|4|5|6|7\na>0|b>0|-|d>0|-|-|-,10|20|30|0|40|0|0|0", signs)
    answers = {"": 10, "d": 21, "b": 32, "be": 33, "a": 44, "af": 45, "ac": 46, "acg": 47, "aceg": 47}
    for yes, value in answers.items():
        assert trees.total(dict.fromkeys(yes, 1.0)) == value, yes


@pytest.mark.parametrize(
    ("trees", "signs", "found"),
    [
        ("first.at>far|-|-|-|-|-|-,1|1|1|1|2|2|2|2", None, "the question 'first.at>far'"),
        ("first.at>1|-|-|-|-|-|-,1|2", None, "the values '1|2'"),
        ("first.at>1|-|-,1|1|1|1|2|2|2|2", None, "3 questions"),
        ("-|-|-|-|-|-|-,1|1|1|1|2|2|2|2", None, "the first of them asked"),
        ("third.at>1|-|-|-|-|-|-,1|1|1|1|2|2|2|2", None, "the sign 'third.at'"),
        ("first.at>1|-|-|-|-|-|-,1|1|1|1|2|2|2|2", "first.at,,how far down", "no number for 'always'"),
    ],
)
def test_a_broken_table_is_told_by_its_line(tmp_path: Path, trees: str, signs: str | None, found: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        tables(tmp_path, trees, *([signs] if signs else []))
    assert found in str(error.value)
    assert "match_" in str(error.value)


def test_many_pairs_that_agree_a_little_join_where_one_would_not() -> None:
    """Two groups whose claims fit only a little are joined when many pairs say so, and none speaks against it."""
    sure = {("a", "b"): 3.0, ("c", "d"): 3.0}
    assert cluster(["a", "c"], {("a", "c"): 0.4}, threshold=0.5) == [("a",), ("c",)]
    weak = {(one, other): 0.4 for one in "ab" for other in "cd"}
    assert cluster(list("abcd"), sure | weak, threshold=0.5) == [("a", "b", "c", "d")]
    assert cluster(list("abcd"), sure | weak | {("a", "c"): -3.0}, threshold=0.5) == [("a", "b"), ("c", "d")]
