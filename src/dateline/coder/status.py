"""Step: whether the event is said to have happened, to go on, to be planned, possible or denied, or to be history.

Cues are looked for where grammar puts them: modals beside the verb, words that the event depends on ("*plan* to attack",
"*fears* of an attack"), words that describe it ("the *ongoing* siege"), and what opens its clause ("*if* they attack").
The strongest finding wins: denied, possible, planned, past, ongoing, happened.
"""

from __future__ import annotations

import datetime as dt

from dateline.coder.governors import (
    SPOKEN,
    STATES,
    answered,
    auxiliaries,
    ending_light,
    governors,
    is_told,
    look,
    negation,
)
from dateline.coder.lasting import by_form, by_tense, carried_on, is_over
from dateline.coder.reading import Event, Reading
from dateline.coder.step import Step
from dateline.coder.syntax import child, children
from dateline.coder.undone import Finding, is_clause, undone
from dateline.model import Precision, Status
from dateline.ontology import StatusCues

_ORDER = (Status.DENIED, Status.POSSIBLE, Status.PLANNED, Status.PAST, Status.ONGOING, Status.HAPPENED)
_OPENING = 40
"""A time within so many characters of a sentence's start sets the time of all that the sentence tells."""


def run(reading: Reading) -> None:
    """Fill ``status`` of every event."""
    cues = reading.knowledge.ontology.status_cues
    old_sentences = {**_remembering(reading, cues), **_old_sentences(reading)}
    groups = {name: kind.group for name, kind in reading.knowledge.ontology.kinds.items()}
    history: set[int] = set()
    for event in reading.events:
        found = _findings(event, cues)
        old = (
            _is_old(event, reading)
            or _long_ago(event, cues)
            or _beside_old(event, old_sentences, groups)
            or _echo(event, history, reading, cues)
        )
        if old:
            found.append((Status.PAST, old))
        if not found and _is_ahead(event, reading):
            found.append((Status.PLANNED, "status: its day lies after that of the report"))
        status, rule = min(found, key=lambda finding: _ORDER.index(finding[0]), default=(Status.HAPPENED, "no cue: told as a fact"))
        event.status, event.cued = status, rule.startswith("status:")
        event.because("status", rule)
        if status is Status.PAST:
            history.add(event.sentence.index)


def _findings(event: Event, cues: StatusCues) -> list[Finding]:
    verb = event.light_head or event.head
    if event.trigger.status == Status.HAPPENED:
        # "Will not end the strike" is a refusal: the row names negation and modal, which say no more of the event.
        return [(Status.HAPPENED, f"{event.trigger.rule}: of itself happened")]
    if (goes_on := ending_light(event, cues)) is not None:
        return [goes_on]
    found = [*negation(event.head, verb), *auxiliaries(verb, cues), *_modifiers(event, cues), *governors(event, verb, cues)]
    found += [*answered(event, cues), *undone(event, cues)]
    if (
        event.light_head is not None
        and (cue := cues.look("governor", event.light_head.lemma_.lower())) is not None
        and (
            cue.status is Status.ONGOING
            or (cue.status in (Status.PLANNED, Status.POSSIBLE) and event.kind not in {*SPOKEN, "agreement"} and not is_told(event.head))
        )
    ):
        found.append((cue.status, cue.rule))
    found += by_form(event, cues)
    if event.trigger.status is not None and event.kind == event.trigger.kind and not found and not is_over(event):
        found.append((Status(event.trigger.status), f"{event.trigger.rule}: of itself {event.trigger.status}"))
    if event.light is not None and event.light.status is not None:
        found.append((Status(event.light.status), event.light.rule))
    found += carried_on(event, cues)
    found += by_tense(event, bool(found))
    return found


def _modifiers(event: Event, cues: StatusCues) -> list[Finding]:
    found: list[Finding] = []
    for token in event.head.children:
        if token.dep_ in ("amod", "det", "advmod", "compound", "nmod"):
            cue = look(cues, "modifier", token)
            # "pushing further into the town": only as an adjective is it one that may come.
            if cue is not None and cue.status is not None and not (cue.status is Status.POSSIBLE and token.dep_ == "advmod"):
                found.append((cue.status, cue.rule))
    return found


def _remembering(reading: Reading, cues: StatusCues) -> dict[int, str]:
    """Sentences that remember: "the anniversary of the war in which jets bombed the town"."""
    found: dict[int, str] = {}
    for sentence in reading.sentences:
        cue = cues.find("sentence", reading.text[sentence.start : sentence.end])
        if cue is not None:
            found[sentence.index] = cue.rule
    return found


def _long_ago(event: Event, cues: StatusCues) -> str | None:
    """ "Opened its borders *last year*": history by its words alone, whatever day the report is of."""
    verb = event.light_head or event.head
    for token in children(verb, "npadvmod", "advmod", "prep", "tmod"):
        words = " ".join(t.lower_ for t in token.subtree)
        inner = child(token, "pobj")
        core = [token, *children(inner, "det"), inner] if inner is not None else [token]
        cue = cues.find("ago", words) or cues.look("whole", " ".join(t.lower_ for t in core))
        if cue is not None:
            return cue.rule
    return None


def _beside_old(event: Event, old: dict[int, str], groups: dict[str, str]) -> str | None:
    """Why an event without a day of its own is history: its sentence is. Words are said now, states have their own cues."""
    if event.when is not None and not event.when.carried:
        return None
    told = event.kind not in STATES or event.head.tag_ == "VBD"  # "occupied it for ten days" is over, "rebel-held" may not be
    return old.get(event.sentence.index) if told and groups[event.kind] != "words" else None


def _echo(event: Event, history: set[int], reading: Reading, cues: StatusCues) -> str | None:
    """ "At the time" points at the sentence before: history when that is."""
    if event.sentence.index - 1 not in history:
        return None
    cue = cues.find("echo", reading.text[event.sentence.start : event.sentence.end])
    return cue.rule if cue is not None else None


def _old_sentences(reading: Reading) -> dict[int, str]:
    """Sentences whose every day is history: "In 1982 the brigade ambushed a patrol and fled." dates the flight too."""
    if reading.anchor is None:
        return {}
    limit = reading.anchor - dt.timedelta(days=reading.knowledge.settings.past_days)
    found: dict[int, str] = {}
    for sentence in reading.sentences:
        times = [time for time in reading.times if sentence.start <= time.start < sentence.end and time.days is not None]
        if times and times[0].start - sentence.start <= _OPENING and all(time.days is not None and time.days.end < limit for time in times):
            found[sentence.index] = f"told beside {times[0].text}, older than {reading.knowledge.settings.past_days} days"
    return found


def _is_old(event: Event, reading: Reading) -> str | None:
    """Why an event counts as history: the time bound to it lies more than ``past_days`` before the report."""
    when = event.when
    if when is None or (event.kind in STATES and (when.carried or (is_clause(event.head) and event.head.tag_ not in ("VBD", "VBN")))):
        return None
    anchor = reading.anchor
    if anchor is None:
        # Nothing tells when the report was written; a year that is named is one to look back to.
        return f"told as of {when.text}" if when.precision is Precision.YEAR else None
    if when.end < anchor - dt.timedelta(days=reading.knowledge.settings.past_days):
        return f"older than {reading.knowledge.settings.past_days} days: {when.text}"
    return None


def _is_ahead(event: Event, reading: Reading) -> bool:
    """ "The convoy is to leave on Friday", told on Wednesday: what lies after the day of its telling is yet to come. Words are said now."""
    when, anchor = event.when, reading.anchor
    return (
        when is not None
        and not when.carried
        and anchor is not None
        and when.start > anchor
        and event.kind not in (*SPOKEN, *STATES, "agreement")
    )


STEP = Step("status", requires=("anchor", "times", "sentences.doc", "events", "events.when"), assigns=("events.status",), run=run)
