"""Step: find the names of places in text and title, and resolve them over the whole document."""

from __future__ import annotations

from dateline.coder.plain import plain
from dateline.coder.reading import Reading, Toponym
from dateline.coder.step import Step
from dateline.gazetteer.resolve import NO_PLACE, Found, Resolver
from dateline.gazetteer.scan import Name, Scanner
from dateline.model import PlaceMention


def run(reading: Reading) -> None:
    """Assign ``toponyms``."""
    gazetteer = reading.knowledge.gazetteer
    scanner = Scanner(gazetteer)
    title = plain(reading.article.title)
    names = [*scanner.scan(title, (0,), section=1, beside=reading.text), *_dateline(reading)]
    names += scanner.scan(reading.text, [sentence.start for sentence in reading.sentences])
    found = Resolver(gazetteer).resolve(names)
    made = {
        id(name): _toponym(reading, title, name, resolved) for name, resolved in zip(names, found, strict=True)
        if name.adjective is None and resolved is not NO_PLACE
    }
    for name in names:
        if name.within is not None and id(name) in made:
            made[id(name)].within = made.get(id(name.within))
    reading.toponyms = list(made.values())


def _dateline(reading: Reading) -> list[Name]:
    """The place that opens a dispatch ("ALEPPO, Dec. 7 - "); it was taken off the text before."""
    line = reading.dateline
    if line is None or line.place is None:
        return []
    start, end = line.place
    words = reading.article.text[start:end]
    folded = reading.knowledge.gazetteer.fold(words)
    return [Name(start, end, start, end, words, folded, reading.knowledge.gazetteer.knows(folded), strong=True)]


def _toponym(reading: Reading, title: str, name: Name, found: Found) -> Toponym:
    in_title = name.section == 1
    whole = reading.article.title if in_title else reading.article.text
    words = whole[name.start : name.end]
    place = PlaceMention(
        text=words, span=(name.start, name.end), id=found.id, name=found.name, within=found.within, outcome=found.outcome, level=found.level,
        lat=found.lat, lon=found.lon, radius_km=found.radius_km, candidates=found.candidates, in_title=in_title,
    )  # fmt: skip
    return Toponym(name.start, name.end, words, place, in_title, head=(name.core, name.core_end))


STEP = Step("places", requires=("text", "sentences", "dateline"), assigns=("toponyms",), run=run)
