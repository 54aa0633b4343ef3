"""MUC-4: incident templates of reports on political violence, told in lower case.

Each claim that is an incident there becomes a template; claims of one type whose parts do not contradict each other are one incident.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from benchmarks.adaptors.common import Coded, code, fits, forms, table
from dateline.coder.reading import Sentence
from dateline.coder.syntax import noun_phrase
from dateline.model import Claim, Mention, Status

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
_KINDS = ("kind", "words", "incident", "example")
_WORDS = ("class", "words", "example")
_TOLD = (Status.HAPPENED, Status.ONGOING, Status.PAST)
_ARTICLES = ("the ", "a ", "an ", "his ", "her ", "their ", "its ")


@cache
def _class(name: str) -> frozenset[str]:
    return frozenset(word for row in table("muc_words.csv", _WORDS) if row["class"] == name for word in row.many("words"))


def _is(text: str, name: str) -> bool:
    """Whether the last word of a phrase, or the word before its "of", is of a class."""
    head = text.lower().split(" of ")[0].split(" in ")[0].split()
    return bool(head) and not forms(head[-1]).isdisjoint(_class(name))


def _has(text: str, name: str) -> bool:
    return not forms(text).isdisjoint(_class(name))


def _incident(coded: Coded, claim: Claim) -> str | None:
    words = coded.lemmas(coded.sentence(claim))
    for row in table("muc_kinds.csv", _KINDS):
        if claim.kind in row.many("kind") and fits(row, "words", words):
            return row["incident"]
    return None


def _plain(text: str) -> str:
    """A phrase without article."""
    for article in _ARTICLES:
        text = text.removeprefix(article)
    return text.strip(' ,."')


def _name(text: str) -> str:
    """A phrase without the titles in front of a name."""
    words = _plain(text).split()
    while len(words) > 1 and words[0].strip(".") in _class("title"):
        words = words[1:]
    return " ".join(words)


def _mentions(mention: Mention | None) -> list[str]:
    return [mention.text] if mention is not None else []


def _weapons(sentence: Sentence | None) -> list[str]:
    found = []
    for token in (sentence.doc or ()) if sentence is not None else ():
        if token.pos_ in ("NOUN", "PROPN") and not forms(token.text).isdisjoint(_class("weapon")) and token.dep_ != "compound":
            first, last = noun_phrase(token, conj=False)
            found.append(_plain("".join(word.text + word.whitespace_ for word in token.doc[first.i : last.i + 1]).rstrip()))
    return found


@cache
def _orgs() -> dict[str, str]:
    return {name: row["side"] for row in table("muc_orgs.csv", ("name", "side", "example")) for name in row.many("name")}


def _named(text: str) -> list[str]:
    """The organisations that a text names, longest names first, none inside another."""
    found: list[tuple[int, str]] = []
    left = text.lower()
    for name in sorted(_orgs(), key=lambda name: (-len(name), name)):
        if match := re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", left):
            found.append((match.start(), name))
            left = left.replace(name, " " * len(name))
    return [name for _, name in sorted(found)]


def _victims(mention: Mention) -> list[str]:
    """The persons of a phrase one by one; that set names them, crowds ("several businessmen") are left out."""
    text = mention.name if mention.name and len(mention.text) < 5 else mention.text
    return [name for part in re.split(r",| and ", text) if len((name := _name(part)).split()) >= 2 and not _crowd(name)]


def _crowd(name: str) -> bool:
    words = name.lower().split()
    return bool(re.match(r"\d", words[0])) or words[0] in _class("many") or _is(name, "people") or _is(name, "common")


def _template(coded: Coded, claim: Claim, incident: str) -> dict[str, Any]:
    sentence = coded.sentence(claim)
    made: dict[str, Any] = {"incident_type": incident, **{role: [] for role in ROLES}}
    for text in _mentions(claim.actor):
        if _is(text, "people"):
            made["PerpInd"].append(_plain(text))
        named = _named(text)
        made["PerpOrg"] += named or ([_plain(text)] if _has(text, "org") and not _is(text, "people") else [])
    for text in _mentions(claim.target):
        if _is(text, "thing"):
            made["Target"].append(_plain(text))
        elif claim.target is not None and not _has(text, "fighter"):
            made["Victim"] += _victims(claim.target)
    made["Target"] += [_plain(place.text) for place in claim.places[:1] if not place.carried and _is(place.text, "thing")]
    made["Weapon"] = _weapons(sentence) if incident in ("bombing", "attack") else []
    return made


def _merge(templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One template a type: the set tells most reports by a single incident of a type."""
    merged: dict[str, dict[str, Any]] = {}
    for template in templates:
        whole = merged.setdefault(template["incident_type"], {"incident_type": template["incident_type"], **{role: [] for role in ROLES}})
        for role in ROLES:
            whole[role] += [filler for filler in template[role] if filler not in whole[role]]
    return list(merged.values())


def predict(row: dict[str, Any]) -> dict[str, Any]:
    """Return {"id", "templates"}: incident types with the phrases of who did it, to what and whom, and with what."""
    coded = code(row["id"], row["text"])
    templates = []
    for claim in coded.claims:
        incident = _incident(coded, claim) if claim.status in _TOLD else None
        if incident is not None:
            templates.append(_template(coded, claim, incident))
    merged = [t for t in _merge(templates) if t["Victim"] or t["Target"] or t["Weapon"] or t["PerpInd"]]
    for template in merged:
        template["PerpOrg"] = template["PerpOrg"] or _behind(template, row["text"])
    return {"id": row["id"], "templates": merged}


def _behind(template: dict[str, Any], text: str) -> list[str]:
    """The armed organisation that a report names first, for incidents laid to "guerrillas" or "rebels"."""
    if not any(_has(who, "rebel") for who in template["PerpInd"]):
        return []
    return [name for name in _named(text) if _orgs()[name] == "armed"][:1]
