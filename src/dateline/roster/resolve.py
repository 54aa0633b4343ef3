"""Which known actor a phrase names: by alias, by composition of country and organ, by metonymy, or no one, with the reason.

Look-ups in dictionaries of folded words, no search: a phrase costs some microseconds, and callers keep the answers of an article.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache

from dateline.roster.answer import NO_CONTEXT, Context, Resolution
from dateline.roster.index import COMPOSED, Owner, Roster
from dateline.roster.labels import unnamed
from dateline.roster.load import Actor
from dateline.roster.scan import borne
from dateline.roster.words import PREPOSITIONS, Word, cut, has_capital, is_short_form, joined, plain, split, without_brackets

_SEATS_SPEAK = frozenset({"gov", "army", "airforce"})
"""Organs that a capital or a ruler's name may own: "Damascus forces", "Assad's army"; "Baghdad police" are the town's."""
COUNTRY_AND_ORGAN = "country and organ"
_WHOSE = frozenset({"of", "from", "to", "with", "by"})
_RULING = frozenset({"regime", "government"})
_ANY_FORCES = frozenset({"forces", "air forces"})
"""Organs that may be any of a state's, and are then told of it."""
_THEIRS = frozenset({"its", "their", "his"})
_SHORT = 3
"""A country's name of so few letters is a short form."""


def _only_country(actors: tuple[Actor, ...]) -> str | None:
    return actors[0].countries[0] if len(actors) == 1 and actors[0].countries else None


@lru_cache(maxsize=16384)
def resolve(roster: Roster, text: str, context: Context = NO_CONTEXT) -> Resolution:
    """Return what a phrase stands for; never raises for any text."""
    words = cut(without_brackets(text), roster.labels) or cut(text.translate(_NO_BRACKETS), roster.labels)
    reader = _Reader(roster, context)
    # A name may hold what is else a mark: "the anti-ISIL coalition".
    whole = reader.written(text) if "-" in text else None
    return _in_office(roster, whole or reader.phrase(words), context.day)


def _in_office(roster: Roster, found: Resolution, day: dt.date | None) -> Resolution:
    """ "The Iranian president" is who held the office on the report's day."""
    if day is None or len(found.actors) != 1 or (person := roster.holder(found.actors[0].id, day)) is None:
        return found
    return replace(found, actors=(person,), name=person.name, rule=f"{found.rule}; in office on {day}")


_NO_BRACKETS = str.maketrans("()[]", "    ")


class _Reader:
    """Reads one phrase."""

    def __init__(self, roster: Roster, context: Context) -> None:
        self.roster, self.context, self.labels = roster, context, roster.labels

    def phrase(self, words: list[Word]) -> Resolution:
        """A whole phrase, which may join several parties."""
        words = self._trimmed(words)
        whole = self._exactly(words)
        if whole is not None:
            return whole
        if not any(word.mark == "and" for word in words):
            return self._described([part for part in split(words, {"comma"}) if part])
        return self._joined(words)

    def _described(self, parts: list[list[Word]]) -> Resolution:
        """ "the country's ruler, General X": the part that names someone, else the first."""
        if not parts:
            return Resolution(reason="no words")
        found = [self.one(part) for part in parts]
        return next((one for one in found if one.actors), found[0])

    def _joined(self, words: list[Word]) -> Resolution:
        parts = self._parts(words)
        named = [
            part for part in parts if not all(word.text in self.labels["theirs"] or word.text in self.labels["quantity"] for word in part)
        ]
        parts = named or parts  # "the facilities and vehicles of X" are X's
        if len(parts) < 2:
            return self.one(parts[0] if parts else [])
        last = self._trimmed(parts[-1])
        organ = self._organ(self._core(last))
        shared = self._owner(self._core(last))[0] is not None
        allied = len(parts)
        if self._core(last) and self._core(last)[-1].text in self.labels["allied"]:
            allied = next((i for i, part in enumerate(parts) if i and part[0].text in _THEIRS), allied)
        found = []
        reader = self
        for at, part in enumerate(parts):
            owner = self.roster.owners.get(joined(part))
            if at >= allied:
                # "the government and its Turkish and Russian allies": these are allies that are named.
                found.append(self._state(part))
                continue
            if part is not parts[-1] and organ and owner and owner.sort == "adjective" and shared:
                # "Turkish and Russian warplanes": the last part's organ is that of each.
                part = [*part, *self._core(last)[-organ:]]
            found.append((self if self._is_ruling(part) else reader).one(self._trimmed(part)))
            if found[-1].rule == COUNTRY_AND_ORGAN and owner is None and (whose := _only_country(found[-1].actors)):
                # "Turkish police and army": the first part's country is that of the next.
                reader = _Reader(self.roster, replace(self.context, country=whose))
        ruling = any(one.actors and one.actors[0].sector == "GOV" for one in found) and any(word.text in _RULING for word in words)
        if ruling and organ and joined(self._core(last)[-organ:]) in _ANY_FORCES:
            found = [self._as_state(one) for one in found]
        return self._together(parts, found)

    def _as_state(self, found: Resolution) -> Resolution:
        """ "The regime and Russian forces" tells of two states: the government of the one is no equal of the other's army."""
        if len(found.actors) != 1 or found.actors[0].source != COMPOSED or found.actors[0].sector != "MIL":
            return found
        actor = self.roster.organ_of(found.actors[0].countries[0], "gov")
        return replace(found, actors=(actor,), name=actor.name)

    def _is_ruling(self, part: list[Word]) -> bool:
        """ "Russian troops and the regime": a government by itself is that of the country that the report is about."""
        size = self._organ(core := self._core(part))
        return size > 0 and self.roster.organ_words[joined(core[-size:])].organ == "gov"

    def _together(self, parts: list[list[Word]], found: list[Resolution]) -> Resolution:
        """What several parts stand for at once."""
        ids = {actor.id for one in found for actor in one.actors}
        kept = [i for i, one in enumerate(found) if not (len(one.actors) == 1 and one.actors[0].person and one.actors[0].parent in ids)]
        parts, found = [parts[i] for i in kept], [found[i] for i in kept]  # "the president and his government" are the government
        actors = tuple(dict.fromkeys(actor for one in found for actor in one.actors))
        if not actors:
            return next((one for one in found if one.reason), found[0])
        unknown = [" ".join(word.raw for word in part) for part, one in zip(parts, found, strict=True) if not one.actors]
        named = [one.name or " ".join(word.raw for word in part) for part, one in zip(parts, found, strict=True)]
        named = list(dict.fromkeys(named))
        name = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
        reason = f"beside them, not in the roster: {'; '.join(unknown)}" if unknown else None
        return Resolution(actors, name, reason, "joined")

    def _state(self, part: list[Word]) -> Resolution:
        """The state that an adjective among words tells of."""
        owner, _ = self._owner(part)
        if owner is None or owner.sort not in ("adjective", "name"):
            return Resolution(reason="allies or opponents of a party are not the party")
        actor = self.roster.organ_of(owner.country.iso2, "gov")
        return Resolution((actor,), actor.name, None, "country")

    def _parts(self, words: list[Word]) -> list[list[Word]]:
        """Divide at "and" and commas, but not inside a name that has one ("the Islamic State of Iraq and Syria")."""
        inside: set[int] = set()
        plain = [word.text for word in words]
        for start in (i for i, word in enumerate(plain) if word in self.roster.starts):
            for end in range(min(len(words), start + self.roster.longest), start + 2, -1):
                middle = range(start + 1, end - 1)
                if any(words[i].mark == "and" for i in middle) and " ".join(plain[start:end]) in self.roster.names:
                    inside.update(range(start, end))
                    break
        marked = [Word(w.text, w.raw) if i in inside else w for i, w in enumerate(words)]
        parts: list[list[Word]] = []
        for part in filter(None, split(marked, {"and", "comma"})):
            # "the brigade in Syria and Iraq": the second place is no party.
            placed = parts and len(self._core(parts[-1])) < len(parts[-1]) and parts[-1][len(self._core(parts[-1]))].text != "of"
            if placed and (owner := self.roster.owners.get(joined(part))) and owner.sort in ("name", "capital"):
                parts[-1] += part
            else:
                parts.append(part)
        return parts

    def one(self, words: list[Word]) -> Resolution:
        """A phrase that names one party, or none."""
        words = self._trimmed(words)
        found = self._exactly(words) or self._named(words) if words else None
        if found is not None and found.actors:
            return found
        if words and words[-1].mark == "made" and words[-1].text in self.labels["loyal"]:
            return self.one([Word(word.text, word.raw) for word in words[:-1]])  # "Daesh-held" towns
        words = [word for word in words if word.mark != "made"]
        if not words:
            return Resolution(reason="no words that name a party")
        return self._composed(words) or self._of_holder(words) or found or self._metonym(words) or self._label(words)

    def _trimmed(self, words: list[Word]) -> list[Word]:
        """Leading numbers, articles and possessives away, as long as something is left that is not one."""
        at = 0
        while at < len(words) - 1 and (
            words[at].text in self.labels["quantity"] or words[at].text.replace(",", "").isdigit() or words[at].mark in ("and", "comma")
        ) and words[at].mark != "side":  # fmt: skip
            at += 1
        return words[at:]

    # names

    def _borne(self, words: list[Word]) -> tuple[Actor, ...]:
        return borne(self.roster, joined(words), [word.raw for word in words], lower=self.context.lower)

    def written(self, text: str) -> Resolution | None:
        """Who bears a name that is written just so."""
        words = [word for raw in text.split() for word in plain(raw)]
        bearers = self._borne(words) if words else ()
        return self._choose(bearers) if bearers else None

    def _exactly(self, words: list[Word]) -> Resolution | None:
        if not words or words[0].text not in self.roster.starts or any(word.mark == "side" for word in words):
            return None
        bearers = self._borne(words)
        return self._choose(bearers) if bearers else None

    def _choose(self, bearers: tuple[Actor, ...]) -> Resolution:
        """Of several that bear a name, the one that the report names in full, or that was there on its day in the country it is about."""
        known = [actor for actor in bearers if actor.known_on(self.context.day)]
        if not known:
            return Resolution(reason=f"{bearers[0].name} is known from {bearers[0].first}, the report is older")
        told = [actor for actor in known if actor.id in self.context.named]
        if len(bearers) > 1:
            known = told if len(told) == 1 else [actor for actor in known if self.context.country in actor.countries]
        if len(known) > 1:
            known = [actor for actor in known if actor.active_on(self.context.day)]
        if len(known) != 1:
            return Resolution(reason=f"the name is borne by {', '.join(actor.name for actor in bearers)}")
        return Resolution((known[0],), known[0].name, None, "name")

    def _named(self, words: list[Word]) -> Resolution | None:
        """A name inside the phrase that the phrase is about: at its end, before words like "fighters", or behind "members of"."""
        fallback: Resolution | None = None
        firsts = [start for start, word in enumerate(words) if word.text in self.roster.starts]
        for size in range(min(len(words), self.roster.longest), 0, -1) if firsts else ():
            for start in firsts:
                window = words[start : start + size]
                bearers = self._borne(window) if len(window) == size else ()
                if size == 1 and start and window[0].text not in self.roster.cased:
                    continue  # "the coalition" is one, "an armed coalition" any
                if not bearers or any(word.mark not in ("", "made") for word in window) or not self._may_stand(words[:start], bearers):
                    continue
                behind = self._behind(words[start + size :])
                if self._core(words[start + size :]) and (bearers[0].person or bearers[0].id.endswith("-gov")):
                    continue  # "Assad's army" is not the man, "Syrian regime forces" not the government
                if behind == "tail":
                    return self._choose(bearers)
                if behind == "person" and fallback is None:
                    fallback = Resolution(reason=self.labels["person"][self._core(words[start + size :])[0].text].reason)
        return fallback

    def _behind(self, words: list[Word]) -> str:
        core = self._core(words)
        if all(word.text in self.labels["tail"] or word.text in self.labels["theirs"] for word in core):
            return "tail"
        return "person" if core[0].text in self.labels["person"] else "other"

    def _may_stand(self, before: list[Word], bearers: tuple[Actor, ...]) -> bool:
        """Tell whether what stands before a name leaves it the one that the phrase is about."""
        at = next((i for i, word in enumerate(before) if word.text in PREPOSITIONS and i), None)
        if before and before[-1].mark == "side" and (before[-1].text in self.roster.owners or before[-1].text in _RULING):
            return False  # "the pro-independence KLA" is the KLA, "pro-Assad Hezbollah" may be another
        if at is not None and bearers[0].person:
            # "Secretary of State John Kerry"
            return any(joined(before[-size:]) in self.labels["title"] for size in (2, 3))
        if at is None:
            return bearers[0].person or not any(word.text in self.labels["title"] for word in before)
        return (
            before[at].text in _WHOSE
            and not bearers[0].person
            and (before[at - 1].text in self.labels["holder"] or before[at - 1].text in self.labels["loyal"])
            and all(word.text in self.labels["between"] or word.text in self.roster.owners for word in before[at + 1 :])
        )

    # organs of states

    def _core(self, words: list[Word]) -> list[Word]:
        """The words before the first preposition, and before "loyal to"."""
        end = next((i for i, word in enumerate(words) if word.text in PREPOSITIONS and not word.mark), len(words))
        return words[: end - 1] if 1 < end < len(words) and words[end - 1].text in self.labels["loyal"] else words[:end]

    def _organ(self, core: list[Word]) -> int:
        """How many words at the end of a phrase name an organ; 0 for none."""
        for size in range(min(len(core), 4), 0, -1):
            if joined(core[-size:]) in self.roster.organ_words and not any(word.mark for word in core[-size:]):
                return size
        return 0

    def _owner(self, words: list[Word]) -> tuple[Owner | None, list[Word]]:
        """The last country told among words, and the words without it."""
        for end in range(len(words), 0, -1):
            for start in range(max(0, end - 5), end):
                owner = self.roster.owners.get(joined(words[start:end]))
                if owner is None or any(word.mark for word in words[start:end]):
                    continue
                if end - start == 1 and words[start].text in self.roster.shouted | {"us"} and not is_short_form(words[start]):
                    continue
                return owner, [*words[:start], *words[end:]]
        return None, words

    def _composed(self, words: list[Word]) -> Resolution | None:
        core = whole = self._core(words)
        rest = words[len(core) :]
        while len(core) > 1 and core[-1].text in self.labels["theirs"] and not self._organ(core):
            core = core[:-1]  # "Turkish army positions": the army's
        size = self._organ(core)
        if not size:
            return None
        organ = self.roster.organ_words[joined(core[-size:])]
        if organ.organ == "gov" and len(core) < len(whole) and whole[len(core)].text in self.labels["post"]:
            organ = self.roster.organs["army"]  # who holds "government positions"
        owner, others = self._owner_once(core[:-size])
        if any(word.mark == "side" or not self._adds_nothing(word) for word in others):
            return None
        how = COUNTRY_AND_ORGAN
        if owner is None and (whose := self._behind_of(rest)):
            owner, left = self._owner_once(self._trimmed(self._core(whose)))
            if not all(self._adds_nothing(word) for word in left):
                return None
            if owner is None and rest[0].text in self.labels["loyal"]:
                return None
        if owner is not None:
            if owner.sort in ("capital", "stand-in") and organ.organ not in _SEATS_SPEAK:
                return None
            iso2 = owner.country.iso2
        elif self.context.country and self._is_alone(core, size, others, whole) and (not rest or rest[0].text not in ("of", "from")):
            iso2, how = self.context.country, "organ of the country that the report is about"
        else:
            return None
        actor = self.roster.organ_of(iso2, organ.organ)
        return Resolution((actor,), actor.name, None, how)

    def _is_alone(self, core: list[Word], size: int, others: list[Word], whole: list[Word]) -> bool:
        """ "The army", "regime MiG jets": whose organ it is needs no word. "Military posts" may be anybody's."""
        if any(word.text in _RULING for word in others):
            return True
        return joined(core[-size:]) in self.roster.alone and not (len(whole) > len(core) and joined(core) == "military")

    def _owner_once(self, words: list[Word]) -> tuple[Owner | None, list[Word]]:
        """The country told among words, and the words without it: told twice in "Syrian President Bashar al-Assad"."""
        owner, left = self._owner(words)
        again, fewer = self._owner(left) if owner else (None, left)
        return (owner, fewer) if owner and again and again.country is owner.country else (owner, left)

    def _adds_nothing(self, word: Word) -> bool:
        return word.text in self.labels["plain"] or word.text in self.labels["title"] or any(map(str.isdigit, word.text))

    def _behind_of(self, rest: list[Word]) -> list[Word]:
        """What tells whose: the words behind "of" or "loyal to"."""
        if len(rest) > 2 and rest[0].text in self.labels["loyal"]:
            return rest[2:]
        return rest[1:] if rest and rest[0].text == "of" else []

    def _of_holder(self, words: list[Word]) -> Resolution | None:
        """ "members of the Turkish army", "gunmen loyal to Daesh": whose they are."""
        core = self._core(words)
        rest = words[len(core) :]
        if not rest or not core or any(word.mark == "side" for word in core):
            return None
        if rest[0].text in self.labels["loyal"]:
            found = (
                self.one(rest[2:])
                if len(rest) > 2 and (self._is_generic(core) or self._organ(core) or core[-1].text in self.labels["holder"])
                else None
            )
            if found and found.actors and found.actors[0].person:
                found = self._led_by(found.actors[0])
        else:
            found = self.one(rest[1:]) if rest[0].text in ("of", "from") and core[-1].text in self.labels["holder"] else None
        return found if found and found.actors else None

    def _led_by(self, person: Actor) -> Resolution | None:
        """ "Forces loyal to General X": those whom X leads, the army where that is a state."""
        body = self.roster.find(person.parent) if person.parent else None
        if body is not None and body.sector == "GOV" and body.source == COMPOSED:
            body = self.roster.organ_of(body.countries[0], "army")
        return Resolution((body,), body.name, None, f"led by {person.name}") if body else None

    def _is_generic(self, core: list[Word]) -> bool:
        return any(core[-1].text in self.labels[kind] for kind in ("generic", "loaded"))

    def _metonym(self, words: list[Word]) -> Resolution | None:
        """A country's name, adjective or capital alone: its government."""
        core = self._core(words)
        owner = self.roster.owners.get(joined(core))
        if (
            owner is None
            or owner.sort == "stand-in"
            or any(word.mark for word in core)
            or (core[0].text == "us" and not is_short_form(core[0]))
            or not self._is_written_as_name(core)
        ):
            return None
        if owner.sort == "people":
            return Resolution(reason="a people, not a party")
        if owner.sort == "capital" and not self.context.seats:
            return Resolution(reason="a place here, not the government that sits in it")
        actor = self.roster.organ_of(owner.country.iso2, "gov")
        return Resolution((actor,), actor.name, None, "metonymy" if owner.sort != "name" else "country")

    def _is_written_as_name(self, core: list[Word]) -> bool:
        """ "Chad", "the CAR", not "chad" or "their car": a report without capitals is trusted with longer words alone."""
        if len(core) == 1 and len(core[0].text) <= _SHORT:
            return is_short_form(core[0])
        return self.context.lower or any(has_capital(word.raw) for word in core)

    # no party

    def _label(self, words: list[Word]) -> Resolution:
        return unnamed(self._core(words) or words, words, self.labels)
