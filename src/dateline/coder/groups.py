"""Which armed group of a report a bare label means: "the militants" after one group was named; and whose people or things are told.

A label resolves only where the text leaves no choice: one armed group that is of no state was named so far, and not long ago.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dateline.coder.reading import Phrase, Reading
from dateline.coder.syntax import child, children, noun_phrase, objects_of
from dateline.roster import Actor, Context, Resolution, resolve

_NEAR = 3
"""How many sentences back the group may have been named."""
_WORD = re.compile(r"[^\s]+")


class Groups:
    """The armed groups that a report names, in the order of its text (the title first)."""

    def __init__(self, reading: Reading, context: Context) -> None:
        self.reading, self.roster, self.context = reading, reading.knowledge.roster, context
        self.pronouns = {phrase.start: phrase for phrase in reading.phrases if phrase.pronoun}
        self.named: list[tuple[int, int, Actor]] = [(-1, -1, actor) for actor in self._of_title(reading.article.title)]
        for phrase in reading.phrases:
            if phrase.proper and not phrase.pronoun:
                found = resolve(self.roster, phrase.text, context)
                self.named += [(phrase.start, phrase.sentence.index, actor) for actor in found.actors if _is_group(actor)]
        self.named.sort(key=lambda one: one[:2])
        others = self.roster.labels["rival"]
        # "Rebels" of no name are a group more, whoever they are.
        self.others = min((p.start for p in reading.phrases if any(word in others for word in p.text.lower().split())), default=None)

    def _of_title(self, title: str) -> list[Actor]:
        words = _WORD.findall(title)
        found = []
        for start in range(len(words)):
            for end in range(min(len(words), start + self.roster.longest), start, -1):
                one = resolve(self.roster, " ".join(words[start:end]), self.context)
                if one.rule == "name" and len(one.actors) == 1 and _is_group(one.actors[0]):
                    found.append(one.actors[0])
                    break
        return found

    def meant(self, phrase: Phrase, found: Resolution) -> Resolution | None:
        """The one group that a label without a name of its own means; None where there is none, or more than one."""
        if found.label not in ("generic", "loaded") or phrase.head.lower_ not in self.roster.labels["bare"] or not self._is_bare(phrase):
            return None
        if self.others is not None and self.others < phrase.start:
            return None
        before = [one for one in self.named if one[0] < phrase.start]
        if not before or len({one[2].id for one in before}) != 1 or phrase.sentence.index - before[-1][1] > _NEAR:
            return None
        actor = before[-1][2]
        return replace(found, actors=(actor,), name=actor.name, reason=None, rule="the one group named so far", label="")

    def _is_bare(self, phrase: Phrase) -> bool:
        det = child(phrase.head, "det")
        if det is not None and det.lower_ not in ("the", "these", "those"):
            return False
        labels = self.roster.labels
        return not any(
            c.dep_ in ("amod", "compound", "poss", "acl", "relcl", "prep")
            and not (c.lower_ in labels["loaded"] or c.lower_ in labels["generic"])
            for c in phrase.head.children
        )


def _is_group(actor: Actor) -> bool:
    return not actor.person and actor.state is False


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
