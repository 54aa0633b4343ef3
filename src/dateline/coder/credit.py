"""Step: give each event the chain of those who are said to say it, outermost first.

An event has every source whose content holds its trigger. The speaker of an accusation, a threat or a request is its actor and not
its source as well, but is the source of the acts that the accusation or request is about.
"""

from __future__ import annotations

from dateline.coder.reading import AttributionDraft, Event, Reading
from dateline.coder.speakers import Speakers, speaks_itself, words
from dateline.coder.step import Step
from dateline.model import UNNAMED, Source

SPOKEN = frozenset({"accusation", "threat", "request", "rejection", "support"})
"""Kinds that are done by speaking."""
DECLARED = frozenset(
    {"agreement", "concession", "sanction", "restriction", "group-change", "aid", "deployment", "cooperation", "talks", "offensive"}
)
"""Kinds that an announcement itself can bring about: "the council declared a truce"."""
_REPORTS = frozenset({"according", "closing according", "colon", "noun", "relay", "quoted"})
"""Rules that find who reports, whatever the cue."""
_HEDGED = frozenset({"passive", "noun", "hedged noun"})
"""Rules that find reports that nobody is named for, apart from "reportedly"."""
_SELF = frozenset({"we", "i", "it", "he", "she", "they"})


def run(reading: Reading) -> None:
    """Assign ``sources`` of every event."""
    speakers = Speakers(reading)
    for event in reading.events:
        event.sources = []
        chain = _chain(event, reading.attributions, speakers)
        chain = [
            draft for draft in chain if not (event.kind in SPOKEN or _is_deed(event, draft)) or not _is_speaker(event, draft, speakers)
        ]
        for draft in chain:
            source = _source(event, draft, speakers)
            if not any(_same(source, other) for other in event.sources):
                event.sources.append(source)
                event.because("sources", draft.rule)


def _chain(event: Event, drafts: list[AttributionDraft], speakers: Speakers) -> list[AttributionDraft]:
    """The drafts that cover an event, outermost first: one whose content holds another's cue stands before it."""
    found = [
        draft
        for draft in drafts
        if (draft.covers(event.start) and not _is_own_cue(event, draft) and not _is_answered(event, draft))
        # "X claimed responsibility": the words stand for the act, and X is who says so.
        or (draft.rule == "responsibility" and event.kind not in SPOKEN and _is_own_cue(event, draft))
    ]
    found = [d for d in found if not any(_is_again(d, other, speakers) for other in found if other is not d)]
    if any(d.head is not None for d in found):
        # Beside a source that is named, "is believed" adds nobody; "reportedly", "were reported" and "reports of" do, unless
        # the named source is who reports: "nine were reported dead, according to the monitor".
        gathers = any(_gathers(d) for d in found)
        found = [d for d in found if d.head is not None or ((d.rule not in _HEDGED or not gathers) and (d.rule != "passive" or d.speech))]
    if any(d.head is None for d in found) and not any(_reports(d) for d in found):
        # "The envoy condemned the alleged raid": who condemns or asks does not say that it happened.
        found = [d for d in found if d.head is None]
    if any(draft.nests for draft in found):
        found = [draft for draft in found if draft.nests]
    return sorted(found, key=lambda d: (sum(_inside(d, other) for other in found if other is not d), d.source.cue_span or (0, 0)))


def _is_again(draft: AttributionDraft, other: AttributionDraft, speakers: Speakers) -> bool:
    """ "The envoy said he feared …": a pronoun inside a source's own words is that source again, unless it is known to mean another."""
    if draft.head is None or draft.head.tag_ != "PRP" or other.head is None or not _inside(draft, other):
        return False
    # "She said …, Orve Radio reported": a station is no "she".
    return draft.head.lower_ not in ("he", "she") or speakers.is_a_person(other)


def _gathers(draft: AttributionDraft) -> bool:
    """Tell whether a source is one that gathers reports itself: a monitor, "Orve News reports", "according to …" behind it all."""
    if draft.head is None:
        return False
    cue = (draft.source.cue or "").split(" ")[-1].lower()
    return (
        draft.monitor
        or draft.source.certainty == "denies"
        or draft.rule == "closing according"
        or (draft.rule == "closing" and cue in ("reports", "reported"))
    )


def _reports(draft: AttributionDraft) -> bool:
    return draft.head is not None and (draft.speech or draft.rule in _REPORTS or draft.source.certainty == "denies")


def _inside(draft: AttributionDraft, other: AttributionDraft) -> bool:
    cue = draft.source.cue_span
    return cue is not None and other.covers(cue[0])


def _is_answered(event: Event, draft: AttributionDraft) -> bool:
    """ "The company rejected the allegation": who answers words is not who says that they were said."""
    return draft.rule == "object" and event.kind in SPOKEN


def _is_own_cue(event: Event, draft: AttributionDraft) -> bool:
    """ "The alleged attack" may be a cue's content, "accused" never the content of its own accusation."""
    cue = draft.source.cue_span
    return cue is not None and cue[0] < event.end and event.start < cue[1]


def _is_speaker(event: Event, draft: AttributionDraft, speakers: Speakers) -> bool:
    if draft.head is None or draft.rule in ("of phrase", "for phrase"):
        # Who accuses somebody of an act did not do it.
        return False
    if event.actor is not None:
        if speaks_itself(event.actor, draft, speakers.name(draft)):
            return True
        # "The envoy said he condemned …" is the envoy, unless the pronoun is known to mean another.
        return event.actor.pronoun and event.actor.head.lower_ in _SELF and event.actor.antecedent is None
    return False


def _is_deed(event: Event, draft: AttributionDraft) -> bool:
    """ "The council declared a truce": the announcement is the act, and its speaker the actor."""
    cue = draft.source.cue_span
    verb = event.head.head
    return (
        event.kind in DECLARED
        and event.head.dep_ in ("dobj", "nsubjpass")
        and cue is not None
        and draft.sentence is event.sentence
        and cue[0] <= event.sentence.offset(verb) < cue[1]
    )


def _source(event: Event, draft: AttributionDraft, speakers: Speakers) -> Source:
    return draft.source.model_copy(update={"name": speakers.name(draft), "carried": draft.sentence is not event.sentence})


def _same(one: Source, other: Source) -> bool:
    if UNNAMED in (one.text, other.text):
        return one.text == other.text
    return words(one.name or one.text) == words(other.name or other.text)


STEP = Step("credit", requires=("events", "attributions"), assigns=("events.sources",), run=run)
