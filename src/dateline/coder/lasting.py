"""What tells that an event goes on: its verb's form, a day that it has lasted to, words such as "since", a state told as lasting.

Not a step: :mod:`dateline.coder.status` asks it, and weighs what it finds with the other cues.
"""

from __future__ import annotations

from dateline.coder.governors import STATES, is_told
from dateline.coder.reading import Event
from dateline.coder.syntax import SUBJECTS, child, children
from dateline.coder.tree import Token
from dateline.coder.undone import Finding, is_clause
from dateline.model import Precision, Status
from dateline.ontology import StatusCues

_LASTING = frozenset({"territory-hold", "siege", "restriction"})
# What goes on for long: a participle tells of it as a state ("a coalition fighting militants").
_DRAWN = frozenset({"armed-clash", "siege", "offensive", "cooperation", "support"})
_TOLL = frozenset({"kill", "wound", "injure", "die", "perish"})
_HARM = frozenset({"casualties", "killing", "displacement"})
_DAYS = frozenset({"day", "night", "week", "month", "year"})


def by_form(event: Event, cues: StatusCues) -> list[Finding]:
    """Return what an event's own form says: a participle that tells a state, "since", a day that it has come to, a perfect that lasts."""
    found: list[Finding] = []
    if event.kind in _LASTING and event.head.tag_ == "VBN" and event.head.dep_ in ("amod", "acl"):
        found.append((Status.ONGOING, f"participle: {event.head.lower_} tells a state"))
    if event.when is not None and event.kind not in _HARM and event.when.text.lower().startswith("since ") and not _is_of_toll(event):
        found.append((Status.ONGOING, f"lasting: {event.when.text}"))
    if (day := _day_of(event.head, cues)) is not None:
        found.append(day)
    if event.kind in _LASTING and (duration := _has_lasted(event.head, event.kind)) is not None:
        found.append((Status.ONGOING, duration))
    if (being := _being_done(event.head)) is not None:
        found.append((Status.ONGOING, being))
    return found


def by_tense(event: Event, told: bool) -> list[Finding]:
    """Return what the tense of an event's verb says; ``told``: other cues have been found, so that a bare present says nothing more."""
    verb = event.light_head or event.head
    found: list[Finding] = []
    if not told and (present := _is_present(event, verb)) is not None:
        found.append((Status.ONGOING, present))
    if _is_progressive(verb):
        found.append((Status.ONGOING, f"progressive: {verb.lower_}"))
    elif _is_present_passive(verb):
        found.append((Status.ONGOING, f"present passive: {verb.lower_}"))
    return found


def carried_on(event: Event, cues: StatusCues) -> list[Finding]:
    """ "*Continued* their operations on Monday": what somebody keeps doing goes on, told of before or not."""
    noun = event.head
    verb = noun.head if noun.dep_ == "dobj" else noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "with" else None
    if verb is None or verb.pos_ != "VERB" or child(verb, "neg") is not None:
        return []
    cue = cues.look("governor", verb.lemma_.lower())
    return [(cue.status, cue.rule)] if cue is not None and cue.status is Status.ONGOING else []


def _day_of(noun: Token, cues: StatusCues) -> Finding | None:
    """ "The *fifth day of* the incursion", "a *second day of* shelling": it has come to that day, and goes on."""
    if noun.dep_ != "pobj" or noun.head.lower_ != "of" or noun.head.head.lemma_.lower() not in _DAYS:
        return None
    day = noun.head.head
    found = (cues.look("day", c.lower_) for c in day.children)
    return next(((cue.status, cue.rule) for cue in found if cue is not None and cue.status is not None), None)


def _has_lasted(verb: Token, kind: str) -> str | None:
    """ "*Has besieged* the town *for* a year": what lasts and has done so until now goes on."""
    aux = [c.lower_ for c in children(verb, "aux", "auxpass")]
    if verb.tag_ != "VBN" or not any(word in ("has", "have", "'ve") for word in aux):
        return None
    if "been" not in aux and kind == "siege":
        # "Has blocked the road": the ring that was closed is closed.
        return f"perfect: {verb.lower_}"
    told = next((c for c in children(verb, "prep", "advcl", "mark") if c.lower_ in ("for", "since") or _opens_since(c)), None)
    return f"perfect: {verb.lower_} {told.left_edge.lower_}" if told is not None else None


def _opens_since(clause: Token) -> bool:
    return any(c.lower_ == "since" for c in children(clause, "mark"))


def _being_done(noun: Token) -> str | None:
    """ "The talks *being held* in the capital", "raids *being carried out*": told as under way now."""
    if is_clause(noun):
        return None
    for verb in children(noun, "acl"):
        if verb.tag_ == "VBN" and any(c.lower_ == "being" for c in children(verb, "aux", "auxpass")):
            return f"participle: being {verb.lower_}"
    return None


def is_over(event: Event) -> bool:
    """A state or fight that is told with its dead or its day is over, as told: "nine were killed in fighting on Friday"."""
    if event.kind in STATES:
        return False
    if event.light_head is not None and event.light_head.tag_ in ("VBD", "VBN"):
        return True
    noun = event.head
    if noun.dep_ in SUBJECTS and not is_clause(noun) and _is_told_in_past(noun.head):
        # "The fighting came after …", "the advance was backed by …"
        return True
    if noun.dep_ == "pobj" and noun.head.lower_ in ("after", "following"):
        return True
    return any(part.head.tag_ in ("VBD", "VBN", "VBG") for part in event.parts) or (
        event.when is not None and event.when.precision is Precision.DAY and not event.when.carried
    )


def _is_told_in_past(verb: Token) -> bool:
    aux = [c.lower_ for c in children(verb, "aux", "auxpass")]
    since = any(c.lower_ == "since" for c in children(verb, "mark"))
    return (
        verb.pos_ == "VERB" and not since and (verb.tag_ == "VBD" or (verb.tag_ == "VBN" and any(word in ("was", "were") for word in aux)))
    )


def _is_present(event: Event, verb: Token) -> str | None:
    """Why an event is told as going on: "gunmen who *rob* drivers", "rebels *battling* the army", "*is* hitting the town with strikes"."""
    if verb.tag_ in ("VBZ", "VBP") and verb.dep_ == "relcl" and not children(verb, "aux", "auxpass"):
        return f"present: {verb.lower_}"
    if verb.tag_ == "VBG" and verb.dep_ == "acl" and event.kind in _DRAWN and not children(verb, "aux"):
        return f"participle: {verb.lower_}"
    if is_clause(event.head) or is_told(event.head) or event.head.dep_ not in ("dobj", "pobj"):
        return None
    above = event.head.head if event.head.dep_ == "dobj" else event.head.head.head
    aux = [c.lower_ for c in children(above, "aux", "auxpass")]
    if above.tag_ in ("VBG", "VBN") and any(word in ("is", "are", "'s", "'re") for word in aux):
        return f"progressive: {above.lower_}" if above.tag_ == "VBG" or "being" in aux else None
    return None


def _is_of_toll(event: Event) -> bool:
    """ "Nine have been killed in air strikes since May": the dead are counted since then, the strikes are told as over."""
    return event.light is not None and event.light.subject == "target" and event.light.verb in _TOLL


def _is_present_passive(verb: Token) -> bool:
    """ "The town is besieged", "was being shelled": a state that lasts; "was besieged" and "before being besieged" are told as done."""
    aux = [c.lower_ for c in children(verb, "aux", "auxpass")]
    if verb.tag_ != "VBN" or "had" in aux or ("been" in aux and "being" not in aux):
        return False
    return any(word in ("is", "are", "'s", "'re") for word in aux) or ("being" in aux and any(word in ("was", "were") for word in aux))


def _is_progressive(verb: Token) -> bool:
    if verb.tag_ != "VBG" or verb.dep_ in ("amod", "pcomp"):
        return False
    aux = [c.lower_ for c in children(verb, "aux", "auxpass")]
    return any(word in ("is", "are", "was", "were", "been", "'s", "'re", "am") for word in aux)
