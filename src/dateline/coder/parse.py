"""Step: parse the sentences that may hold a claim, once.

A sentence is parsed when it holds a word of the lexicon, or stands right before one that does (its subject may be
what a pronoun there means), or is part of a quote with one (who speaks may stand at the quote's other end). An article's
sentences go through the parser by themselves, cut into the same batches each time, so that the floating-point sums, and so the
output's bytes, never depend on which other articles are coded beside it.
"""

from __future__ import annotations

from dateline.coder.knowledge import word_classes
from dateline.coder.quotes import quotes
from dateline.coder.reading import Reading, Sentence
from dateline.coder.step import Step
from dateline.coder.surface import trigger_forms

BATCH = 128
"""Sentences that the parser takes at once: more would not be faster, and an article of book length would fill the memory."""


def run(reading: Reading) -> None:
    """Set ``doc`` on the sentences that are worth a parse."""
    may_trigger = trigger_forms(reading.knowledge.ontology.lexicon)
    wanted: set[int] = set()
    for sentence in reading.sentences:
        if may_trigger(reading.text[sentence.start : sentence.end]):
            wanted.update((sentence.index - 1, sentence.index))
    for start, end in quotes(reading.article.text):
        quoted = [sentence.index for sentence in reading.sentences if sentence.start < end and start < sentence.end]
        if len(quoted) > 1 and not wanted.isdisjoint(quoted):
            wanted.update(quoted)
    _parse(reading, [sentence for sentence in reading.sentences if sentence.index in wanted])


def run_all(reading: Reading) -> None:
    """Set ``doc`` on every sentence."""
    _parse(reading, reading.sentences)


def _parse(reading: Reading, chosen: list[Sentence]) -> None:
    if chosen:
        docs = word_classes().parse((reading.text[sentence.start : sentence.end] for sentence in chosen), BATCH)
        for sentence, doc in zip(chosen, docs, strict=True):
            sentence.doc = doc


STEP = Step("parse", requires=("text", "sentences"), assigns=("sentences.doc",), run=run)
ALL = Step("parse", requires=("text", "sentences"), assigns=("sentences.doc",), run=run_all)
"""The same without the gate, for texts that are read for something else than claims."""
