"""What the words that an event depends on say of it: "*plan* to attack", "*fears* of an attack", "*end* the siege", "*denied* the raid".

Not a step: :mod:`dateline.coder.status` asks it, and weighs what it finds with the event's own words and its day.
"""

from __future__ import annotations

from dateline.coder.reading import Event
from dateline.coder.syntax import SUBJECTS, child, children, is_passive, objects_of
from dateline.coder.tree import Token
from dateline.coder.undone import Finding, as_done, is_clause
from dateline.model import Status
from dateline.ontology import StatusCue, StatusCues

_MAX_CLIMB = 6
# Clauses of reported content stand on their own: "said it *will* attack" is decided inside, "said" decides nothing.
_CONTENT = frozenset({"ccomp", "parataxis"})
STATES = frozenset({"territory-hold", "siege"})
"""Kinds that are states, not events."""
SPOKEN = frozenset({"request", "accusation", "threat", "rejection", "support"})
"""Kinds that are done by speaking."""
# What is done to order rather than suffered: these nouns are asked for with "the" ("the release of the prisoners").
_DEEDS = frozenset(
    {"release", "capture", "retreat", "evacuation", "access", "surrender", "deployment", "aid", "concession", "territory-handover"}
)
# An attempt to take a place is an offensive, whether or not it is taken.
_TRYING = frozenset({"try", "attempt", "struggle", "seek"})
# What is tried has been done, whatever came of it: who tried to storm a camp and was beaten back has attacked it.
_FOUGHT = frozenset({"attack", "offensive"})
# What an authority does by ordering or deciding it.
_DECREED = frozenset({"restriction", "sanction", "rejection", "concession"})
_WORDS = frozenset({"accusation", "claim", "allegation", "report", "charge", "suggestion", "rumour", "rumor", "assertion", "statement"})
_MEASURES = frozenset({"nummod", "det", "quantmod", "predet"})


def governors(event: Event, verb: Token, cues: StatusCues) -> list[Finding]:
    """Walk up from the event to what it depends on, as long as that is part of the same assertion."""
    if _is_presupposed(event) or (event.kind in STATES and not is_clause(event.head)):
        ending = _ending(event, event.head, cues) or (_ending(event, event.head.head, cues) if event.head.dep_ == "pobj" else None)
        told = [*_as_subject(verb, cues), *_denied_as_told(event, cues), *_before(event.head, cues), *_asked_for(event, cues)]
        return [ending, *told] if ending is not None else told
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
        if event.kind == "agreement" and token is event.head and head.lower_ == "under":
            break  # "agreed to leave *under* a truce": what they go by is there, whatever they plan
        if head.pos_ in ("ADP", "SCONJ") and (cue := look(cues, "before", head)) is not None:
            if cue.status is None:
                break
            found.append((cue.status, cue.rule))
        if token.dep_ in _CONTENT and not to:
            governor = cues.look("governor", head.lemma_.lower())
            if governor is not None and governor.status in (Status.DENIED, Status.POSSIBLE) and child(head, "neg") is None:
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
                found += auxiliaries(head, cues)
            break
        if (
            token.dep_ in ("appos", "poss", "compound", "amod")
            or (token.dep_ in ("advcl", "acl", "relcl") and not to)  # "an operation to retake" is a clause of the same plan
        ):
            break
        if token.dep_ == "conj":
            token = head
            continue
        if token is event.head and not is_clause(token) and head.pos_ == "VERB" and not _is_cue(head, cues):
            # "to assess the damage after the blasts": the infinitive is about assessing, not about the blasts.
            break
        if head.pos_ in ("VERB", "AUX", "NOUN", "ADJ", "PROPN"):
            more, ends = _governed(event, token, infinitive, cues)
            found += more
            if ends:
                break
        token = head
    return found


def _governed(event: Event, token: Token, infinitive: bool, cues: StatusCues) -> tuple[list[Finding], bool]:
    """What the word that a clause or noun depends on says of it, and whether the search ends there.

    ``infinitive`` tells that an infinitive was passed on the way up.
    """
    head = token.head
    to = token.tag_ == "VB" and any(c.lower_ == "to" for c in children(token, "aux"))
    if (ending := _ending(event, token, cues)) is not None:
        return [ending], True
    if (to or infinitive) and child(head, "neg") is None and (trying := _trying(event, head)) is not None:
        return [trying], True
    if (noun := _object_before(token, cues)) is not None:
        head = noun
    cue = _cue_of(token, head, to or infinitive, cues)
    strong = to or infinitive or head.pos_ != "NOUN" or _links(token, cues)
    if cue is not None and strong and _may_govern(event, head, cue):
        found: list[Finding] = []
        settled = (event.kind == "offensive" and head.lemma_ in _TRYING) or (event.kind == "agreement" and not to)
        settled = settled or (event.kind in _DECREED and cues.look("settled", head.lemma_.lower()) is not None)
        if cue.status is Status.PLANNED and (failing := _failing(head, cues)) is not None:
            if event.kind in _FOUGHT and head.pos_ == "VERB" and head.lemma_ in _TRYING:
                return [(Status.HAPPENED, failing[1])], True
            return [failing], True
        if cue.status is not None and not settled:
            found += [as_done(head, cue.status, cue.rule, cues), *_opening(head, cues)]
        if cue.status in (Status.PLANNED, Status.POSSIBLE) and child(head, "neg") is not None:
            found.append((Status.DENIED, f"negated: {head.lower_}"))
        return found, True
    if head.pos_ == "NOUN" and not is_clause(event.head) and (token is event.head or (token.dep_ == "prep" and event.head.head is token)):
        # "details on the blast": what is done with the details says nothing of the blast.
        return [], True
    if to and token.dep_ in ("advcl", "acl", "relcl"):
        # "rallied to condemn the raid": who does it for that purpose has done it.
        done = (event.kind in SPOKEN or event.kind == "protest") and cues.look("deed", event.head.lemma_.lower()) is None
        return ([] if done else [(Status.PLANNED, f"purpose: to {token.lower_}")]), True
    if to and token.dep_ == "xcomp" and (aim := cues.look("purpose", head.lemma_.lower())) is not None and _has_object(head, token):
        return [(aim.status or Status.PLANNED, aim.rule)], True
    if to and token.dep_ == "xcomp" and head.pos_ == "AUX" and (goal := child(head, "nsubj")) is not None:
        aim = cues.look("governor", goal.lemma_.lower())
        if aim is not None and aim.status is not None:
            return [(aim.status, aim.rule)], True
    if token.dep_ in ("xcomp", "dobj", "oprd", "attr"):
        return [*auxiliaries(head, cues), *negation(head, head)], False
    return [], False


def negation(head: Token, verb: Token) -> list[Finding]:
    if any(c.lemma in ("responsibility", "credit") for c in children(verb, "dobj")) or (verb.lemma == "claim" and verb.i != head.i):
        # "No group claimed (responsibility for) the bombing": there was one, whoever did it.
        return []
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


def auxiliaries(verb: Token, cues: StatusCues) -> list[Finding]:
    found: list[Finding] = []
    for aux in children(verb, "aux"):
        cue = cues.look("aux", aux.lower_)
        if cue is not None and cue.status is not None:
            found.append((_as_condition(verb, _in_reported(verb, aux, cue.status)), cue.rule))
    if verb.tag_ == "VB" and verb.dep_ == "xcomp" and verb.head.pos_ == "AUX" and child(verb.head, "acomp", "attr") is None:
        # "the two were to hold talks"
        found.append((Status.PLANNED, f"arranged: {verb.head.lower_} to {verb.lower_}"))
    if verb.dep_ == "conj" and not children(verb, "aux", "nsubj", "nsubjpass") and verb.tag_ in ("VB", "VBN"):
        found += auxiliaries(verb.head, cues)
    return found


def _as_condition(verb: Token, status: Status) -> Status:
    """ "*If* the bridge falls, the road *will be cut*": what hangs on an if is no plan."""
    conditional = any(mark.lower_ in ("if", "unless") for clause in children(verb, "advcl") for mark in children(clause, "mark"))
    return Status.POSSIBLE if conditional and status is Status.PLANNED else status


def _in_reported(verb: Token, aux: Token, status: Status) -> Status:
    """ "He said the team *would* visit the town": the "will" of a speaker, told later."""
    said = verb.dep_ == "ccomp" and verb.head.tag_ in ("VBD", "VBN") and verb.head.lemma in ("say", "announce", "tell", "confirm", "add")
    return Status.PLANNED if aux.lower_ == "would" and said and child(verb, "advcl") is None else status


def _opening(verb: Token, cues: StatusCues) -> list[Finding]:
    """ "*If* they attack": the word that opens the clause of a verb."""
    mark = child(verb, "mark") or child(verb, "advmod")
    if mark is None or mark.i > verb.i or verb.pos_ not in ("VERB", "AUX"):
        return []
    cue = cues.look("mark", mark.lower_)
    return [(cue.status, cue.rule)] if cue is not None and cue.status is not None else []


def _as_subject(noun: Token, cues: StatusCues) -> list[Finding]:
    """ "Fighting *continued*", "the operation is *underway*": what the event noun is said to do."""
    if noun.dep_ not in SUBJECTS:
        return []
    said = [noun.head, *(c for c in noun.head.children if noun.head.pos_ == "AUX" and c.dep_ in ("acomp", "advmod", "attr", "prep"))]
    # "under way": the word that tells stands behind the preposition.
    said += [inner for token in said[1:] if token.dep_ == "prep" for inner in objects_of(token)]
    ahead = _opening_ahead(noun.head, cues)
    cues_found = [cue for token in said if (cue := cues.look("subject", token.lemma_.lower())) is not None]
    return [*ahead, *((cue.status, cue.rule) for cue in cues_found if cue.status is not None)]


def _opening_ahead(verb: Token, cues: StatusCues) -> list[Finding]:
    """ "The truce *will start* on Monday", "is *due to take* effect", "the toll is *likely to rise*": the event lies ahead."""
    aux = [c.lower_ for c in children(verb, "aux")]
    cue = cues.look("opening", verb.lemma_.lower())
    if cue is not None and cue.status is not None and "will" in aux and child(verb, "neg") is None:
        return [(cue.status, cue.rule)]
    for word in (verb, *children(verb, "acomp")):
        goal = next((c for c in children(word, "xcomp") if cues.look("opening", c.lemma_.lower()) is not None), None)
        sure = cues.look("governor", word.lemma_.lower()) or cues.look("modifier", word.lower_)
        if goal is not None and sure is not None and sure.status in (Status.PLANNED, Status.POSSIBLE):
            return [(sure.status, sure.rule)]
    return []


def _is_presupposed(event: Event) -> bool:
    """ "The attack", "its raids": who speaks of them like that takes them for facts, whatever is planned about them."""
    if (event.light is not None and event.light.subject == "actor") or event.head.pos_ not in ("NOUN", "PROPN") or is_clause(event.head):
        return False
    return is_told(event.head)


def _asked_for(event: Event, cues: StatusCues) -> list[Finding]:
    """ "Ordered the arrest of", "demanded the release of": a deed, unlike an attack, is asked for by its name."""
    if event.kind not in _DEEDS or event.head.dep_ not in ("dobj", "pobj"):
        return []
    verb = event.head.head if event.head.dep_ == "dobj" else event.head.head.head
    cue = cues.look("governor", verb.lemma_.lower()) if verb.pos_ == "VERB" else None
    return [(cue.status, cue.rule)] if cue is not None and cue.status in (Status.PLANNED, Status.POSSIBLE) else []


def _before(noun: Token, cues: StatusCues) -> list[Finding]:
    """ "*Ahead of* the assault", "*amid* the fighting": the preposition that the event noun stands behind."""
    cue = look(cues, "before", noun.head) if noun.dep_ == "pobj" else None
    return [(cue.status, cue.rule)] if cue is not None and cue.status is not None else []


def _denied_as_told(event: Event, cues: StatusCues) -> list[Finding]:
    """ "The ministry *denied* the attack", "*averted* the raid": whoever says so speaks of it as told, not as a fact."""
    verb = event.head.head
    if event.head.dep_ != "dobj" or verb.pos_ != "VERB" or child(verb, "neg") is not None:
        return []
    cue = cues.look("told", verb.lemma_.lower())
    return [as_done(verb, cue.status, cue.rule, cues)] if cue is not None and cue.status is not None and event.kind not in SPOKEN else []


def _may_govern(event: Event, head: Token, cue: StatusCue) -> bool:
    """What is said has been said, whatever it asks for; only its own clause can make a request planned or denied.

    Words that somebody rejects were said all the same ("rejected the accusations").
    """
    if event.kind in SPOKEN and cue.status is Status.DENIED and not is_clause(event.head):
        return False
    return event.kind not in SPOKEN or head.pos_ == "VERB"


def _cue_of(token: Token, head: Token, infinitive: bool, cues: StatusCues) -> StatusCue | None:
    """What a word says of the infinitive, clause or noun that depends on it."""
    word = head.lemma_.lower()
    cue = cues.look("governor", word)
    if cue is not None:
        # "an operation called Dawn to take the town" calls for nothing.
        return cue if child(head, "oprd") is None else None
    if infinitive and token.dep_ in ("xcomp", "ccomp", "acl") and (cue := cues.look("goal", word)) is not None:
        return cue
    cue = cues.look("granted", word)
    finite = head.tag_ == "VBD" and child(head, "neg") is None
    return None if finite else cue


def _is_cue(head: Token, cues: StatusCues) -> bool:
    word = head.lemma_.lower()
    return any(cues.look(where, word) is not None for where in ("governor", "granted", "ending"))


def _links(token: Token, cues: StatusCues) -> bool:
    """Tell whether what hangs on a noun is what the noun is about: "a plan *for* an attack", "orders *to* fire"."""
    return token.dep_ == "acl" or (token.dep_ == "prep" and cues.look("link", token.lower_) is not None)


def _object_before(token: Token, cues: StatusCues) -> Token | None:
    """ "Made *preparations* for an attack": the noun right before, where the parser hung the preposition on the verb."""
    before = token.doc[token.i - 1] if token.i else None
    hung = before is not None and token.dep_ == "prep" and before.dep_ == "dobj" and before.head.i == token.head.i
    return before if hung and before is not None and cues.look("governor", before.lemma_.lower()) is not None else None


def _has_object(verb: Token, clause: Token) -> bool:
    """Tell whether a verb has what it is done to before a clause, or describes it: "an offensive (that) they launched to …"."""
    return any(c.i < clause.i for c in children(verb, "dobj")) or verb.dep_ in ("relcl", "acl")


def _trying(event: Event, head: Token) -> Finding | None:
    """ "Is trying to take the town", "were working to rescue them": the attempt, or the aid, goes on."""
    if (event.kind, head.lemma_) != ("aid", "work") and (event.kind != "offensive" or head.lemma_ not in _TRYING):
        return None
    aux = [c.lower_ for c in children(head, "aux")]
    goes_on = (head.tag_ in ("VBZ", "VBP") and head.dep_ != "relcl") or (head.tag_ == "VBG" and bool(aux))
    return (Status.ONGOING, f"attempt goes on: {head.lower_}") if goes_on else None


def _failing(attempt: Token, cues: StatusCues) -> Finding | None:
    """ "Tried to take it but *failed*", "*foiled* a bid to take it", "a *failed* bid to take it": what was tried did not come about."""
    about = [*children(attempt, "conj", "amod", "advmod")]
    if attempt.pos_ == "NOUN" and (attempt.dep_ == "dobj" or (attempt.dep_ == "nsubjpass" and is_passive(attempt.head))):
        about.append(attempt.head)
    for token in about:
        cue = cues.look("failing", token.lemma_.lower()) or cues.look("failing", token.lower_)
        for way in children(token, "advmod", "prt", "prep"):
            cue = cue or cues.look("failing", f"{token.lemma_.lower()} {way.lower_}")
        if cue is not None and cue.status is not None and child(token, "neg") is None:
            return (cue.status, cue.rule)
    return None


def ending_light(event: Event, cues: StatusCues) -> Finding | None:
    """ "Will not *end* the siege", "asked them to *stop* the strike": what carries the event only may end it."""
    verb = event.light_head
    cue = cues.look("ending", verb.lemma_.lower()) if verb is not None else None
    if verb is None or cue is None or cue.status is None or verb.tag_ != "VB" or "did" in [c.lower_ for c in children(verb, "aux")]:
        return None
    return (cue.status, cue.rule)


def _ending(event: Event, token: Token, cues: StatusCues) -> Finding | None:
    """ "Will not *end* the strike", "an *end* to the attacks": what somebody may end goes on; "ended the strike" is no such cue."""
    if is_clause(event.head) and event.head.tag_ != "VBG":
        return None
    head = token.head
    cue = cues.look("ending", head.lemma_.lower())
    if cue is None or cue.status is None or token.dep_ not in ("dobj", "prep"):
        return None
    wanted = head.dep_ == "pobj" or (head.dep_ == "dobj" and cues.look("governor", head.head.lemma_.lower()) is not None)
    unfinished = wanted if head.pos_ == "NOUN" else head.tag_ == "VB"
    direct = token.i == event.head.i or (event.head.head.i == token.i and token.lower_ == "to")
    return (cue.status, cue.rule) if unfinished and direct else None


def answered(event: Event, cues: StatusCues) -> list[Finding]:
    """ "*Rejected* accusations that the army had bombed the port": who says no to the words says no to the act."""
    for token in (event.head, *event.head.ancestors):
        noun = token.head
        if token.dep_ in ("acl", "ccomp", "prep", "relcl") and noun.lemma_.lower() in _WORDS and noun.pos_ == "NOUN":
            verb = noun.head
            cue = cues.look("answered", verb.lemma_.lower())
            denied = cue is not None and cue.status is not None and noun.dep_ == "dobj" and child(verb, "neg") is None
            if denied and cue is not None and cue.status is not None and event.kind not in SPOKEN and _links_words(token):
                return [(cue.status, cue.rule)]
            return []
    return []


def _links_words(token: Token) -> bool:
    """Tell whether a clause or phrase is what the words say: "claims *that* …", "reports *of* …"."""
    return token.dep_ != "prep" or token.lower_ in ("of", "about")


def is_told(noun: Token) -> bool:
    """A noun with "the", "this" or an owner: the hearer is taken to know of it."""
    return any(c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in ("the", "this", "that", "these", "those")) for c in noun.children)


def look(cues: StatusCues, where: str, token: Token) -> StatusCue | None:
    """The cue that a word is, with the word before it ("ahead *of*", "no *longer*") or alone."""
    both = cues.look(where, f"{token.nbor(-1).lower_} {token.lower_}") if token.i else None
    return both or cues.look(where, token.lower_)
