"""What somebody kept from coming about: "*prevented* a riot", "*foiled* a bombing", "*foiled* a plot to shell the port".

Not a step: :mod:`dateline.coder.governors` and :mod:`dateline.coder.status` ask it.
"""

from __future__ import annotations

from dateline.coder.reading import Event
from dateline.coder.syntax import child
from dateline.coder.tree import Token
from dateline.model import Status
from dateline.ontology import StatusCues

# What is done in secret, and does not come about where it is found out: a bombing that is foiled, not an attack that is beaten off.
_STEALTHY = frozenset({"bombing", "suicide-bombing", "grenade-attack", "chemical-attack", "killing", "abduction", "destruction"})

Finding = tuple[Status, str]


def is_clause(token: Token) -> bool:
    """Tell whether a word is a verb, in whatever form."""
    return token.pos_ in ("VERB", "AUX") or token.tag_ in ("VB", "VBG", "VBD", "VBN", "VBZ", "VBP")


def undone(event: Event, cues: StatusCues) -> list[Finding]:
    """Return what is said of an event that was kept from coming about: "Police *foiled* a bombing", "a bombing was *foiled*".

    What is done in secret did not come about; "foiled the attack" says less.

    Nor did what was plotted: "foiled a plot to shell the port".
    """
    noun, verb = event.head, event.head.head
    if is_clause(noun):
        plot = child(verb, "dobj") if noun.tag_ == "VB" and noun.dep_ in ("xcomp", "advcl") else None
        if plot is None or cues.look("goal", plot.lemma) is None:
            return []
    elif event.kind not in _STEALTHY or noun.dep_ not in ("dobj", "nsubjpass"):
        return []
    cue = cues.look("undone", verb.lemma_.lower())
    if cue is None or cue.status is None or child(verb, "neg") is not None:
        return []
    return [as_done(verb, cue.status, cue.rule, cues)]


def as_done(verb: Token, status: Status, rule: str, cues: StatusCues) -> Finding:
    """Return what a verb says of its object: "*prevented* a riot" says that there was none.

    What is to be prevented, or could be, is feared: "sent police to *prevent* a riot".
    """
    unsure = cues.look("unsure", verb.lemma_.lower()) if status is Status.DENIED and verb.tag_ in ("VB", "VBG") else None
    return (unsure.status, unsure.rule) if unsure is not None and unsure.status is not None else (status, rule)
