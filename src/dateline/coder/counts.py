"""Step: read how many were killed, wounded, taken, freed, moved or seen, and bind each count to the claims it belongs to.

Numbers are read from the words alone (:mod:`dateline.coder.quantity`), what each counts is decided in
:mod:`dateline.coder.counted`; here counts of one person are added and every count finds its claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import cast, get_args

from dateline.coder.counted import TOLLS, Draft, class_of, cue_of, decide, doubled, drafts_of, is_link, look_ahead
from dateline.coder.quantity import DATA, Quantity
from dateline.coder.reading import Event, Reading, Sentence
from dateline.coder.step import Step
from dateline.coder.syntax import child, children, conjuncts, is_passive
from dateline.coder.tree import Doc, Token
from dateline.model import Count, Measure
from dateline.tables import Column, Row, read_table

_YES = Column(allowed=frozenset({"yes"}))
_KINDS = {
    "kind": Column(required=True),
    "toll": Column(allowed=frozenset({"act", "far", "rest"})),
    "person": Column(allowed=frozenset(get_args(Measure))),
    "things": _YES,
    "settlements": Column(allowed=frozenset({"yes", "exact"})),
    "share": _YES,
}


@cache
def _kinds() -> dict[str, Row]:
    return {row["kind"]: row for row in read_table(DATA / "count_kinds.csv", _KINDS)}


_DAYS = frozenset({"DATE", "DURATION"})


def run(reading: Reading) -> None:
    """Assign ``quantities`` and each event's ``counts``."""
    reading.quantities = []
    by_sentence: dict[int, list[Event]] = defaultdict(list)
    for event in reading.events:
        by_sentence[event.sentence.index].append(event)
        event.counts = []
    for sentence in reading.sentences:
        if sentence.doc is not None:
            drafts = drafts_of(reading.text[sentence.start : sentence.end], sentence)
            drafts = [draft for draft in drafts if not _is_date(reading, draft)]
            for at, draft in enumerate(drafts):
                decide(draft, drafts[:at], drafts[at + 1 :])
            look_ahead(drafts)
            drafts += [*doubled(drafts), *_single(sentence, drafts)]
            reading.quantities += drafts
            _bind(reading, drafts, by_sentence[sentence.index])


def _is_date(reading: Reading, draft: Draft) -> bool:
    """ "In 1982 jets bombed the port", "between March 27 and 31": the number of a day or year counts nothing."""
    at = draft.sentence.start + draft.quantity.core
    return any(time.kind in _DAYS and time.start <= at < time.end for time in reading.times)


# --- one of them, told without a number ---------------------------------------------------------------------------------------


def _single(sentence: Sentence, drafts: list[Draft]) -> Iterator[Draft]:
    """Yield counts of one: "a soldier was killed", "killed a man and a woman", "Omar Karim died"."""
    doc = cast("Doc", sentence.doc)
    taken = {token.i for draft in drafts for token in (draft.node, draft.noun) if token is not None}
    for verb in doc:
        what = cue_of(verb, "of") if verb.pos_ == "NOUN" else (cue_of(verb, "obj") or cue_of(verb, "subj")) if verb.pos_ == "VERB" else None
        if what not in ("killed", "wounded"):
            continue
        for noun in _patients(verb):
            if noun.i not in taken and not _aside(noun) and _is_one(noun, what):
                taken.add(noun.i)
                first = child(noun, "det") or noun
                start, end = first.idx, noun.idx + len(noun.text)
                yield Draft(sentence, Quantity(1, 1, start, end, start, "single"), noun, noun, first.i, noun.i, what, verb, "one person")


def _patients(verb: Token) -> Iterator[Token]:
    if verb.pos_ == "NOUN":
        heads = [c for of in children(verb, "prep") if of.lower_ == "of" for c in children(of, "pobj")]
    else:
        heads = children(verb, "nsubj") if cue_of(verb, "obj") is None else children(verb, "nsubjpass" if is_passive(verb) else "dobj")
    if not heads and is_passive(verb) and verb.dep_ in ("acl", "relcl"):
        heads = [verb.head]
    for head in heads:
        yield from conjuncts(head)


def _aside(noun: Token) -> bool:
    """Whether one person is only named as part of a number already told: "killing three, among them a girl"."""
    return any(is_link(t.lower_, "part") for t in noun.doc[max(0, noun.i - 5) : noun.i])


def _is_one(noun: Token, what: str) -> bool:
    if noun.tag_ == "NNP":
        return (
            what == "killed"
            and class_of(noun) not in ("strikes", "settlements", "vehicles")
            and noun.text[:1].isupper()
            and child(noun, "det") is None
        )
    if noun.tag_ != "NN" or class_of(noun) not in ("person", None):
        return False
    det = child(noun, "det")
    return det is not None and det.lower_ in ("a", "an", "another") and child(noun, "nummod") is None


# --- whose count it is --------------------------------------------------------------------------------------------------------


def _bind(reading: Reading, drafts: list[Draft], events: list[Event]) -> None:
    for draft in drafts:
        owners = _owners(draft, events)
        if draft.what == "present" and _speaks(reading, draft):
            continue
        for event in owners:
            count = _count(reading, draft)
            if not any(
                c.what == count.what and (c.span == count.span or (c.low == count.low > 1 and c.high == count.high)) for c in event.counts
            ):
                event.counts.append(count)
                event.because("counts", f"{count.text}: {draft.rule}")
    for event in events:
        event.counts.sort(key=lambda count: count.span)


def _speaks(reading: Reading, draft: Draft) -> bool:
    """ "Soldiers shelled the road, *two residents* said": who tells of an act was not counted in it."""
    at = draft.sentence.start + draft.quantity.start
    spans = (said.source.span for said in reading.attributions)
    return any(span is not None and span[0] <= at < span[1] for span in spans)


def _count(reading: Reading, draft: Draft) -> Count:
    text, base = reading.article.text, draft.sentence.start
    start, end = base + draft.quantity.start, base + draft.quantity.end
    who = None
    if draft.noun is not None:
        noun_end = base + draft.noun.idx + len(draft.noun.text)
        begin = end if noun_end > end else start
        words = text[begin:noun_end].strip()
        for lead in ("of ", "the ", "a ", "an ", "more ", "another "):
            words = words.removeprefix(lead)
        who = words or None
        end = max(end, noun_end) if noun_end - end < 80 else end
    return Count(text=text[start:end], span=(start, end), what=cast("Measure", draft.what), who=who,
                 low=draft.quantity.low, high=draft.quantity.high)  # fmt: skip


def _path(a: Token, b: Token) -> int:
    """How many arcs of the parse lie between two tokens; 20 and the distance in words when they stand in different trees."""
    up, at, n = {a.i: 0}, a, 0
    while at.head.i != at.i:
        at, n = at.head, n + 1
        up[at.i] = n
    at, n = b, 0
    while at.i not in up:
        if at.head.i == at.i:
            return 20 + abs(a.i - b.i)
        at, n = at.head, n + 1
    return n + up[at.i]


def _owners(draft: Draft, events: list[Event]) -> list[Event]:
    """The events that a count belongs to: the one that its cue triggers, else, for a toll, the nearest act."""
    if draft.cue is None or draft.what is None:
        return _arguments(draft, events)
    cue = draft.cue
    own = [event for event in events if event.start <= event.sentence.offset(cue) < event.end]
    if own:
        # "no casualties were reported" denies the casualties; it does not count them.
        return own if draft.quantity.kind != "none" else []
    if draft.what not in TOLLS and draft.what != "other":
        return _arguments(draft, events)
    tolls = {id(event): _kinds()[event.kind]["toll"] for event in events}
    acts = [event for event in events if tolls[id(event)] in ("act", "far")] or [event for event in events if tolls[id(event)] == "rest"]
    ranked = sorted(acts, key=lambda event: (_far(cue, event), event.start))
    # "killed in mortar and rocket attacks": one toll for two acts.
    return [event for event in ranked if event is ranked[0] or (event.head.dep_ == "conj" and event.head.head.i == ranked[0].head.i)]


def _far(cue: Token, event: Event) -> float:
    """How far an act stands from the word that tells its toll; a mere attribute ("the besieged town killed nobody") is farther off."""
    attribute = 3.0 if event.head.dep_ == "amod" or _kinds()[event.kind]["toll"] == "far" else 0.0
    return _path(cue, event.head) + 0.1 * abs(cue.i - event.head.i) + attribute


def _arguments(draft: Draft, events: list[Event]) -> list[Event]:
    """The event that a count without a toll word is an argument of; sets ``what`` from the noun and the event's kind."""
    noun = draft.noun if draft.noun is not None else draft.node
    kind = "person" if draft.noun is None and draft.quantity.kind != "one" else class_of(noun)
    near = [(min(_path(draft.node, event.head), _path(noun, event.head)), event.start, event) for event in events]
    if not near:
        return []
    distance, _, best = min(near, key=lambda item: item[:2])
    if draft.what == "percent":
        return [min(near, key=lambda item: (not _kinds()[item[2].kind]["share"], *item[:2]))[2]]
    row, exact = _kinds()[best.kind], draft.quantity.kind == "number"
    # People are looked for farther off where the kind says what befell them: "11 buses carrying 500 people left".
    if distance > (3 if kind == "person" and row["person"] not in ("", "present", "other") else 2) or _definite(draft):
        return []
    if kind == "person":
        what = row["person"] or None
    else:
        what = kind or ("other" if row["things"] and distance <= 1 and draft.quantity.kind != "one" else None)
    if draft.quantity.kind == "one" and draft.node is not noun and draft.node.i != noun.i:
        return []  # "one of the worst raids" counts nothing
    if what is None or (what == "settlements" and (not row["settlements"] or (row["settlements"] == "exact" and not exact))):
        return []
    draft.what, draft.rule = what, f"{kind or 'thing'} of {best.kind}"
    return [best]


def _definite(draft: Draft) -> bool:
    """Whether the number only takes up what is known: "the two towns", "these five men"."""
    at = draft.first - 1
    return at >= 0 and is_link(draft.node.doc[at].lower_, "definite")


STEP = Step(
    "counts",
    requires=("text", "sentences", "sentences.doc", "times", "attributions", "events"),
    assigns=("quantities", "events.counts"),
    run=run,
)
