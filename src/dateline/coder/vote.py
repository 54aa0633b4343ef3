"""Step: what the trained reader believes of every sentence that was parsed; without its file there are no votes."""

from __future__ import annotations

from dateline.coder.ballot import Ballot
from dateline.coder.reading import Reading
from dateline.coder.step import Step


def run(reading: Reading) -> None:
    """Fill ``votes`` with a ballot for each parsed sentence, by its index."""
    reader = reading.knowledge.reader
    reading.votes = {}
    if reader is None:
        return
    for sentence in reading.sentences:
        if sentence.doc is None:
            continue
        tokens = [token for token in sentence.doc if not token.text.isspace()]
        votes = reader.read([token.text for token in tokens])
        if votes is not None:
            reading.votes[sentence.index] = Ballot(reader, votes, {token.i: number for number, token in enumerate(tokens)})


STEP = Step("vote", requires=("sentences.doc",), assigns=("votes",), run=run)
