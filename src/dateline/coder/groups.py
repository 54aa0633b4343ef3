"""Which parties a report names, and what that tells of labels: "the militants" after one group was named; whose things are told.

A label resolves only where the text leaves no choice: one armed group that is of no state was named so far, and not long ago.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from dateline.coder.reading import Phrase, Reading
from dateline.coder.syntax import child, children, noun_phrase, objects_of
from dateline.roster import Actor, Resolution, names_in

_NEAR = 3
"""How many sentences back the group may have been named."""
_DESCRIBING = frozenset({"amod", "compound", "poss", "acl", "relcl", "prep"})


class Groups:
    """The parties that a report names, in the order of its text (the title first)."""

    def __init__(self, reading: Reading, *, lower: bool) -> None:
        self.reading, self.roster = reading, reading.knowledge.roster
        title = [(-1, name) for name in names_in(self.roster, reading.article.title, lower=lower)]
        self.spans = names_in(self.roster, reading.text, lower=lower)
        self.starts = [name.start for name in self.spans]
        told = [*title, *((name.start, name) for name in self.spans)]
        self.ids = frozenset(name.bearers[0].id for _, name in told if len(name.bearers) == 1)
        self.armed = [(at, name.bearers[0]) for at, name in told if len(name.bearers) == 1 and _is_group(name.bearers[0])]
        self.pronouns = {phrase.start: phrase for phrase in reading.phrases if phrase.pronoun}
        rivals = self.roster.labels["rival"]
        # "Rebels" of no name are a group more, whoever they are.
        self.others = min((p.start for p in reading.phrases if any(word in rivals for word in p.text.lower().split())), default=None)

    def whole(self, phrase: Phrase) -> tuple[int, int]:
        """The offsets of a phrase, with the rest of a name that it cuts ("Islam" of "Jaysh al-Islam")."""
        start, end = phrase.start, phrase.end
        at = max(0, bisect_right(self.starts, start) - 1)
        for name in self.spans[at : at + 8]:
            cuts = name.start < end and start < name.end and not (start <= name.start and name.end <= end)
            if cuts and phrase.sentence.start <= name.start and name.end <= phrase.sentence.end:
                start, end = min(start, name.start), max(end, name.end)
        return start, end

    def meant(self, phrase: Phrase, found: Resolution) -> Resolution | None:
        """The one group that a label without a name of its own means; None where there is none, or more than one."""
        if found.label not in ("generic", "loaded") or phrase.head.lower_ not in self.roster.labels["bare"] or not self._is_bare(phrase):
            return None
        if self.others is not None and self.others < phrase.start:
            return None
        before = [one for one in self.armed if one[0] < phrase.start]
        if not before or len({actor.id for _, actor in before}) != 1 or before[-1][0] < self._back(phrase):
            return None
        actor = before[-1][1]
        return replace(found, actors=(actor,), name=actor.name, reason=None, rule="the one group named so far", label="")

    def _back(self, phrase: Phrase) -> int:
        """The offset from which on a name is near; -1, the title's, at the beginning."""
        index = phrase.sentence.index - _NEAR
        return self.reading.sentences[index].start if index > 0 else -1

    def _is_bare(self, phrase: Phrase) -> bool:
        det = child(phrase.head, "det")
        if det is not None and det.lower_ not in ("the", "these", "those"):
            return False
        labels = self.roster.labels
        return not any(
            c.dep_ in _DESCRIBING and not (c.lower_ in labels["loaded"] or c.lower_ in labels["generic"]) for c in phrase.head.children
        )


def _is_group(actor: Actor) -> bool:
    return not actor.person and actor.state is False and actor.sector in ("REB", "UAF")


def owner_behind(phrase: Phrase, reading: Reading) -> str | None:
    """ "Positions held by X", "a helicopter belonging to X": the words that tell whose they are."""
    for clause in children(phrase.head, "acl"):
        if clause.lower_ not in reading.knowledge.roster.labels["loyal"]:
            continue
        for prep in children(clause, "agent", "prep"):
            for token in objects_of(prep) if prep.lower_ in ("by", "to", "with") else ():
                start, end = phrase.sentence.span(*noun_phrase(token))
                return reading.article.text[start:end]
    return None
