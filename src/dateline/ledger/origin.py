"""Where a claim comes from: the innermost named source, else the agency that wrote the report, else the outlet.

Ten outlets that cite one monitor tell what one origin tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.gazetteer.fold import folding
from dateline.ledger.records import Report, StoredClaim
from dateline.model import UNNAMED, Source
from dateline.roster import Outlet, Roster
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data"
_WIRE_COLUMNS = {"outlet": Column(required=True), "marks": Column(required=True, many=True), "reason": Column()}
_BARE_COLUMNS = {
    "sort": Column(required=True, allowed=frozenset({"anyone", "back", "nobody", "tail"})),
    "words": Column(required=True, many=True), "reason": Column(),
}  # fmt: skip
_HEAD, _FOOT = 240, 60
_LONGEST_NAME = 8
_AND = re.compile(r",? and |, | or ")
_WHERE = re.compile(r"\s(?:of|in|from|at|near|on|who|inside|with|close|contacted|reached)\b")
_ENDS = ".!?:-–—\n"
_OPENS = " \"'“‘(”’"
_NAME = re.compile(r"[A-Z][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Who a claim comes from: a key under which the claims of one origin meet, a name to show, and how it was found.

    ``key`` is ``id:…`` for an actor or outlet of the roster, ``name:…`` and ``outlet:…`` for a source and an outlet that it does not
    know, ``report:…`` where nothing is known but the report. ``own``: the report says it in its own voice.
    """

    key: str
    name: str
    why: str
    own: bool = False

    @property
    def id(self) -> str | None:
        """The id in the roster, if it has one."""
        return self.key.removeprefix("id:") if self.key.startswith("id:") else None


class Origins:
    """Finds origins with a roster and two small tables; raises :class:`~dateline.errors.KnowledgeError` for a row that is broken."""

    def __init__(self, roster: Roster, folder: Path = DATA) -> None:
        self.roster = roster
        self._wires: list[tuple[str, re.Pattern[str]]] = []
        for row in read_table(folder / "wires.csv", _WIRE_COLUMNS):
            if row["outlet"] not in roster.outlets:
                raise row.error(f"the outlet {row['outlet']!r}", "an id of the roster's outlets")
            marks = "|".join(re.escape(mark) for mark in row.many("marks"))
            self._wires.append((row["outlet"], re.compile(rf"(?<!\w)(?:{marks})(?!\w)")))
        self._bare: Mapping[str, frozenset[str]] = {
            row["sort"]: frozenset(word.lower() for word in row.many("words"))
            for row in read_table(folder / "bare_sources.csv", _BARE_COLUMNS)
        }
        self.agencies = frozenset(f"id:{outlet}" for outlet, _ in self._wires)
        self._cache: dict[str, Origin | None] = {}

    def of_article(self, claims: Sequence[StoredClaim], text: str = "") -> list[Origin]:
        """Return the origin of each claim of one article, in their order; ``text`` is the article's, for the marks of agencies."""
        if not claims:
            return []
        own = self.of_report(claims[0].report, text)
        order = sorted(range(len(claims)), key=lambda n: (claims[n].claim.trigger.span, claims[n].claim.id))
        last: Origin | None = None
        known: list[tuple[str, Origin]] = []
        found = [own] * len(claims)
        for number in order:
            origin, source = self._of_claim(claims[number], own, last, text)
            if source is not None:
                origin = self._same_speaker(source, origin, known)
                last = origin
            found[number] = origin
        return found

    def _same_speaker(self, source: Source, origin: Origin, known: list[tuple[str, Origin]]) -> Origin:
        """After "the Watch's head A. B." a bare "B." speaks for the Watch, too; after "the Hill Army" an "army spokesman" for the army."""
        if origin.id is None:
            words, body = source.name or source.text, frozenset(map(str.lower, self._kept(source.text)))
            names = frozenset(_NAME.findall(words))
            for before, earlier in known:
                if names and earlier.id is not None and names <= frozenset(_NAME.findall(before)):
                    return Origin(earlier.key, earlier.name, f"“{source.text}” was named before as its speaker")
            bodies = {earlier.key: earlier for before, earlier in known if earlier.id and body <= frozenset(before.lower().split())}
            if body and not names and len(bodies) == 1:
                (earlier,) = bodies.values()
                return Origin(earlier.key, earlier.name, f"“{source.text}” is taken to speak for who was named before")
        known.append((f"{source.text} {source.name or ''}", origin))
        return origin

    def of_report(self, report: Report, text: str = "") -> Origin:
        """Return the origin of what a report says in its own voice: the agency whose mark it bears, else its outlet."""
        for place, words in (("head", f"{report.title} {text[:_HEAD]}"), ("foot", text[-_FOOT:])):
            for outlet, pattern in self._wires:
                if pattern.search(words):
                    name = self.roster.outlets[outlet].name
                    return Origin(f"id:{outlet}", name, f"the agency's mark stands at the {place} of the report", own=True)
        name = (report.outlet or "").strip()
        known = self.roster.outlet(name) if name else None
        known = known or self.roster.outlets.get(name.lower())
        if known:
            return Origin(f"id:{known.id}", known.name, "the outlet says it in its own voice", own=True)
        if name:
            return Origin(f"outlet:{folding().fold(name)}", name, "the outlet says it in its own voice", own=True)
        return Origin(f"report:{report.id}", report.id, "the report names neither source nor outlet", own=True)

    def _of_claim(self, stored: StoredClaim, own: Origin, last: Origin | None, text: str) -> tuple[Origin, Source | None]:
        anyone = ""
        for source in reversed(stored.claim.sources):
            bare = (source.name or source.text).lower().strip()
            if not source.id and bare in self._bare["back"]:
                if last is not None:
                    return Origin(last.key, last.name, f"“{source.text}” is taken for the source named before"), None
                continue
            if not source.id and (source.text == UNNAMED or bare in self._bare["nobody"]):
                continue
            if not source.id and self._is_anyone(source, text):
                anyone = anyone or source.text
                continue
            origin = self._of_source(source)
            if origin is not None:
                return origin, source
        if anyone:
            return Origin(own.key, own.name, f"“{anyone}” may be anyone: who spoke with them answers for it", own=True), None
        return own, None

    def _is_anyone(self, source: Source, text: str) -> bool:
        """Whether all whom a source names are people of whom anyone may have spoken: "two residents and a doctor in Hartsdale"."""
        words = source.name or source.text
        if source.span is not None and _begins(text, source.span[0]) and words[1:2].islower():
            words = words[:1].lower() + words[1:]  # a capital that any word would have there
        each = [_WHERE.split(part)[0].split() for part in _AND.split(words)]
        return all(part and part[-1].lower() in self._bare["anyone"] and all(word == word.lower() for word in part) for part in each)

    def _kept(self, words: str) -> list[str]:
        """The words that are left of a source's when those that only tell what somebody is to it are taken off."""
        return [word for word in _parts(words) if word.lower() not in self._bare["tail"]]

    def _of_source(self, source: Source) -> Origin | None:
        if source.id:
            known = self.roster.outlets.get(source.id) or self.roster.find(source.id)
            return Origin(f"id:{source.id}", known.name if known else source.name or source.text, "the innermost source that is named")
        words = source.name or source.text
        if words not in self._cache:
            self._cache[words] = self._named(words)
        return self._cache[words]

    def _named(self, words: str) -> Origin | None:
        """ "The Watch's director A. B." is the Watch: the longest stretch of the words that names an outlet or agency."""
        parts = _parts(words)
        for length in range(min(len(parts), _LONGEST_NAME), 0, -1):
            for at in range(len(parts) - length + 1):
                stretch = " ".join(parts[at : at + length])
                known = self.roster.outlet(stretch) or (self.roster.outlet(stretch[:-1]) if stretch.endswith("s") else None)
                # A word in lower case is a name only where nothing is left that could be one; and a word alone is an outlet only
                # where it is its whole name: the "Lantern Monitor" is not Al-Monitor, whose article names are compared without.
                whole = length > 1 or _is_name(stretch, known)
                if known and whole and (length > 1 or stretch[:1].isupper() or len(parts) == 1):
                    return Origin(f"id:{known.id}", known.name, f"“{words}” speaks for it")
        kept = self._kept(words)
        key = folding().bare(folding().fold(" ".join(kept or parts)))
        return Origin(f"name:{key}", words, "the innermost source that is named") if key else None


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins at a place of a text, or what follows its dateline."""
    before = text[max(0, at - 6) : at].rstrip(_OPENS)
    return before[-1:] in _ENDS if before else at <= len(_OPENS)


def _is_name(word: str, outlet: Outlet | None) -> bool:
    """Whether a word is an outlet's name or domain, but for "the" and an "s"."""
    names = {name.casefold().removeprefix("the ") for name in (*outlet.names, *outlet.domains)} if outlet else set()
    return bool(names & {word.casefold(), word.casefold().removesuffix("s")})


def _parts(words: str) -> list[str]:
    return re.sub(r"[(),;]|['’]s\b", " ", words).split()


@lru_cache(maxsize=2)
def load_origins(roster: Roster) -> Origins:
    """Return the finder of origins for a roster, built once."""
    return Origins(roster)
