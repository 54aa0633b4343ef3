"""A reading, printed step by step, with the rule behind each value."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from dateline.cli.table import days, harmless
from dateline.coder import Coder
from dateline.coder.assemble import claims
from dateline.coder.reading import Event, Reading
from dateline.model import Article, Claim, Count, Mention, PlaceMention, Source, TimeRange
from dateline.numbers import number_words

_LONGEST = 160


def show(coder: Coder, article: Article) -> None:
    """Print how an article is read."""
    console = Console(file=sys.stdout, highlight=False)
    reading = coder.read(article)
    for part in (_article, _opening, _sentences, _pronouns, _times, _toponyms, _attributions):
        for line in part(reading):
            console.print(line, soft_wrap=True)
    found = claims(reading)
    console.print(_head("Claims" if found else "Claims: none"))
    for number, claim in enumerate(found, start=1):
        for line in _claim(reading, claim, number):
            console.print(line, soft_wrap=True)


def _head(words: str) -> Text:
    return Text(f"\n{words}", "bold cyan")


def _at(start: int, end: int) -> str:
    return f"[{start}, {end})"


def _quote(words: str) -> str:
    words = harmless(words)
    return f'"{words if len(words) <= _LONGEST else words[: _LONGEST - 2] + " …"}"'


def _article(reading: Reading) -> Iterator[Text]:
    article = reading.article
    told = [article.outlet or "no outlet", f"published {article.published}" if article.published else "no publication date"]
    yield Text(f"Article {harmless(article.id)}", "bold")
    yield Text(f"  {'; '.join(harmless(part) for part in told)}; {len(article.text):,} characters")
    if article.title:
        yield Text(f"  title {_quote(article.title)}")


def _opening(reading: Reading) -> Iterator[Text]:
    line = reading.dateline if reading.has("dateline") else None
    text = reading.article.text
    yield _head("Opening")
    if line is None:
        yield Text("  no dateline")
    else:
        yield Text(f"  taken off: {_quote(text[line.start : line.end])} {_at(line.start, line.end)}")
        for name, span in (("place", line.place), ("agency", line.agency), ("day", line.day_span)):
            if span is not None:
                day = f" = {line.day}" if name == "day" and line.day else ""
                yield Text(f"    {name}: {_quote(text[slice(*span)])} {_at(*span)}{day}")
    if reading.has("anchor"):
        yield Text(
            f"  relative dates count from {reading.anchor}" if reading.anchor else "  no day to count from: relative dates stay open"
        )


def _sentences(reading: Reading) -> Iterator[Text]:
    if not reading.has("sentences"):
        return
    yield _head("Sentences")
    for sentence in reading.sentences:
        note = "" if sentence.doc is not None else "  (not parsed: no word of the lexicon in it or right after it)"
        words = _quote(reading.article.text[sentence.start : sentence.end])
        yield Text(f"  {sentence.index + 1:>2} {_at(sentence.start, sentence.end)} {words}{note}")


def _pronouns(reading: Reading) -> Iterator[Text]:
    phrases = [phrase for phrase in reading.phrases if phrase.antecedent is not None] if reading.has("phrases") else []
    if phrases:
        yield _head("References")
    for phrase in phrases:
        full = phrase.referent()
        yield Text(f"  {_quote(phrase.text)} {_at(phrase.start, phrase.end)} stands for {_quote(full.text)} {_at(full.start, full.end)}")


def _times(reading: Reading) -> Iterator[Text]:
    times = reading.times if reading.has("times") else []
    if times:
        yield _head("Times")
    for time in times:
        covers = f"; days {days(time.days)}" if time.days else "; no days"
        yield Text(f"  {_quote(time.text)} {_at(time.start, time.end)} {time.kind} {time.value}{covers}")


def _toponyms(reading: Reading) -> Iterator[Text]:
    toponyms = reading.toponyms if reading.has("toponyms") else []
    if toponyms:
        yield _head("Place names")
    for toponym in toponyms:
        where = "title " if toponym.in_title else ""
        yield Text(f"  {_quote(toponym.text)} {where}{_at(toponym.start, toponym.end)} {_place(toponym.place)}")


def _place(place: PlaceMention) -> str:
    parts = [str(place.outcome)]
    if place.id:
        parts.append(f"{harmless(place.name or '')} {place.id}")
    if place.level:
        parts.append(str(place.level))
    if place.within:
        parts.append(f"within {harmless(place.within)}")
    if place.lat is not None and place.lon is not None:
        parts.append(f"{place.lat:.4g}, {place.lon:.4g} ± {place.radius_km or 0:g} km")
    if place.candidates:
        parts.append("may be " + ", ".join(f"{harmless(one.name)} {one.id}" for one in place.candidates[:5]))
    return "; ".join(parts) + (" (carried from elsewhere)" if place.carried else "")


def _attributions(reading: Reading) -> Iterator[Text]:
    drafts = reading.attributions if reading.has("attributions") else []
    if drafts:
        yield _head("Who says what")
    for draft in drafts:
        scope = ", ".join(_at(*span) for span in draft.scope)
        yield Text(f"  {_source(draft.source)} for {scope}{f': {draft.rule}' if draft.rule else ''}")


def _source(source: Source) -> str:
    where = f" {_at(*source.span)}" if source.span else ""
    named = f" = {harmless(source.name)}" if source.name and source.name != source.text else ""
    cue = f", {source.certainty} with {_quote(source.cue)}" if source.cue else f", {source.certainty}"
    at = f" {_at(*source.cue_span)}" if source.cue_span else ""
    return f"{_quote(source.text)}{where}{named}{f' ({source.id})' if source.id else ''}{cue}{at}{' (carried)' if source.carried else ''}"


def _mention(mention: Mention) -> str:
    named = f" = {harmless(mention.name)}" if mention.name and mention.name != mention.text else ""
    known = f" ({mention.id})" if mention.id else f" (no id: {harmless(mention.reason)})" if mention.reason else ""
    return f"{_quote(mention.text)} {_at(*mention.span)}{named}{known}"


def _claim(reading: Reading, claim: Claim, number: int) -> Iterator[Text]:
    sentence = reading.sentence_at(claim.trigger.start)
    event = _event(reading, claim)
    yield Text.assemble(
        (f"  {number}. {claim.kind}", "bold"), f"  {_quote(claim.trigger.text)} {_at(*claim.trigger.span)}",
        f" in sentence {sentence.index + 1}" if sentence else "", f"  {claim.id}",
    )  # fmt: skip
    why = event.why if event is not None else {}
    for name, values in _values(claim):
        told = [*values] or ["–"]
        sure = getattr(claim.confidence, name, None)
        for line, value in enumerate(told):
            shown = f"     {name if line == 0 else '':<8} {value}"
            yield Text(f"{shown}  [{sure:g}]" if sure is not None and line == 0 else shown)
        for rule in why.get(name, ()):
            yield Text(f"              because {harmless(rule)}", "dim")
    for name in sorted(set(why) - {name for name, _ in _values(claim)}):
        for rule in why[name]:
            yield Text(f"     {name:<8} because {harmless(rule)}", "dim")


def _event(reading: Reading, claim: Claim) -> Event | None:
    found = [event for event in reading.events if (event.start, event.end) == claim.trigger.span and event.kind == claim.kind]
    return found[0] if found else None


def _values(claim: Claim) -> list[tuple[str, Iterable[str]]]:
    return [
        ("kind", [claim.kind]),
        ("status", [str(claim.status)]),
        ("actor", [_mention(claim.actor)] if claim.actor else []),
        ("target", [_mention(claim.target)] if claim.target else []),
        ("places", [f"{_quote(place.text)} {_at(*place.span)} {_place(place)}" for place in claim.places]),
        ("when", [_when(claim.when)] if claim.when else []),
        ("counts", [_count(count) for count in claim.counts]),
        ("sources", [_source(source) for source in claim.sources]),
        ("loaded", [f"{_quote(word.text)} {_at(*word.span)}{f' = {word.neutral}' if word.neutral else ''}" for word in claim.loaded]),
    ]


def _when(when: TimeRange) -> str:
    at = f" {_at(*when.span)}" if when.span else ""
    return f"{days(when)} ({when.precision}) from {_quote(when.text)}{at}{' (carried)' if when.carried else ''}"


def _count(count: Count) -> str:
    who = f" ({harmless(count.who)})" if count.who else ""
    return f"{number_words(count.low, count.high)} {count.what}{who} from {_quote(count.text)} {_at(*count.span)}"
