"""Step: weigh the status, as the cues give it, against the trained reader's votes.

History and denials stay: the first follow from dates, which the reader does not count; of the second it was shown hardly any.
What a word of the text says ("*may* attack", "fighting *continued*") stays, too. Where only the form of a verb or the kind of
the event gave the status, the reader must be surer than where nothing speaks against "happened".
"""

from __future__ import annotations

from dateline.coder.reading import Reading
from dateline.coder.step import Step
from dateline.model import Status


def run(reading: Reading) -> None:
    """Rewrite ``status`` of every event of which the reader is sure."""
    if not reading.votes:
        return
    weights = reading.knowledge.weights
    for event in reading.events:
        ballot = reading.votes.get(event.sentence.index)
        shares = ballot.statuses_of(event) if ballot is not None else None
        if shares is None or event.cued or event.status in (Status.PAST, Status.DENIED):
            continue
        least = weights["status" if event.status is Status.HAPPENED else "status_formed"]
        best = max(shares, key=lambda status: shares[status])
        if best not in (event.status, Status.PAST) and shares[best] >= least:
            event.because("status", f"the reader takes it for {best} ({shares[best]:.2f}), the cues for {event.status}")
            event.status = Status(best)


STEP = Step("restate", requires=("events", "events.status", "votes"), assigns=("events.status",), run=run)
