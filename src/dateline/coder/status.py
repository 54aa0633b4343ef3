"""Step: whether the event is said to have happened, to go on, to be planned, possible or denied, or to be history.

Cues are looked for where grammar puts them: modals beside the verb, words that the event depends on ("*plan* to attack",
"*fears* of an attack"), words that describe it ("the *ongoing* siege"), and what opens its clause ("*if* they attack").
The strongest finding wins: denied, possible, planned, past, ongoing, happened.
"""

from __future__ import annotations

import datetime as dt

from dateline.coder.reading import Event, Reading
from dateline.coder.step import Step
from dateline.coder.syntax import SUBJECTS, child, children, is_passive, objects_of
from dateline.coder.tree import Token
from dateline.model import Precision, Status
from dateline.ontology import StatusCue, StatusCues

_ORDER = (Status.DENIED, Status.POSSIBLE, Status.PLANNED, Status.PAST, Status.ONGOING, Status.HAPPENED)
_MAX_CLIMB = 6
_OPENING = 40
"""A time within so many characters of a sentence's start sets the time of all that the sentence tells."""
# Clauses of reported content stand on their own: "said it *will* attack" is decided inside, "said" decides nothing.
_CONTENT = frozenset({"ccomp", "parataxis"})
_STATES = frozenset({"territory-hold", "siege"})
# What is done to order rather than suffered: these nouns are asked for with "the" ("the release of the prisoners").
_DEEDS = frozenset(
    {"release", "capture", "retreat", "evacuation", "access", "surrender", "deployment", "aid", "concession", "territory-handover"}
)
# An attempt to take a place is an offensive, whether or not it is taken.
_TRYING = frozenset({"try", "attempt", "struggle"})
_LASTING = frozenset({"territory-hold", "siege", "restriction"})
_HARM = frozenset({"casualties", "killing", "displacement"})
_MEASURES = frozenset({"nummod", "det", "quantmod", "predet"})
_SPOKEN = frozenset({"request", "accusation", "threat", "rejection", "support"})

Finding = tuple[Status, str]


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
        status, rule = min(found, key=lambda finding: _ORDER.index(finding[0]), default=(Status.HAPPENED, "no cue: told as a fact"))
        event.status = status
        event.because("status", rule)
        if status is Status.PAST:
            history.add(event.sentence.index)


def _findings(event: Event, cues: StatusCues) -> list[Finding]:
    verb = event.light_head or event.head
    found = [*_negation(event.head, verb), *_auxiliaries(verb, cues), *_modifiers(event, cues), *_governors(event, verb, cues)]
    if (
        event.light_head is not None
        and (cue := cues.look("governor", event.light_head.lemma_.lower())) is not None
        and (
            cue.status is Status.ONGOING
            or (cue.status is Status.PLANNED and event.kind not in {*_SPOKEN, "agreement"} and not _is_told(event.head))
        )
    ):
        found.append((cue.status, cue.rule))
    if event.kind in _LASTING and event.head.tag_ == "VBN" and event.head.dep_ in ("amod", "acl"):
        found.append((Status.ONGOING, f"participle: {event.head.lower_} tells a state"))
    if event.when is not None and event.kind not in _HARM and event.when.text.lower().startswith("since "):
        found.append((Status.ONGOING, f"lasting: {event.when.text}"))
    if event.trigger.status is not None and not found and not _is_over(event):
        found.append((Status(event.trigger.status), f"{event.trigger.rule}: of itself {event.trigger.status}"))
    if event.light is not None and event.light.status is not None:
        found.append((Status(event.light.status), event.light.rule))
    if _is_progressive(verb):
        found.append((Status.ONGOING, f"progressive: {verb.lower_}"))
    elif _is_present_passive(verb):
        found.append((Status.ONGOING, f"present passive: {verb.lower_}"))
    return found


def _is_over(event: Event) -> bool:
    """A state or fight that is told with its dead or its day is over, as told: "nine were killed in fighting on Friday"."""
    if event.kind in _STATES:
        return False
    if event.light_head is not None and event.light_head.tag_ in ("VBD", "VBN"):
        return True
    return any(part.head.tag_ in ("VBD", "VBN", "VBG") for part in event.parts) or (
        event.when is not None and event.when.precision is Precision.DAY and not event.when.carried
    )


def _is_present_passive(verb: Token) -> bool:
    """ "The town is besieged", "is being shelled": a state that lasts; "has been besieged" and "was besieged" are told as done."""
    aux = [c.lower_ for c in children(verb, "aux", "auxpass")]
    return verb.tag_ == "VBN" and ("being" in aux or any(word in ("is", "are", "'s", "'re") for word in aux))


def _negation(head: Token, verb: Token) -> list[Finding]:
    for token in {head.i: head, verb.i: verb}.values():
        if (neg := child(token, "neg")) is not None:
            return [(Status.DENIED, f"negated: {neg.lower_}")]
    det = child(head, "det")
    if det is not None and det.lower_ == "no":
        return [(Status.DENIED, "negated: no")]
    if (subject := child(verb, "nsubj", "nsubjpass")) is not None and any(
        c.lower_ in ("not", "no", "none", "neither")
        for left in subject.lefts
        for c in (left, *(left.lefts if left.dep_ in _MEASURES else ()))
    ):
        # "not one fighter surrendered", "none of the guards fled"
        return [(Status.DENIED, f"negated: {subject.left_edge.lower_} {subject.lower_}")]
    if head.dep_ in ("acl", "amod", "relcl"):
        det = child(head.head, "det")
        if det is not None and det.lower_ == "no":
            return [(Status.DENIED, "negated: no")]
    subject = child(verb, "nsubj", "nsubjpass")
    if subject is not None and (
        subject.lower_ in ("nobody", "none", "nothing") or any(c.dep_ == "det" and c.lower_ == "no" for c in subject.children)
    ):
        return [(Status.DENIED, f"negated: no {subject.lower_}")]
    return []


def _auxiliaries(verb: Token, cues: StatusCues) -> list[Finding]:
    found: list[Finding] = []
    for aux in children(verb, "aux"):
        cue = cues.look("aux", aux.lower_)
        if cue is not None and cue.status is not None:
            found.append((cue.status, cue.rule))
    if verb.dep_ == "conj" and not children(verb, "aux", "nsubj", "nsubjpass") and verb.tag_ in ("VB", "VBN"):
        found += _auxiliaries(verb.head, cues)
    return found


def _modifiers(event: Event, cues: StatusCues) -> list[Finding]:
    found: list[Finding] = []
    for token in event.head.children:
        if token.dep_ in ("amod", "det", "advmod", "compound", "nmod"):
            cue = _look(cues, "modifier", token)
            if cue is not None and cue.status is not None:
                found.append((cue.status, cue.rule))
    return found


def _governors(event: Event, verb: Token, cues: StatusCues) -> list[Finding]:
    """Walk up from the event to what it depends on, as long as that is part of the same assertion."""
    if _is_presupposed(event) or (event.kind in _STATES and not _is_clause(event.head)):
        return [*_as_subject(verb, cues), *_denied_as_told(event, cues), *_before(event.head, cues), *_asked_for(event, cues)]
    found: list[Finding] = []
    token = verb
    infinitive = False
    for _ in range(_MAX_CLIMB):
        found += _opening(token, cues)
        head = token.head
        if head.i == token.i:
            break
        to = token.tag_ == "VB" and any(c.lower_ == "to" for c in children(token, "aux"))
        if to and token.dep_ in ("advcl", "acl", "xcomp", "relcl", "ccomp"):
            infinitive = True
        if head.pos_ in ("ADP", "SCONJ") and (cue := _look(cues, "before", head)) is not None:
            if cue.status is None:
                break
            found.append((cue.status, cue.rule))
        if token.dep_ in _CONTENT and not to:
            governor = cues.look("governor", head.lemma_.lower())
            if governor is not None and governor.status in (Status.DENIED, Status.POSSIBLE):
                found.append((governor.status, governor.rule))
            break
        if token.dep_ in SUBJECTS:
            if token is verb:
                found += _as_subject(verb, cues)
            if (
                token is verb
                and is_passive(head)
                and (cue := cues.look("governor", head.lemma_.lower())) is not None
                and cue.status is not None
            ):
                found.append((cue.status, cue.rule))
                found += _auxiliaries(head, cues)
            break
        if (
            token.dep_ in ("appos", "poss", "compound", "amod")
            or (token.dep_ in ("advcl", "acl", "relcl") and not to)  # "an operation to retake" is a clause of the same plan
        ):
            break
        if token.dep_ == "conj":
            token = head
            continue
        if token is event.head and not _is_clause(token) and head.pos_ == "VERB" and cues.look("governor", head.lemma_.lower()) is None:
            # "to assess the damage after the blasts": the infinitive is about assessing, not about the blasts.
            break
        if head.pos_ in ("VERB", "AUX", "NOUN", "ADJ", "PROPN"):
            more, ends = _governed(event, token, infinitive, cues)
            found += more
            if ends:
                break
        token = head
    return found


def _opening(verb: Token, cues: StatusCues) -> list[Finding]:
    """ "*If* they attack": the word that opens the clause of a verb."""
    mark = child(verb, "mark") or child(verb, "advmod")
    if mark is None or mark.i > verb.i or verb.pos_ not in ("VERB", "AUX"):
        return []
    cue = cues.look("mark", mark.lower_)
    return [(cue.status, cue.rule)] if cue is not None and cue.status is not None else []


def _look(cues: StatusCues, where: str, token: Token) -> StatusCue | None:
    """The cue that a word is, with the word before it ("ahead *of*", "no *longer*") or alone."""
    both = cues.look(where, f"{token.nbor(-1).lower_} {token.lower_}") if token.i else None
    return both or cues.look(where, token.lower_)


def _is_clause(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") or token.tag_ in ("VB", "VBG", "VBD", "VBN", "VBZ", "VBP")


def _governed(event: Event, token: Token, infinitive: bool, cues: StatusCues) -> tuple[list[Finding], bool]:
    """What the word that a clause or noun depends on says of it, and whether the search ends there.

    ``infinitive`` tells that an infinitive was passed on the way up.
    """
    head = token.head
    to = token.tag_ == "VB" and any(c.lower_ == "to" for c in children(token, "aux"))
    cue = cues.look("governor", head.lemma_.lower())
    strong = to or infinitive or head.pos_ != "NOUN" or token.dep_ in ("prep", "acl")
    if cue is not None and strong and _may_govern(event, head):
        found: list[Finding] = []
        settled = (event.kind == "offensive" and head.lemma_ in _TRYING) or (event.kind == "agreement" and not to)
        if cue.status is not None and not settled:
            found += [(cue.status, cue.rule), *_opening(head, cues)]
        if cue.status in (Status.PLANNED, Status.POSSIBLE) and child(head, "neg") is not None:
            found.append((Status.DENIED, f"negated: {head.lower_}"))
        return found, True
    if token is event.head and head.pos_ == "NOUN" and not _is_clause(token):
        # "details on the blast": what is done with the details says nothing of the blast.
        return [], True
    if to and token.dep_ in ("advcl", "acl", "relcl"):
        # "rallied to condemn the raid": who does it for that purpose has done it.
        done = event.kind in _SPOKEN or event.kind == "protest"
        return ([] if done else [(Status.PLANNED, f"purpose: to {token.lower_}")]), True
    if to and token.dep_ == "xcomp" and head.pos_ == "AUX" and (goal := child(head, "nsubj")) is not None:
        aim = cues.look("governor", goal.lemma_.lower())
        if aim is not None and aim.status is not None:
            return [(aim.status, aim.rule)], True
    if token.dep_ in ("xcomp", "dobj", "oprd", "attr"):
        return [*_auxiliaries(head, cues), *_negation(head, head)], False
    return [], False


def _as_subject(noun: Token, cues: StatusCues) -> list[Finding]:
    """ "Fighting *continued*", "the operation is *underway*": what the event noun is said to do."""
    if noun.dep_ not in SUBJECTS:
        return []
    said = [noun.head, *(c for c in noun.head.children if noun.head.pos_ == "AUX" and c.dep_ in ("acomp", "advmod", "attr", "prep"))]
    # "under way": the word that tells stands behind the preposition.
    said += [inner for token in said[1:] if token.dep_ == "prep" for inner in objects_of(token)]
    cues_found = [cue for token in said if (cue := cues.look("subject", token.lemma_.lower())) is not None]
    return [(cue.status, cue.rule) for cue in cues_found if cue.status is not None]


def _is_presupposed(event: Event) -> bool:
    """ "The attack", "its raids": who speaks of them like that takes them for facts, whatever is planned about them."""
    if (event.light is not None and event.light.subject == "actor") or event.head.pos_ not in ("NOUN", "PROPN") or _is_clause(event.head):
        return False
    return _is_told(event.head)


def _asked_for(event: Event, cues: StatusCues) -> list[Finding]:
    """ "Ordered the arrest of", "demanded the release of": a deed, unlike an attack, is asked for by its name."""
    if event.kind not in _DEEDS or event.head.dep_ not in ("dobj", "pobj"):
        return []
    verb = event.head.head if event.head.dep_ == "dobj" else event.head.head.head
    cue = cues.look("governor", verb.lemma_.lower()) if verb.pos_ == "VERB" else None
    return [(cue.status, cue.rule)] if cue is not None and cue.status in (Status.PLANNED, Status.POSSIBLE) else []


def _is_told(noun: Token) -> bool:
    """A noun with "the", "this" or an owner: the hearer is taken to know of it."""
    return any(c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in ("the", "this", "that", "these", "those")) for c in noun.children)


def _before(noun: Token, cues: StatusCues) -> list[Finding]:
    """ "*Ahead of* the assault", "*amid* the fighting": the preposition that the event noun stands behind."""
    cue = _look(cues, "before", noun.head) if noun.dep_ == "pobj" else None
    return [(cue.status, cue.rule)] if cue is not None and cue.status is not None else []


def _denied_as_told(event: Event, cues: StatusCues) -> list[Finding]:
    """ "The ministry *denied* the attack", "*averted* the raid": whoever says so speaks of it as told, not as a fact."""
    verb = event.head.head
    if event.head.dep_ != "dobj" or verb.pos_ != "VERB" or child(verb, "neg") is not None:
        return []
    cue = cues.look("told", verb.lemma_.lower())
    return [(cue.status, cue.rule)] if cue is not None and cue.status is not None and event.kind not in _SPOKEN else []


def _may_govern(event: Event, head: Token) -> bool:
    """What is said has been said, whatever it asks for; only its own clause can make a request planned or denied."""
    return event.kind not in _SPOKEN or head.pos_ == "VERB"


def _is_progressive(verb: Token) -> bool:
    if verb.tag_ != "VBG" or verb.dep_ in ("amod", "pcomp"):
        return False
    aux = [c.lower_ for c in children(verb, "aux", "auxpass")]
    return any(word in ("is", "are", "was", "were", "been", "'s", "'re", "am") for word in aux)


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
        cue = cues.find("ago", words)
        if cue is not None:
            return cue.rule
    return None


def _beside_old(event: Event, old: dict[int, str], groups: dict[str, str]) -> str | None:
    """Why an event without a day of its own is history: its sentence is. Words are said now, states have their own cues."""
    if event.when is not None and not event.when.carried:
        return None
    told = event.kind not in _STATES or event.head.tag_ == "VBD"  # "occupied it for ten days" is over, "rebel-held" may not be
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
    if when is None or (event.kind in _STATES and (when.carried or (_is_clause(event.head) and event.head.tag_ not in ("VBD", "VBN")))):
        return None
    anchor = reading.anchor
    if anchor is None:
        # Nothing tells when the report was written; a year that is named is one to look back to.
        return f"told as of {when.text}" if when.precision is Precision.YEAR else None
    if when.end < anchor - dt.timedelta(days=reading.knowledge.settings.past_days):
        return f"older than {reading.knowledge.settings.past_days} days: {when.text}"
    return None


STEP = Step("status", requires=("anchor", "times", "sentences.doc", "events", "events.when"), assigns=("events.status",), run=run)
