"""The lexicon of triggers: the words that denote events, what kind they denote, and where their arguments stand.

Six tables under ``data/``, each read in order (the first row that matches wins):

``verbs.csv``     a verb, with the particle, object, preposition or context that makes it this kind
``nouns.csv``     a noun that denotes an event ("air strike", "withdrawal")
``light.csv``     verbs that only carry an event noun ("carried out a raid"), and the role of their subject
``phrases.csv``   fixed phrases ("in control of", "lay down arms"), as lemmas; ``*`` stands for up to five words
``classes.csv``   classes of words that conditions refer to (``@armed``, ``@place``, ``@aircraft``)
``entities.csv``  classes of words that fill roles, or that never do
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dateline.model import Status
from dateline.tables import Column, Row, read_table

SLOTS = frozenset({
    "subj",      # subject of the active, agent of the passive ("by X")
    "obj",       # object of the active, subject of the passive
    "iobj",      # indirect object
    "poss",      # "Turkey's attacks"
    "mod",       # a modifier that names an actor: "army advances", "Israeli strikes"
    "by", "of", "on", "against", "with", "from", "to", "for", "at", "in", "between", "over", "into", "among", "upon", "towards", "toward",
    "near", "around", "inside", "outside", "under", "about", "through", "after", "behind", "during", "via", "onto", "across", "as",
})  # fmt: skip
"""Where an argument may stand, seen from the trigger."""

_STATUSES = frozenset(str(status) for status in Status)
_SLOTS = Column(many=True, allowed=SLOTS)

FLAGS = frozenset({
    "anaphoric",  # may mean an act told before, and then is of its kind: "the attack"
    "retold",     # tells of an event only where it means one told before: "the incident"
    "specific",   # only with a determiner, an owner, a number or arguments of its own: "the control of the port"
    "weak",       # only where nothing else in the sentence is an event: "the death toll"
    "attribute",  # an adjective that tells of a place which can be found: "the recaptured city of X"
})  # fmt: skip
"""What a row says of its noun besides kind and roles."""

VERB_COLUMNS = {
    "verb": Column(required=True, many=True),
    "particle": Column(many=True),
    "subject": Column(many=True),
    "object": Column(many=True),
    "prep": Column(many=True),
    "context": Column(many=True),
    "kind": Column(required=True),
    "actor": _SLOTS,
    "target": _SLOTS,
    "status": Column(allowed=_STATUSES),
    "example": Column(),
}
NOUN_COLUMNS = {
    "noun": Column(required=True, many=True),
    "modifier": Column(many=True),
    "context": Column(many=True),
    "kind": Column(required=True),
    "actor": _SLOTS,
    "target": _SLOTS,
    "flags": Column(many=True, allowed=FLAGS),
    "status": Column(allowed=_STATUSES),
    "example": Column(),
}
LIGHT_COLUMNS = {
    "verb": Column(required=True, many=True),
    "particle": Column(),
    "subject": Column(required=True, allowed=frozenset({"actor", "target", "none"})),
    "status": Column(allowed=_STATUSES),
    "example": Column(),
}
PHRASE_COLUMNS = {
    "phrase": Column(required=True),
    "kind": Column(required=True),
    "actor": _SLOTS,
    "target": _SLOTS,
    "status": Column(allowed=_STATUSES),
    "example": Column(),
}
CLASS_COLUMNS = {
    "class": Column(required=True, check=lambda name: None if name.isidentifier() else "a plain name"),
    "words": Column(required=True, many=True),
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One row of a trigger table: its conditions, its kind, and where its arguments stand.

    A condition is a tuple of alternatives: a lemma, ``@class``, ``+`` (there must be one), ``-`` (there must be none); a leading
    ``!`` forbids. An empty tuple asks nothing. A lemma in ``objects`` belongs to the trigger's own words ("take *control*").
    "(toponym)" and "(name)" stand for a place's and any other name; ``preps`` may also ask for an infinitive ("to appear", "(to)" for
    any), a refusal ("will not"), "not", "(perfect)" or what the verb is the infinitive of ("(manage to)").
    """

    rule: str
    words: tuple[str, ...]
    kind: str
    actor: tuple[str, ...]
    target: tuple[str, ...]
    status: str | None = None
    particles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    preps: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Light:
    """A verb that only carries an event noun, and the role that its subject has in that event."""

    rule: str
    verb: str
    particle: str
    subject: str
    status: str | None
    example: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The trigger tables, indexed by lemma (phrases by their first lemma), and the classes of words; compared by identity."""

    verbs: Mapping[str, tuple[Trigger, ...]]
    nouns: Mapping[str, tuple[Trigger, ...]]
    light: Mapping[str, tuple[Light, ...]]
    phrases: Mapping[str, tuple[Trigger, ...]]
    classes: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_a(self, lemma: str, name: str) -> bool:
        """Tell whether a lemma belongs to a class of ``classes.csv``."""
        return name in self.classes.get(lemma, frozenset())

    def in_any(self, lemma: str, names: Iterable[str]) -> bool:
        """Tell whether a lemma belongs to one of several classes."""
        return not self.classes.get(lemma, frozenset()).isdisjoint(names)


def _conditions(row: Row, column: str, classes: frozenset[str]) -> tuple[str, ...]:
    values = row.many(column)
    for value in values:
        name = value.lstrip("!")
        if name.startswith("@") and name[1:] not in classes:
            raise row.error(f"class {name!r} in column {column!r}", ", ".join(sorted("@" + known for known in classes)))
    return values


def _kind(row: Row, kinds: frozenset[str]) -> str:
    if row["kind"] not in kinds:
        raise row.error(f"kind {row['kind']!r}", ", ".join(sorted(kinds)))
    return row["kind"]


def _plural(noun: str) -> str:
    """The plural of a noun: taggers take a word of a headline for a name ("Rebels"), and then leave its lemma in the plural."""
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _load_classes(*paths: Path) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    by_word: dict[str, set[str]] = defaultdict(set)
    by_class: dict[str, set[str]] = defaultdict(set)
    for row in (row for path in paths for row in read_table(path, CLASS_COLUMNS)):
        for word in row.many("words"):
            by_word[word].add(row["class"])
            by_word[_plural(word)].add(row["class"])
            by_class[row["class"]].add(word)
    return {w: frozenset(c) for w, c in by_word.items()}, {c: frozenset(w) for c, w in by_class.items()}


def _rule(row: Row, word: str) -> str:
    return f"{row.path.stem}:{row.line} {word}"


def _trigger(row: Row, word: str, kinds: frozenset[str], classes: frozenset[str]) -> Trigger:
    def conditions(column: str) -> tuple[str, ...]:
        return _conditions(row, column, classes) if column in row.cells else ()

    return Trigger(
        rule=_rule(row, word), words=tuple(word.split()), kind=_kind(row, kinds), actor=row.many("actor"), target=row.many("target"),
        status=row["status"] or None, particles=conditions("particle"), subjects=conditions("subject"), objects=conditions("object"),
        preps=conditions("prep"), context=conditions("context"), modifiers=conditions("modifier"),
        flags=frozenset(row.many("flags")) if "flags" in row.cells else frozenset(), example=row["example"],
    )  # fmt: skip


def _light(row: Row, verb: str) -> Light:
    return Light(_rule(row, verb), verb, row["particle"], row["subject"], row["status"] or None, row["example"])


def load_lexicon(folder: Path, kinds: frozenset[str]) -> Lexicon:
    """Return the lexicon in a folder; raises :class:`~dateline.errors.KnowledgeError` where a table breaks its schema."""
    by_word, by_class = _load_classes(folder / "classes.csv", folder / "entities.csv")
    names = frozenset(by_class)

    def triggers(file: str, column: str, columns: Mapping[str, Column]) -> dict[str, tuple[Trigger, ...]]:
        found: dict[str, list[Trigger]] = defaultdict(list)
        for row in read_table(folder / file, columns):
            for word in row.many(column):
                found[word.split()[0]].append(_trigger(row, word, kinds, names))
                if column == "noun" and " " not in word and _plural(word) not in row.many(column):
                    found[_plural(word)].append(_trigger(row, _plural(word), kinds, names))
        return {word: tuple(rows) for word, rows in found.items()}

    light: dict[str, list[Light]] = defaultdict(list)
    for row in read_table(folder / "light.csv", LIGHT_COLUMNS):
        for verb in row.many("verb"):
            light[verb].append(_light(row, verb))
    return Lexicon(
        verbs=triggers("verbs.csv", "verb", VERB_COLUMNS), nouns=triggers("nouns.csv", "noun", NOUN_COLUMNS),
        light={verb: tuple(rows) for verb, rows in light.items()}, phrases=triggers("phrases.csv", "phrase", PHRASE_COLUMNS),
        classes=by_word, words=by_class,
    )  # fmt: skip
