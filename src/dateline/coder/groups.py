"""Which parties a report names, and what that tells of labels: "the militants" after one group was named; whose things are told.

A label resolves only where the text leaves no choice: one armed group that is of no state was called so, or named at all, so far and
not long ago. Phrases are made whole here: a name that was cut, the forces that a name qualifies, parties that are joined.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from dateline.coder.plain import lowered
from dateline.coder.reading import Phrase, Reading, Sentence
from dateline.coder.syntax import children, noun_phrase, objects_of
from dateline.roster import Actor, Resolution, names_in

_NEAR = 3
"""How many sentences back the group may have been named."""
# Before a label, these tell that it is somebody who was not told of.
_ANY = frozenset("a an any no other another some unknown unidentified".split())
_ARTICLES = frozenset({"the", "these", "those"})
# What stands behind a label and only tells where its bearers are.
_WHERE = frozenset("in inside at near around on who that which positioned located deployed stationed entrenched holed operating".split())
_QUALIFIES = frozenset({"compound", "amod", "nmod", "poss"})
_AND = re.compile(r" (?:and|or|&)(?: the)? ")
_BETWEEN = re.compile(r"\bbetween (?:the )?$")
_INSIDE = re.compile(r"\b(?:in|inside|across) (?:the )?$")
_NAME = re.compile(r"\b([A-Z][A-Za-z.]+)(?: (regime|government|army|forces))?\b")
_REACH = 40
"""How many characters before a name are looked at."""
_BEHIND = re.compile(r"(?: [A-Za-z]+){1,2}")
_BEFORE = re.compile(r"(?:[A-Za-z]+ ){1,3}$")


class Groups:
    """The parties that a report names, in the order of its text (the title first)."""

    def __init__(self, reading: Reading, *, lower: bool) -> None:
        self.reading, self.roster = reading, reading.roster
        title = [(-1, name) for name in names_in(self.roster, reading.article.title, lower=lower)]
        self.spans = names_in(self.roster, reading.text, lower=lower)
        self.parties = self._parties()
        self.begins = [party[0] for party in self.parties]
        self.starts = [name.start for name in self.spans]
        told = [*title, *((name.start, name) for name in self.spans)]
        self.ids = frozenset(name.bearers[0].id for _, name in told if len(name.bearers) == 1)
        self.armed = [(at, name.bearers[0]) for at, name in told if len(name.bearers) == 1 and _is_group(name.bearers[0])]
        self.pronouns = {phrase.start: phrase for phrase in reading.phrases if phrase.pronoun}
        self.tells = frozenset(map(_stem, self.roster.labels["telling"]))
        self.called = self._called()
        rivals = self.roster.labels["rival"]
        # "Rebels" of no name are a group more, whoever they are.
        self.others = min((p.start for p in reading.phrases if any(word in rivals for word in p.text.lower().split())), default=None)

    def whole(self, phrase: Phrase, other: Phrase | None) -> tuple[int, int]:
        """The offsets of a phrase, with the rest of a name that it cuts ("Islam" of "Jaysh al-Islam"), the name right before it ("IS"
        of "IS fighters") and the forces that it only qualifies ("regime" of "regime soldiers")."""
        start, end = self._before(phrase), self._behind(phrase)
        at = max(0, bisect_right(self.starts, start) - 1)
        for name in self.spans[at : at + 8]:
            cuts = name.start < end and start < name.end and not (start <= name.start and name.end <= end)
            if cuts and phrase.sentence.start <= name.start and name.end <= phrase.sentence.end:
                start, end = min(start, name.start), max(end, name.end)
        return self._joined(phrase.sentence, start, end, other)

    def _joined(self, sentence: Sentence, start: int, end: int, other: Phrase | None) -> tuple[int, int]:
        """The offsets of parties joined by "and" of which a phrase has one: "Syrian or Russian" raids. Not with the other role."""
        text = self.reading.text
        here = self.parties[bisect_left(self.begins, sentence.start) : bisect_left(self.begins, sentence.end)]
        if not any(party[0] == start for party in here):
            return start, end
        first, last, placed = start, end, False
        for at, to, country in reversed(here):
            if to < first and _AND.fullmatch(text, to, first):
                first, placed = at, country
        for at, to, _ in here:
            if last < at and to <= sentence.end and _AND.fullmatch(text, last, at):
                last = to
        if other is not None and first < other.end and other.start < last:
            return start, end
        before = text[max(sentence.start, first - _REACH) : first]
        return (start, end) if _BETWEEN.search(before) or (placed and _INSIDE.search(before)) else (first, last)

    def _parties(self) -> list[tuple[int, int, bool]]:
        """Where the text names states and parties ("Assad regime", "Russian", "the YPG"), and whether by a country's own name."""
        text, owners = self.reading.text, self.roster.owners
        found = [(name.start, name.end, False) for name in self.spans]
        for match in _NAME.finditer(text):
            owner = owners.get(lowered(match[1]))
            if owner is not None and (match[2] or owner.sort in ("adjective", "name", "capital")):
                found.append((match.start(), match.end(), not match[2] and owner.sort in ("name", "capital")))
        return sorted(set(found), key=lambda span: (span[0], -span[1]))

    def _before(self, phrase: Phrase) -> int:
        """Where the name begins that ends right before a phrase like "fighters"; the phrase's own beginning where there is none."""
        first = phrase.text.split(" ", 1)[0].lower()
        at = bisect_right(self.starts, phrase.start - 1) - 1
        if at < 0 or first not in self.roster.labels["tail"] or phrase.head.lower_ != first:
            return phrase.start
        name = self.spans[at]
        return name.start if name.end == phrase.start - 1 and name.start >= phrase.sentence.start else phrase.start

    def _behind(self, phrase: Phrase) -> int:
        """Where the noun ends that a phrase stands before and qualifies, if that means people or arms of a party."""
        noun = phrase.head.head
        if phrase.head.dep_ not in _QUALIFIES or noun.lower_ not in self.roster.labels["forces"]:
            return phrase.end
        start = phrase.sentence.offset(noun)
        return start + len(noun.text) if 0 < start - phrase.end <= 1 else phrase.end

    def meant(self, phrase: Phrase, found: Resolution) -> Resolution | None:
        """The one group that a label without a name of its own means; None where there is none, or more than one.

        That is the one which the report itself calls so ("Daesh terrorists"), else the only one that it has named so far.
        """
        words = phrase.text.lower().split()
        theirs = any(word in self.roster.labels["theirs"] for word in words)  # "the terrorists' positions", "positions of the terrorists"
        if found.label not in ("generic", "loaded") and not theirs:
            return None
        label = self._label(phrase)
        if label is None:
            return self._of_people(phrase, found)
        so_called = [actor for at, what, actor in self.called if self._back(phrase) <= at < phrase.start and what == label]
        if len({actor.id for actor in so_called}) == 1:
            return _as(found, so_called[-1], f"the one group that the report calls {label}")
        if (self.others is not None and self.others < phrase.start) or label == "rebel":
            return None
        before = [one for one in self.armed if one[0] < phrase.start]
        if not before or len({actor.id for _, actor in before}) != 1 or before[-1][0] < self._back(phrase):
            return None
        return _as(found, before[-1][1], "the one group named so far")

    def _of_people(self, phrase: Phrase, found: Resolution) -> Resolution | None:
        """ "Kurdish fighters" where one group that is called so was named: "the Kurdish People's Protection Units". A country's name is
        no group's."""
        words, labels = phrase.text.split(), self.roster.labels
        rest = [word for word in words[:-1] if word.lower() not in {*labels["faceless"], *labels["quantity"]} and not word.isdigit()]
        if len(rest) != 1 or words[-1].lower() not in labels["tail"] or rest[0].lower() in self.roster.told or rest[0].islower():
            return None
        named = {actor.id: actor for _, actor in self.armed if any(rest[0] in name.split() for name in actor.names)}
        if len(named) != 1:
            return None
        return _as(found, next(iter(named.values())), f"the one {rest[0]} group that the report names")

    def _called(self) -> list[tuple[int, str, Actor]]:
        """Where the report gives a label to a group by name: "Daesh terrorists", "the militant group Tarn Front"."""
        found = []
        text = self.reading.text
        for name in self.spans:
            if len(name.bearers) == 1 and _is_group(name.bearers[0]):
                near = (_BEHIND.match(text, name.end), _BEFORE.search(text[max(0, name.start - _REACH) : name.start]))
                itself = text[name.start : name.end].lower().split()  # "Houthi rebels" may be a name
                words = {_stem(word) for match in near if match for word in match[0].lower().split()} | set(map(_stem, itself))
                found += [(name.start, word, name.bearers[0]) for word in sorted(words & self.tells)]
        return found

    def _label(self, phrase: Phrase) -> str | None:
        """The label in a phrase that says no more of whom it means: "terrorists" in "the remaining terrorists positioned in Denov"."""
        labels = self.roster.labels
        words = [word.strip(",'’") for word in phrase.text.lower().split()]
        if words and words[0] in _ANY and words[1:3] != ["number", "of"]:
            return None
        if any(word in labels["rival"] for word in words[:-1] if word != "rebel"):
            return None
        end = next((i for i, word in enumerate(words) if i and word in _WHERE), len(words))
        words = words[:end]
        if "and" in words:
            # "Jihadist fighters and leaders", not "militants and their families".
            at = words.index("and")
            if not all(word in labels["person"] or word in labels["bare"] for word in words[at + 1 :]):
                return None
            words = words[:at]
        while words and (words[0] in labels["quantity"] or words[0].isdigit()):
            words = words[1:]
        if "of" in words and words[words.index("of") - 1] in labels["theirs"]:
            words = words[words.index("of") + 1 :]
            words = words[1:] if words and words[0] in _ARTICLES else words
        while len(words) > 1 and words[-1] in labels["theirs"]:
            words = [*words[:-2], _stem(words[-2])] if words[-2] in ("groups", "organizations") else words[:-1]
        if not words or (words[-1] not in labels["bare"] and words[-1] != "rebels"):
            return None
        if not all(word in labels["faceless"] or _stem(word) in self.tells or word in labels["bare"] for word in words[:-1]):
            return None
        telling = [_stem(word) for word in words if _stem(word) in self.tells]
        return telling[0] if telling else _stem(words[-1])

    def _back(self, phrase: Phrase) -> int:
        """The offset from which on a name is near; -1, the title's, at the beginning."""
        index = phrase.sentence.index - _NEAR
        return self.reading.sentences[index].start if index > 0 else -1


def _as(found: Resolution, actor: Actor, rule: str) -> Resolution:
    return replace(found, actors=(actor,), name=actor.name, reason=None, rule=rule, label="")


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") else word


def _is_group(actor: Actor) -> bool:
    return not actor.person and actor.state is False and actor.sector in ("REB", "UAF")


def owner_behind(phrase: Phrase, reading: Reading) -> str | None:
    """ "Positions held by X", "a helicopter belonging to X": the words that tell whose they are."""
    for clause in children(phrase.head, "acl"):
        if clause.lower_ not in reading.roster.labels["loyal"]:
            continue
        for prep in children(clause, "agent", "prep"):
            for token in objects_of(prep) if prep.lower_ in ("by", "to", "with") else ():
                start, end = phrase.sentence.span(*noun_phrase(token))
                return reading.article.text[start:end]
    return None
