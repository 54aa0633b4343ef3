"""Step: find who is said to say what: source, cue and the stretch of text that the source answers for.

Inside one sentence the parse tells (:mod:`dateline.coder.attribution`); over several, the quotation marks do: a quote belongs
whole to the source that answers for a part of it, and a quote right behind it to the same one.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from dateline.coder.attribution import Found, in_sentence, phrase, ranges
from dateline.coder.attribution.bearer import take_bearer
from dateline.coder.attribution.details import goes_on
from dateline.coder.quotes import quotes
from dateline.coder.reading import AttributionDraft, Phrase, Reading, Sentence
from dateline.coder.step import Step
from dateline.coder.tree import Token
from dateline.model import UNNAMED, Source
from dateline.ontology import DATA
from dateline.ontology.cues import Cues, load_cues

_WHO = ("person", "armed", "authority", "state", "crowd", "mob", "nation", "office", "monitor", "body", "prisoner")
"""Classes of nouns that may speak."""
_LOOSE = ("rest", "infinitive", "object", "passive", "predicate", "noun")
"""Rules that also fire on what does not speak: with these, a source is known as one who does, or has a name."""
_MOST = 0.4
"""The part of a sentence that a source must answer for to answer for what only adds to it."""


def run(reading: Reading) -> None:
    """Assign ``attributions``, in the order of the text."""
    _run(reading, broad=False)


def run_broad(reading: Reading) -> None:
    """Assign ``attributions``, stances ("believes", "wants") included."""
    _run(reading, broad=True)


def _run(reading: Reading, *, broad: bool) -> None:
    cues = load_cues(DATA / "attribution.csv", broad=broad)
    drafts: list[AttributionDraft] = []
    for sentence in reading.sentences:
        if sentence.doc is not None:
            for found in in_sentence(sentence.doc, cues, broad=broad):
                take_bearer(found, cues, partial(_is_place, reading, sentence))
                if found.rule == "colon" and found.first is not None and _is_place(reading, sentence, found.first, found.first):
                    continue
                draft = _draft(reading, sentence, found)
                draft.monitor = (
                    found.head is not None and found.head.lemma != "source" and cues.speaks(found.head.lemma, "monitor", "telling")
                )
                drafts.append(draft)
    if not broad:
        drafts = [draft for draft in drafts if _may_speak(reading, draft, cues)]
    _take_quotes(reading, drafts)
    if not broad:
        _take_details(reading, drafts)
    if broad:
        # "I think" inside a speaker's words is that speaker, not one more.
        drafts = [draft for draft in drafts if draft.nests or not any(_holds(other, draft) for other in drafts)]
    reading.attributions = [draft for draft in drafts if draft.scope]


def _is_place(reading: Reading, sentence: Sentence, first: Token, last: Token) -> bool:
    start, end = sentence.span(first, last)
    return any(place.start <= start and end <= place.end for place in reading.toponyms)


def _without_day(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """ "The Defence Ministry on Tuesday said": the day is not part of the name."""
    for time in reading.times:
        if time.days is not None and start < time.start < end <= time.end + 1:
            words = reading.text[start : time.start].rstrip()
            for prep in (" on", " in", " at", " late", " early", " earlier on"):
                words = words.removesuffix(prep)
            return start, start + len(words.rstrip(" ,"))
    return start, end


def _may_speak(reading: Reading, draft: AttributionDraft, cues: Cues) -> bool:
    """ "A protest demanding that…", "the law says": what is a thing or an event does not say anything, whoever speaks through it."""
    if draft.head is None or draft.head.tag_ not in ("NN", "NNS"):
        return True
    lexicon = reading.knowledge.ontology.lexicon
    lemma = draft.head.lemma_.lower()
    known = lexicon.in_any(lemma, _WHO) or cues.speaks(lemma) or cues.speaks(draft.head.lower_)
    if (
        not known
        and (draft.rule in _LOOSE or (draft.source.cue or "").lower() == "citing")
        and not any(word[0].isupper() for word in draft.source.text.split())
    ):
        return False
    return not lexicon.in_any(lemma, ("thing", "settled")) or lexicon.in_any(lemma, ("body", "monitor", "office", "armed"))


def _holds(outer: AttributionDraft, inner: AttributionDraft) -> bool:
    cue = inner.source.cue_span
    return outer is not inner and outer.speech and cue is not None and outer.covers(cue[0])


def _draft(reading: Reading, sentence: Sentence, found: Found) -> AttributionDraft:
    text = reading.article.text
    cue = sentence.span(found.cue_tokens[0], found.cue_tokens[-1])
    span: tuple[int, int] | None = None
    if found.head is not None:
        first, last = phrase(found.head)
        if found.first is not None and found.first.i != first.i:
            first = found.first if found.first.lower_ not in ("the", "a", "an") else found.first.nbor(1)
        if last.i < first.i:
            last = found.head
        if found.last is not None:
            last = found.last
        if found.first is not None and last.i >= found.cue_tokens[0].i > first.i:
            last = found.cue_tokens[0].nbor(-1)
        span = _without_day(reading, *sentence.span(first, last))
    source = Source(
        text=text[span[0] : span[1]] if span else UNNAMED, span=span,
        cue=text[cue[0] : cue[1]], cue_span=cue, certainty=found.cue.certainty,
    )  # fmt: skip
    assert sentence.doc is not None
    scope = [sentence.span(sentence.doc[first], sentence.doc[last]) for first, last in ranges(found.content)]
    return AttributionDraft(sentence, source, scope, _phrase_of(reading, sentence, found.head), head=found.head, rule=found.rule,
                            speech=bool(found.cue.takes & {"quote", "marked"}), nests=found.cue.nests)  # fmt: skip


def _phrase_of(reading: Reading, sentence: Sentence, head: Token | None) -> Phrase | None:
    if head is None or not reading.has("phrases"):
        return None
    return next((p for p in reading.phrases if p.sentence is sentence and p.head.i == head.i), None)


def _take_quotes(reading: Reading, drafts: list[AttributionDraft]) -> None:
    """Stretch scopes over the quotes that they touch, and over quotes that follow with nothing between."""
    text = reading.article.text
    speaker: AttributionDraft | None = None
    ended = -1
    for start, end in quotes(text):
        draft = _speaker(drafts, start, end, text)
        if draft is None and speaker is not None and not text[ended:start].strip(" \n\t\r.,"):
            draft = speaker
        if draft is None and speaker is not None and _only_quote(reading, start, end):
            last = reading.sentence_at(max(ended - 1, 0))
            here = reading.sentence_at(start)
            if last is not None and here is not None and here.index == last.index + 1:
                draft = speaker
        if draft is None and text[end - 1] in ".!?":
            draft = _inside(drafts, start, end)
        if draft is not None:
            for one in (draft, *_around(drafts, draft)):
                one.scope = _merged([*one.scope, (start, end)])
            speaker, ended = (
                draft,
                max(end, draft.source.cue_span[1] if draft.source.cue_span else end, draft.source.span[1] if draft.source.span else end),
            )
            sentence = reading.sentence_at(ended - 1)
            if sentence is not None and ended >= sentence.end - 2:
                ended = sentence.end
        elif len(text[start:end].split()) > 4:
            speaker = None


def _inside(drafts: list[AttributionDraft], start: int, end: int) -> AttributionDraft | None:
    """The last speaker inside a quote whose end was lost: '"It was calm, a villager said. "Then …"'."""
    within = [
        d
        for d in drafts
        if d.speech and d.source.cue_span is not None and d.sentence.start - 1 <= start <= d.source.cue_span[0] < end <= d.sentence.end + 1
    ]
    return within[-1] if within else None


def _around(drafts: list[AttributionDraft], inner: AttributionDraft) -> list[AttributionDraft]:
    """Those who pass on what a speaker says: "…, the minister said, according to Orve News": the next quote has both."""
    cue = inner.source.cue_span
    return [d for d in drafts if d is not inner and d.sentence is inner.sentence and cue is not None and d.covers(cue[0])]


def _take_details(reading: Reading, drafts: list[AttributionDraft]) -> None:
    """Stretch scopes over sentences that only go on with the toll that a source has given."""
    for before, sentence in pairwise(reading.sentences):
        if sentence.doc is None or not goes_on(reading.text[sentence.start : sentence.end]):
            continue
        if any(d.sentence is sentence for d in drafts):
            continue
        told = [d for d in drafts if d.sentence is before and d.speech and _share(d, before) > _MOST]
        for draft in told:
            draft.scope = _merged([*draft.scope, (sentence.start, sentence.end)])


def _share(draft: AttributionDraft, sentence: Sentence) -> float:
    """Which part of a sentence a source answers for."""
    told = sum(max(0, min(b, sentence.end) - max(a, sentence.start)) for a, b in draft.scope)
    return told / max(1, sentence.end - sentence.start)


def _only_quote(reading: Reading, start: int, end: int) -> bool:
    """Tell whether a quote fills its sentence."""
    sentence = reading.sentence_at(start)
    return sentence is not None and start <= sentence.start + 1 and end >= sentence.end - 1


def _speaker(drafts: list[AttributionDraft], start: int, end: int, text: str) -> AttributionDraft | None:
    """The source of a quote: one that answers for a part of it and stands outside it."""
    best = None
    for draft in drafts:
        cue = draft.source.cue_span
        if cue is None or start <= cue[0] < end or not draft.speech or not any(a < end and start < b for a, b in draft.scope):
            continue
        if best is None or abs(cue[0] - start) < abs((best.source.cue_span or (0, 0))[0] - start):
            best = draft
    if best is not None:
        return best
    # 'Ada Orve said: "…"', '"…" Ada Orve said' where the parse joins nothing: only marks and blanks stand between.
    for draft in drafts:
        if draft.scope or not draft.speech or draft.source.span is None or draft.source.cue_span is None:
            continue
        left, right = min(draft.source.span[0], draft.source.cue_span[0]), max(draft.source.span[1], draft.source.cue_span[1])
        if (not text[right:start].strip(" ,:\n-") and right <= start) or (not text[end:left].strip(" ,\n-") and end <= left):
            return draft
    return None


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


STEP = Step("sources", requires=("text", "sentences", "sentences.doc", "times"), assigns=("attributions",), run=run)
BROAD = Step("sources", requires=("text", "sentences", "sentences.doc", "times"), assigns=("attributions",), run=run_broad)
"""The same with stances, for readers of who thinks and wants what."""
