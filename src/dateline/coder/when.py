"""Step: bind a day to each event: the time told with its word, in the parse or else in its clause.

"Jets struck the mill on Friday, the monitor said on Sunday": Friday dates the strike, Sunday the telling. Between an event and a
time lies a path in the parse; every clause boundary on it costs, and the boundary between a verb of saying and what is said
is a wall. What no time is told with is left to the step that carries the scene's day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from dateline.coder.lapse import has_background, inner, opens_lapse
from dateline.coder.nearness import DIRECT, FAR, NEAR, WALL, governor, is_now, is_older, is_telling, path, root_of, words
from dateline.coder.reading import Event, Reading, Sentence, TimeExpression
from dateline.coder.step import Step
from dateline.coder.syntax import child
from dateline.coder.telling import counted
from dateline.coder.timegrammar import Frame, load_grammar
from dateline.coder.tree import Token
from dateline.model import Precision, TimeRange

_CLAUSES = frozenset({"ccomp", "ROOT", "conj", "advcl", "acl", "relcl", "xcomp"})
_STATES = frozenset({"territory-hold", "siege"})
_SHORT = dt.timedelta(days=7)
# How many characters before a time are looked at for a word that makes it a bound.
_LOOK = 12
# How many words before "since" are looked at for one that counts ("for the second time since …").
_NEAR_WORDS = 4


@dataclass(frozen=True, slots=True)
class Bond:
    """A time that may date an event, and how far away it is in the parse."""

    time: TimeExpression
    cost: float
    distance: int


def _anchor_token(root: Token) -> tuple[Token | None, bool]:
    """Where a time takes hold, and whether it dates only the telling.

    "Jets struck the mill on Friday the monitor said": the parser hangs "on Friday" on "said", but what stands before the teller
    belongs to what is told. A day that opens the sentence ("On Friday the monitor said jets had struck the mill") sets the time of it all.
    """
    verb = governor(root)
    if verb is None or not is_telling(verb):
        return root, False
    subject = child(verb, "nsubj", "nsubjpass")
    if root.i < verb.i and subject is not None and _is_before(root, subject):
        before = [token for token in root.doc[: root.i] if token.pos_ in ("VERB", "AUX") and token.dep_ in _CLAUSES]
        if before:
            return before[-1], False
        if (content := child(verb, "ccomp")) is not None and content.i > verb.i:
            return content, False
    return root, True


def _is_before(root: Token, subject: Token) -> bool:
    """Tell whether a time stands before a subject; the parser may hang it on the subject ("on Friday the ministry said")."""
    if root.i < subject.left_edge.i:
        return True
    opens = root.i < subject.i - 1 and root.left_edge.i <= subject.left_edge.i
    return opens and root.dep_ not in ("poss", "det")


def bonds(event: Event, times: list[TimeExpression], anchor: dt.date | None = None, others: frozenset[int] = frozenset()) -> list[Bond]:
    """Return the times of the event's sentence that may date it, nearest in the parse first; those behind a wall are left out.

    A day inside "since …" is where a stretch begins for what stands outside it; the stretch runs to ``anchor``.
    """
    doc = event.sentence.doc
    if doc is None:
        return []
    light = verb_of(event)
    heads = [event.head, *([light] if light is not None else []), *(part.head for part in event.parts)]
    found = []
    # A verb that only lends itself to a noun may stand outside: "the blast *followed* a raid".
    own = [inner(part.head) for part in (event, *event.parts)] if has_background(doc) else []
    for time in times:
        root = root_of(time, event.sentence, doc)
        if root is None:
            continue
        hold, telling = _anchor_token(root)
        if hold is None:
            continue
        if (opened := _since_clause(root)) is not None and not any(_is_in(head, opened) for head in heads):
            stretch = _stretch(opened, time, anchor)
            if stretch is None:
                continue
            time, hold, telling = stretch, opened.head, False
        if opens_lapse(time, root) or (own and not any(_same(inner(root), top) for top in own)):
            continue
        if _is_of_other(root, heads, others) or (
            _has_content(root, event.sentence.start, time) and not any(_is_in(head, root) for head in heads)
        ):
            continue
        if (older := _older(root)) is not None and not any(_is_in(head, older) for head in heads) and not is_now(time.days, anchor):
            continue
        if event.kind in words("never") and any(_is_content(root, head) for head in heads):
            continue
        cost = min(path(head, hold) for head in heads)
        if root.lower_ == "since" and any(_since_holds(root, above) for above in _up(event)):
            # "since July, when troops seized the road": the clause tells what that time is known for.
            cost = min(cost, NEAR)
        if telling and not any(_governor_is(root, head) or _is_before_noun(root, head) or _is_told(root, head, event) for head in heads):
            cost += WALL
        distance = min(abs(time.start - event.start), abs(time.end - event.end))
        if event.kind in _STATES and not any(_is_under(root, head) for head in heads) and not _lasts(event.head, root):
            continue
        if cost < WALL:
            found.append(Bond(time, round(cost, 3), distance))
    return sorted(found, key=lambda bond: (bond.cost, bond.distance))


def _older(root: Token) -> Token | None:
    """ "Jets struck the town, where rebels *had killed* nine on Sunday": the verb of a clause of an older time that a time hangs on."""
    verb = governor(root)
    return verb if verb is not None and is_older(verb) else None


def verb_of(event: Event) -> Token | None:
    """The light verb that an event's noun is told with ("*carried out* a raid"); a verb that only judges or tells of it is none."""
    light = event.light_head
    return light if light is not None and light.lemma not in words("stance") | words("telling") else None


def _is_before_noun(root: Token, noun: Token) -> bool:
    """ "After *Tuesday's* assault"."""
    return root.head.i == noun.i and root.i < noun.i and noun.pos_ in ("NOUN", "PROPN")


def _is_told(root: Token, head: Token, event: Event) -> bool:
    """Tell whether an event is the telling itself, or goes with it: "said *in a call* on Friday", "*blaming* rebels he said on Friday".

    So is what comes about by being told: "the *truce* that was announced on Friday".
    """
    verb = governor(root)
    if verb is None:
        return False
    if event.kind in words("by word") and verb.lemma in words("proclaim"):
        return (head.dep_ == "dobj" and head.head.i == verb.i) or (verb.dep_ in ("acl", "relcl") and verb.head.i == head.i)
    if head.dep_ == "advcl" and head.tag_ == "VBG":
        return head.head.i == verb.i
    return head.dep_ == "pobj" and head.head.head.i == verb.i and event.kind in words("talk")


def _same(first: Token | None, second: Token | None) -> bool:
    return first is second or (first is not None and second is not None and first.i == second.i)


def _is_of_other(root: Token, heads: list[Token], others: frozenset[int]) -> bool:
    """ "Protested against Friday's raid": the day that stands before the noun of another event is the other's alone.

    So is one before a noun that the event is told beside: "its role in the 2020 election and the cyberattack".
    """
    noun = root.head
    if noun.pos_ not in ("NOUN", "PROPN") or root.dep_ not in ("compound", "nummod", "nmod", "amod", "poss"):
        return False
    beside = {token.i for token in noun.conjuncts}
    return noun.i in others or any(head.i in beside for head in heads)


def _has_content(root: Token, start: int, time: TimeExpression) -> bool:
    """ "The second day *of shelling*": such a stretch dates what stands behind its "of" alone."""
    return time.value.count("/") == 1 and any(c.lower_ == "of" and start + c.idx >= time.end for c in root.children)


def _since_clause(root: Token) -> Token | None:
    """The verb or noun that "since" opens, where a time stands inside: "since the war *broke* out in May", "since the *start* of it"."""
    for token in (root, *root.ancestors):
        if token.dep_ in ("advcl", "acl", "relcl", "ccomp") and any(c.dep_ == "mark" and c.lower_ == "since" for c in token.children):
            return token
        if token.dep_ in ("pobj", "pcomp") and token.head.lower_ == "since" and token.i != root.i:
            return token
    return None


def _is_in(token: Token, top: Token) -> bool:
    return token.i == top.i or any(above.i == top.i for above in token.ancestors)


def _stretch(opened: Token, time: TimeExpression, anchor: dt.date | None) -> TimeExpression | None:
    """The days from a time inside "since …" to the report, for a perfect ("has been shelled since …"); "the worst since …" has none."""
    if time.days is None or anchor is None or time.days.start > anchor:
        return None
    since = next((token.i for token in opened.doc[: opened.i][::-1] if token.lower_ == "since"), opened.i)
    if any(token.lower_ in words("counted") for token in opened.doc[max(0, since - _NEAR_WORDS) : since]):
        return None
    outer = next((t for t in opened.ancestors if t.pos_ in ("VERB", "AUX") and t.tag_ != "VBG" and not _is_in(t, opened)), None)
    if outer is None or not any(c.dep_ == "aux" and c.lower_ in words("perfect") for c in outer.children):
        return None
    days = time.days.model_copy(update={"end": anchor, "precision": Precision.RANGE})
    return TimeExpression(time.start, time.end, time.text, time.kind, time.value, days)


def _is_under(token: Token, head: Token) -> bool:
    return any(above.i == head.i for above in token.ancestors)


def _is_content(root: Token, verb: Token) -> bool:
    """ "Accused the army of shelling the mill on Friday": a day inside what is said of others does not date the saying."""
    token = root
    while token.head.i != token.i and token.head.i != verb.i:
        token = token.head
        if token.dep_ in ("pcomp", "ccomp", "xcomp"):
            return _is_in(token, verb)
    return False


def _lasts(state: Token, root: Token) -> bool:
    """ "Has been under siege since 2012", "has had control of it since": the time hangs on the verb that the state is told with."""
    above = [token.i for token in state.ancestors]
    return root.lower_ == "since" and state.dep_ in ("pobj", "dobj", "prep") and root.head.i in above and root.head.pos_ in ("VERB", "AUX")


def _governor_is(root: Token, head: Token) -> bool:
    verb = governor(root)
    return verb is not None and verb.i == head.i


def is_fact(event: Event) -> bool:
    """Tell whether the parse shows the event as a fact of the past, not as something wanted, feared or going on."""
    verb = verb_of(event) or event.head
    if verb.pos_ not in ("VERB", "AUX"):
        return True
    aux = [str(c.lower_) for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if verb.dep_ == "xcomp" and verb.head.lemma in words("done") and verb.head.tag_ in ("VBD", "VBN") and child(verb.head, "dobj") is None:
        return True
    if (verb.tag_ == "VB" and "did" not in aux) or (verb.tag_ in ("VBZ", "VBP", "VBG") and verb.dep_ in ("ROOT", "ccomp", "relcl")):
        return False
    return not any(word in ("will", "would", "could", "may", "might", "should", "can", "must", "shall") for word in aux)


def _is_to_come(event: Event) -> bool:
    """ "*Will* retake it", "*would* retake it, he said"."""
    verb = verb_of(event) or event.head
    told = any(c.dep_ == "aux" and c.lower_ in words("to come") for c in verb.children)
    return told and verb.tag_ == "VB" and not any(c.dep_ == "aux" and c.lower_ in words("perfect") for c in verb.children)


def _day_of_clause(event: Event, time: TimeExpression, anchor: dt.date | None) -> TimeRange | None:
    """The days that a time gives to an event: "since July, when troops seized the road" dates the seizing in July itself."""
    doc = event.sentence.doc
    root = root_of(time, event.sentence, doc) if doc is not None else None
    if time.days is None or root is None or root.lower_ != "since" or not any(_since_holds(root, above) for above in _up(event)):
        return time.days
    rest = time.text[len(root.text) :]
    for found in load_grammar().find(rest, Frame(anchor)):
        if found.made.days is not None:
            start = time.start + len(root.text) + found.start
            text, days = rest[found.start : found.end], found.made.days
            return TimeRange(start=days.start, end=days.end, precision=days.precision, text=text, span=(start, start + len(text)))
    return time.days


def _up(event: Event) -> list[Token]:
    return [event.head, *event.head.ancestors]


def _since_holds(since: Token, token: Token) -> bool:
    """Tell whether a clause hangs inside the phrase of "since"."""
    return token.dep_ in ("relcl", "advcl", "acl") and any(above.i == since.i for above in token.ancestors)


def run(reading: Reading) -> None:
    """Fill ``when`` of every event that a time is told with."""
    for sentence in reading.sentences:
        times = [
            time
            for time in reading.times
            if time.days is not None and sentence.start <= time.start < sentence.end and not _is_bound(reading.text, time.start)
        ]
        events = [event for event in reading.events if event.sentence is sentence]
        if not times or not events:
            continue
        times = counted(times, partial(_dates_telling, sentence), reading.anchor)
        for event in events:
            own = {token.i for token in event.tokens()}
            others = frozenset(token.i for other in events if other is not event for token in other.tokens() if token.i not in own)
            _bind(event, times, reading.anchor, others)


def _dates_telling(sentence: Sentence, time: TimeExpression) -> bool:
    root = root_of(time, sentence, sentence.doc) if sentence.doc is not None else None
    return root is not None and _anchor_token(root)[1]


def _is_bound(text: str, start: int) -> bool:
    """ "Before winter", "until Friday": the time bounds the event from one side and does not date it."""
    before = text[max(0, start - _LOOK) : start].lower().split()
    return bool(before) and before[-1] in words("bound")


def _bind(event: Event, times: list[TimeExpression], anchor: dt.date | None, others: frozenset[int]) -> None:
    found = bonds(event, times, anchor, others)
    if not found:
        return
    if _is_to_come(event):
        # "Said on Monday the army would retake it": what is to come does not lie behind the report.
        found = [bond for bond in found if bond.time.days is None or anchor is None or bond.time.days.end >= anchor]
    if not found:
        return
    best = found[0]
    limit = FAR if is_fact(event) and event.kind not in words("never") and _is_recent(best.time) else NEAR
    if not is_fact(event):
        # "Has been fighting since May" goes on, and tells since when.
        lasts = (verb_of(event) or event.head).tag_ == "VBG" and best.time.text.lower().startswith("since ")
        limit = NEAR if lasts else DIRECT
    if best.cost <= limit:
        event.when = _day_of_clause(event, best.time, anchor)
        event.because("when", f"{'told with it' if best.cost <= NEAR else 'told in its sentence'}: {best.time.text}")


def _is_recent(time: TimeExpression) -> bool:
    """Tell whether a time is a day or a short stretch, of which a sentence mostly tells all it tells."""
    days = time.days
    return days is not None and days.precision in (Precision.DAY, Precision.WEEK, Precision.RANGE) and days.end - days.start <= _SHORT


STEP = Step("when", requires=("anchor", "sentences", "sentences.doc", "times", "events"), assigns=("events.when",), run=run)
