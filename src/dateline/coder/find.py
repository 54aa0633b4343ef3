"""Step: find the words that denote events, and what kind of event each denotes.

Every token is looked up in the lexicon by its lemma; the first row of the table whose conditions hold wins. What the
conditions ask about (subject, object, prepositions) comes from ``arguments``, so that "the town was seized by rebels"
meets the same row as "rebels seized the town". Several words for one event are joined in a later step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.coder.arguments import Arguments, held_by, lemmas, of_verb
from dateline.coder.reading import Event, Reading, Sentence, TimeExpression
from dateline.coder.step import Step
from dateline.coder.stretches import Stretches
from dateline.coder.surface import NAME, TOPONYM
from dateline.coder.syntax import children, is_passive, objects_of
from dateline.coder.tree import Token
from dateline.ontology import Lexicon, Light, Trigger

_GAP = 5
"""How many words ``*`` in a phrase stands for at most."""

_NOMINAL = frozenset({"pobj", "dobj", "nsubj", "nsubjpass", "appos"})
_SPANS = frozenset({"to", "for", "since"})
"""Prepositions before how long something is to last, which tells what is done."""
_TELLING = frozenset({"by", "on", "against", "in", "between", "with", "near"})
"""Prepositions behind a noun that tell of one event: "strikes on the port"."""
_PASSING = frozenset({"territory-gain", "territory-handover", "retreat"})
_STATES = frozenset({"territory-hold", "siege"})
_LABELS = frozenset({"cooperation", "support", "displacement", "group-change", "restriction"})
"""An attributive participle of these kinds is a label, no event: "US-backed rebels", "displaced families", "the outlawed party"."""


def holds(conditions: tuple[str, ...], words: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether words meet a condition: one of its alternatives, and none of what it forbids."""
    if not conditions:
        return True
    wanted = False
    met = False
    for condition in conditions:
        if condition[0] == "!":
            if _meets(condition[1:], words, lexicon):
                return False
        else:
            wanted = True
            met = met or _meets(condition, words, lexicon)
    return met or not wanted


def _meets(condition: str, words: Sequence[str], lexicon: Lexicon) -> bool:
    if condition == "+":
        return bool(words)
    if condition == "-":
        return not words
    if condition[0] == "@":
        name, classes = condition[1:], lexicon.classes
        # A plain loop: this is asked of every word of a sentence, for row after row.
        for word in words:  # noqa: SIM110
            if word in classes and name in classes[word]:
                return True
        return False
    return condition in words


def clauses(verb: Token) -> Iterator[str]:
    """What a verb's clause is like, as conditions on what goes with a verb name it.

    "Ordered them *to appear*" gives "to appear", and "(to)", which stands for any infinitive; "*will not* end it" gives "will not" and
    "not"; "*have* controlled" gives "(perfect)", "*managed to* control" gives "(manage to)".
    """
    for clause in children(verb, "xcomp", "ccomp", "advcl"):
        if clause.tag_ == "VB" and any(c.lower_ == "to" for c in children(clause, "aux")):
            yield from ("(to)", f"to {clause.lemma}")
    helpers = [c.lower_ for c in children(verb, "aux")]
    if "have" in helpers or "has" in helpers:
        yield "(perfect)"
    if verb.tag_ == "VB" and verb.dep_ == "xcomp" and "to" in helpers:
        yield f"({verb.head.lemma} to)"
    if children(verb, "neg"):
        yield "not"
        if not {"will", "would", "wo", "'ll", "shall"}.isdisjoint(helpers):
            yield "will not"


class _Finder:
    """Looks one parsed sentence up in the lexicon."""

    def __init__(self, sentence: Sentence, reading: Reading, times: Stretches[TimeExpression]) -> None:
        assert sentence.doc is not None
        self.toponyms = [place for place in reading.toponyms if not place.in_title and sentence.start <= place.start < sentence.end]
        self.times, self.said, lexicon = times, reading.attributions, reading.knowledge.ontology.lexicon
        self.sentence, self.lexicon, self.doc = sentence, lexicon, sentence.doc
        self.lemmas = [token.lemma for token in self.doc]
        self.taken: set[int] = set()

    def events(self) -> list[Event]:
        tables = self.lexicon
        found = [event for token in self.doc if token.lemma in tables.phrases and (event := self._phrase(token)) is not None]
        for token in self.doc:
            if (token.lemma not in tables.verbs and token.lemma not in tables.nouns) or token.i in self.taken:
                continue
            if token.tag_ in ("VBZ", "VBP") and token.dep_ in _NOMINAL and token.lemma in tables.nouns:
                event = self._noun(token)  # "hit by regime *airstrikes*": the tagger's verb stands where a noun does
            elif token.pos_ in ("VERB", "AUX") or token.tag_ in ("VBN", "VBG", "VBD"):
                event = self._verb(token)
            elif token.pos_ in ("NOUN", "PROPN", "ADJ"):
                event = self._noun(token)
            else:
                continue
            if event is not None:
                found.append(event)
        return found

    def _event(self, head: Token, inside: list[Token], row: Trigger) -> Event:
        first, last = min(inside, key=lambda t: t.i), max(inside, key=lambda t: t.i)
        start, end = self.sentence.span(first, last)
        event = Event(self.sentence, head, start, end, row, row.kind)
        event.because("kind", row.rule)
        return event

    # phrases

    def _phrase(self, token: Token) -> Event | None:
        for row in self.lexicon.phrases.get(self.lemmas[token.i], ()):
            end = self._match(row.words, token.i)
            if end is None or any(i in self.taken for i in range(token.i, end)):
                continue
            inside = list(self.doc[token.i : end])
            self.taken.update(range(token.i, end))
            return self._event(token, inside, row)
        return None

    def _match(self, words: tuple[str, ...], at: int) -> int | None:
        """The index after the last word of a phrase that starts at a token, or None."""
        for position, word in enumerate(words):
            if word == "*":
                rest = words[position + 1 :]
                return next((end for skip in range(_GAP + 1) if (end := self._match(rest, at + skip)) is not None), None)
            if at >= len(self.lemmas) or (self.lemmas[at] != word and self.doc[at].lower_ != word):
                return None
            at += 1
        return at

    # verbs

    def _verb(self, verb: Token) -> Event | None:
        rows = self.lexicon.verbs.get(self.lemmas[verb.i])
        if not rows:
            return None
        # A modal has the arguments of its verb: "the council *must* act".
        arguments = of_verb(verb.head if verb.dep_ == "aux" else verb, self.lexicon.nouns)
        if verb.dep_ == "amod" and verb.tag_ == "VBN":
            arguments.subj = held_by(verb)
        measures = self.lexicon.words.get("quantifier", ())
        subjects, objects = lemmas(arguments.subj, measures), lemmas(arguments.obj, measures)
        for heads, told in ((arguments.subj, subjects), (arguments.obj, objects)):
            if self.toponyms and any(self._names_place(token) for token in heads):
                told.append(TOPONYM)
            if any(self._names_other(token) for token in heads):
                told.append(NAME)
        # The prepositions themselves, what stands behind them, and what the clause is like.
        preps = {prep: self._but_times(prep, heads) for prep, heads in arguments.preps.items()}
        preps = {prep: heads for prep, heads in preps.items() if heads or not arguments.preps[prep]}
        behind = [*preps, *(lemma for heads in preps.values() for lemma in lemmas(heads)), *clauses(verb)]
        for row in rows:
            if (
                holds(row.particles, arguments.particles, self.lexicon)
                and holds(row.objects, objects, self.lexicon)
                and holds(row.subjects, subjects, self.lexicon)
                and holds(row.preps, behind, self.lexicon)
                and holds(row.context, self.lemmas, self.lexicon)
            ):
                if verb.dep_ == "amod" and verb.tag_ == "VBN" and row.kind in _LABELS:
                    return None
                if verb.dep_ == "aux" and not self._is_said(verb):
                    return None
                if row.kind in _STATES and verb.dep_ in ("amod", "acl") and not self._locatable(verb.head, verb):
                    return None
                inside = self._own_words(verb, arguments, row)
                # "*Regained control* of the town", "gave up *control* of it": what a row names, and a hold that passes, is no other event.
                passed = [token for token in arguments.obj if row.kind in _PASSING and self._is_hold(token)]
                self.taken.update(token.i for token in (*inside[1:], *passed))
                return self._event(verb, inside, row)
        return None

    def _is_hold(self, token: Token) -> bool:
        return any(row.kind == "territory-hold" for row in self.lexicon.nouns.get(token.lemma, ()))

    def _but_times(self, prep: str, heads: list[Token]) -> list[Token]:
        """Heads behind a preposition without the days: "called him *on Friday*" is no "called on"; a sentence is "*to* ten years"."""
        return heads if prep in _SPANS else [head for head in heads if self.times.at(self.sentence.offset(head)) is None]

    def _is_said(self, token: Token) -> bool:
        at = self.sentence.offset(token)
        return any(draft.head is not None and draft.covers(at) for draft in self.said)

    def _names_place(self, token: Token) -> bool:
        """Tell whether a word is of a name of a place that stands by itself: "took Hartsdale"."""
        return token.pos_ == "PROPN" and self._in_place(token)

    def _names_other(self, token: Token) -> bool:
        """Tell whether a word is of a name that is neither a place's nor in any list: "The court freed Dana Orlov"."""
        return token.tag_ == "NNP" and token.lemma not in self.lexicon.classes and not self._in_place(token)

    def _in_place(self, token: Token) -> bool:
        at = self.sentence.offset(token)
        return any(place.start <= at < place.end for place in self.toponyms)

    def _locatable(self, noun: Token, participle: Token) -> bool:
        """ "rebel-held Aleppo", "the besieged town of X", not "rebel-held areas": there must be something to find on a map.

        That is a name, a part told by its bearing ("the eastern parts"), a part of a place meant before ("parts of the city"), or one town.
        """
        if noun.pos_ == "ADJ" and noun.dep_ == "amod":
            noun = noun.head  # "besieged eastern Aleppo": what the parser hangs on "eastern" describes Aleppo
        inside = {token.i for token in participle.subtree}
        if any((token.pos_ == "PROPN" or self._in_place(token)) and token.i not in inside for token in noun.subtree):
            return True
        if any(self.lexicon.is_a(c.lemma, "bearing") for c in children(noun, "amod", "compound")):
            return True
        whole: list[Token] = []
        if self.lexicon.in_any(noun.lemma, ("settled", "share")):
            whole = [token for prep in children(noun, "prep") if prep.lower_ in ("of", "in") for token in objects_of(prep)]
        return any(self._is_one_settled(token) for token in (noun, *whole))

    def _is_one_settled(self, noun: Token) -> bool:
        one = noun.tag_ not in ("NNS", "NNPS") and not any(c.dep_ == "det" and c.lower_ in ("a", "an", "any") for c in noun.children)
        return one and self.lexicon.is_a(noun.lemma, "settled")

    def _own_words(self, verb: Token, arguments: Arguments, row: Trigger) -> list[Token]:
        """The verb, its particle where the row asks for one, and its object where the row names it word for word."""
        inside = [verb]
        wanted = [condition for condition in row.particles if condition[0] not in "!-+@"]
        inside += [c for c in verb.children if c.lower_ in wanted and 0 < c.i - verb.i <= 3]
        words = [condition for condition in row.objects if condition[0] not in "!-+@"]
        inside += [token for token in arguments.obj if token.lemma in words and abs(token.i - verb.i) <= 4]
        if verb.i >= 2 and self.doc[verb.i - 1].text == "-" and self.doc[verb.i - 2].lower_ in ("re", "counter"):
            inside.append(self.doc[verb.i - 2])
        return inside

    # nouns

    def _noun(self, noun: Token) -> Event | None:
        rows = self.lexicon.nouns.get(self.lemmas[noun.i])
        if not rows or self._part_of_name(noun) or self._only_describes(noun):
            return None
        for row in rows:
            end = self._match(row.words, noun.i) if len(row.words) > 1 else noun.i + 1
            if end is not None and (event := self._noun_as(noun, self.doc[end - 1], row)) is not None:
                self.taken.update(range(noun.i, end))
                return event
        return None

    def _noun_as(self, first: Token, noun: Token, row: Trigger) -> Event | None:
        """The event that a noun denotes after one row; ``first`` is where the row's words begin ("chemical weapons *attack*")."""
        modifiers = self._modifiers(noun) if row.modifiers else []
        words = [lemma for c in modifiers for lemma in (c.lemma, c.lower_)]
        if not (holds(row.modifiers, words, self.lexicon) and holds(row.context, self.lemmas, self.lexicon)):
            return None
        if "attribute" in row.flags and not (noun.dep_ == "amod" and self._locatable(noun.head, noun)):
            return None
        carrier, light = self._carrier(noun)
        if "specific" in row.flags and not (light or self._is_specific(noun, row)):
            return None
        event = self._event(noun, [first, noun, *self._naming(noun, modifiers, row)], row)
        event.light, event.light_head = light, carrier
        if light is not None:
            event.because("kind", light.rule)
        return event

    def _modifiers(self, noun: Token) -> list[Token]:
        # "A dawn counter-attack": the parser hangs the word before the hyphen on "dawn".
        found = (
            [self.doc[noun.i - 2]] if noun.i >= 2 and self.doc[noun.i - 1].text == "-" and self.doc[noun.i - 2].lower_ == "counter" else []
        )
        for c in noun.children:
            if c.i in [modifier.i for modifier in found]:
                continue
            if c.dep_ in ("compound", "amod", "nmod", "nummod", "poss", "npadvmod") and not c.is_punct:
                found.append(c)
                found += [
                    grandchild
                    for grandchild in c.children
                    if grandchild.dep_ in ("compound", "amod", "npadvmod", "conj") and not grandchild.is_punct
                ]
        # "strikes by warplanes", "attack with chemical weapons" tell the means as well as a modifier does.
        for prep in children(noun, "prep"):
            if prep.lower_ in ("by", "with", "from", "of", "using", "involving"):
                for token in objects_of(prep):
                    found.append(token)
                    found += [c for c in token.children if c.dep_ in ("compound", "amod")]
        return found

    def _naming(self, noun: Token, modifiers: list[Token], row: Trigger) -> list[Token]:
        """The modifiers that make the noun this kind and stand right before it: "air" in "air strike"."""
        named: list[Token] = []
        at = noun.i - 2 if noun.i >= 2 and self.doc[noun.i - 1].text == "-" else noun.i - 1
        by_index = {c.i: c for c in modifiers}
        wanted = tuple(condition for condition in row.modifiers if condition[0] not in "!+-")
        while wanted and at in by_index and holds(wanted, [by_index[at].lemma, by_index[at].lower_], self.lexicon):
            named.append(by_index[at])
            at -= 1
            if at >= 1 and self.doc[at].text == "-":
                at -= 1
        return named

    def _part_of_name(self, noun: Token) -> bool:
        """Names of things are no events: "the Counter-Terrorism Service", "Operation Desert Storm Committee"."""
        if noun.pos_ != "PROPN" or noun.dep_ != "compound":
            return False
        head = noun.head
        return (
            head.pos_ == "PROPN" and head.text[:1].isupper() and noun.text[:1].isupper() and self.lemmas[head.i] not in self.lexicon.nouns
        )

    def _only_describes(self, noun: Token) -> bool:
        """ "Attack helicopter", "protest movement": a noun that names a kind of thing; "bombing victims" still tells of the bombing."""
        head = noun.head
        if noun.dep_ != "compound" or head.pos_ != "NOUN" or head.i < noun.i:
            return False
        return self.lemmas[head.i] not in self.lexicon.nouns and not self.lexicon.is_a(self.lemmas[head.i], "eventful")

    def _is_specific(self, noun: Token, row: Trigger) -> bool:
        """A noun that tells of an event, not of a kind of thing: it has a determiner, an owner, a number, or arguments of its own."""
        telling = _TELLING if row.kind != "request" else _TELLING | {"for", "to"}
        return any(c.dep_ in ("det", "poss", "nummod", "acl", "relcl") or (c.dep_ == "prep" and c.lower_ in telling) for c in noun.children)

    def _carrier(self, noun: Token) -> tuple[Token | None, Light | None]:
        """The light verb that carries an event noun ("carried out a raid", "came under attack"), and its row."""
        # "an offensive south of the town": what the parser takes for an adjective of "south" is carried all the same.
        head = noun.head if noun.pos_ == "ADJ" and noun.dep_ == "amod" else noun
        while head.dep_ == "conj" and head.head.pos_ in ("NOUN", "PROPN"):
            head = head.head
        verb, prep = head.head, ""
        if head.dep_ == "pobj":
            prep, verb = verb.lower_, verb.head
        elif head.dep_ not in ("dobj", "nsubjpass", "attr", "nsubj", "oprd"):
            return None, None
        if head.dep_ == "nsubj" and not is_passive(verb):
            return None, None
        # "claimed responsibility for the attack", "is responsible for", "was behind": the word before the preposition carries it.
        for row in self.lexicon.light.get(self.lemmas[verb.i], ()):
            if row.particle == prep or (not prep and (not row.particle or any(c.lower_ == row.particle for c in verb.children))):
                return verb, row
        return None, None


def run(reading: Reading) -> None:
    """Assign ``events``."""
    reading.events = []
    times = Stretches((time.start, time.end, time) for time in reading.times)
    for sentence in reading.sentences:
        if sentence.doc is not None:
            reading.events += sorted(_Finder(sentence, reading, times).events(), key=lambda event: (event.start, event.end))


STEP = Step("find", requires=("text", "sentences", "sentences.doc", "times", "toponyms", "attributions"), assigns=("events",), run=run)
