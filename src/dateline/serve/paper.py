"""One-file views: an HTML file that opens from disk, without network and without scripts, for an editor or a colleague.

Every word of an article goes through :func:`_t`, which escapes it; the file's own policy forbids it to load or run anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape

from dateline.serve.counted import label
from dateline.serve.graphic import covered
from dateline.serve.lists import day_words, toll_words
from dateline.serve.models import EventShort, PlaceShort
from dateline.serve.wholes import ArticleWhole, ClaimCard, EventWhole, PlaceWhole, Span

_STYLE = """
:root{color-scheme:light dark;--line:#8885;--muted:#666;--accent:#0b57a4}
@media (prefers-color-scheme:dark){:root{--muted:#aaa;--accent:#8ab8f0}}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line)}
.muted,footer{color:var(--muted);font-size:.85rem}
blockquote{margin:.4rem 0;padding-inline-start:.8rem;border-inline-start:3px solid var(--line)}
.text{white-space:pre-wrap}mark{background:none;color:inherit;border-bottom:2px solid var(--accent)}
mark.trigger{font-weight:600}mark.loaded{border-bottom-style:wavy;border-bottom-color:#b3261e}mark.source,mark.cue{border-bottom-style:dotted}
.wide{overflow-x:auto}
details.graphic,details.graphic summary{display:inline}details.graphic summary{cursor:pointer;color:var(--muted);font-size:.85em}
details.graphic summary::after{content:": show"}details.graphic[open] summary::after{content:": "}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def _t(words: object) -> str:
    """The only way into the file for words: as text, never as markup."""
    return escape("" if words is None else str(words))


def sheet(title: str, parts: Iterable[str], ledger: str, day: dt.date) -> str:
    """Return a whole file: ``parts`` are markup of this module, ``title`` and ``ledger`` plain words, ``day`` the day it is of."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{_t(title)}</title><style>{_STYLE}</style></head><body><main><h1>{_t(title)}</h1>\n{''.join(parts)}</main>\n"
        f"<footer><p>From the ledger {_t(ledger)}, as it was on {_t(day)}. These are claims: who says that who did what. "
        "Made with dateline. Places: GeoNames, CC BY 4.0.</p></footer></body></html>\n"
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are markup already."""
    head = "".join(f'<th scope="col">{_t(name)}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f'<td dir="auto">{cell}</td>' for cell in row) + "</tr>\n" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n'


def _where(place: PlaceShort | None) -> str:
    if place is None:
        return ""
    exact = {"point": "", "area": ", somewhere in it", "container": ", no nearer known", "ambiguous": ", one of several of the name"}
    at = f"{place.lat:.4f}, {place.lon:.4f}" if place.lat is not None and place.lon is not None else "no position"
    return f'{_t(place.name)} <span class="muted">{_t(at)}{_t(exact.get(place.fineness, ""))}</span>'


# -- events --------------------------------------------------------------------------------------------------------------------


def events_table(rows: Iterable[EventShort]) -> str:
    """Return events as a table."""
    cells = (
        (
            _t(day_words(row.first, row.last)), _where(row.place), _t(label(row.kind)), _t(row.actor.name if row.actor else ""),
            _t(row.target.name if row.target else ""), _t("; ".join(toll_words(toll) for toll in row.tolls)), _t(row.status),
            _t("; ".join(origin.name for origin in row.origins)), _t(", ".join(row.contradicted)),
        )
        for row in rows
    )  # fmt: skip
    return _table(("When", "Where", "What", "Who", "To whom", "Toll", "Status", "Told by", "Contradicted in"), cells)


def events_sheet(rows: Sequence[EventShort], total: int, filters: Sequence[tuple[str, str]]) -> list[str]:
    """Return a list of events with the filters that made it."""
    set_to = "; ".join(f"{name}: {value}" for name, value in filters) or "none"
    left = f" The first {len(rows):,} are shown." if len(rows) < total else ""
    return [f"<p>{total:,} events.{left} Filters: {_t(set_to)}.</p>", events_table(rows)]


def event_parts(event: EventWhole) -> list[str]:
    """Return one event: contradictions, then every voice with its claims, relations and decisions."""
    parts = [f"<p>{_where(event.event.place)}</p>"]
    if event.contradictions:
        rows = [(_t(c.field), f"{_t(c.one)} ({len(c.one_claims)})", f"{_t(c.other)} ({len(c.other_claims)})") for c in event.contradictions]
        parts += ["<h2>Contradictions</h2>", _table(("In", "Some say (claims)", "Others say (claims)"), rows)]
    for voice in event.voices:
        sides = f' <span class="muted">speaks for {_t(", ".join(voice.sides))}</span>' if voice.sides else ""
        parts.append(f"<h2>{_t(voice.name)}{sides}</h2>")
        parts += [claim_part(claim) for claim in voice.claims]
    if event.related:
        parts += ["<h2>Related events</h2>", _table(("How", "What"), ((_t(one.relation), _t(one.sentence)) for one in event.related))]
    decided = [one for one in event.judgements if not one.by_program]
    if decided:
        rows4 = ((_t(d.at[:10]), _t(d.who), _t(f"{d.kind} {d.verdict}"), _t(d.why), "" if d.in_force else "taken back") for d in decided)
        parts += ["<h2>Decisions</h2>", _table(("Day", "Who", "What", "Why", ""), rows4)]
    return parts


def claim_part(claim: ClaimCard) -> str:
    """Return a claim: its words, what was read in them, and the report."""
    facts = [label(claim.kind), claim.status]
    facts += [f"by {claim.actor.name or claim.actor.text}"] if claim.actor else []
    facts += [f"to {claim.target.name or claim.target.text}"] if claim.target else []
    facts += [f"in {place.name or place.text}" for place in claim.places]
    facts += [day_words(claim.when.start, claim.when.end)] if claim.when else []
    facts += [f"{toll.text} {toll.what}" for toll in claim.tolls]
    facts += [f"loaded: {word.text}" + (f" (neutral: {word.neutral})" if word.neutral else "") for word in claim.loaded]
    marked = "; corrected by an analyst: " + ", ".join(claim.corrected) if claim.corrected else ""
    report = ", ".join(_t(part) for part in (claim.outlet, claim.published, claim.title) if part)
    return (
        f'<blockquote dir="auto">{_runs([(piece.text, [mark.role for mark in piece.marks]) for piece in claim.evidence])}</blockquote>'
        f'<p class="muted">{_t("; ".join(facts))}{_t(marked)}<br>{report}{_link(claim.url)}</p>\n'
    )


def _runs(runs: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Runs of words with what they are; graphic ones are covered until the reader opens them."""
    runs = list(runs)
    hidden = covered("".join(text for text, _ in runs))
    parts, at = [], 0
    for text, roles in runs:
        words = "".join(_cover(_t(part), graphic) for part, graphic in _cut(text, at, hidden))
        parts.append(f'<mark class="{" ".join(dict.fromkeys(roles))}">{words}</mark>' if roles else words)
        at += len(text)
    return "".join(parts)


def _cut(text: str, start: int, hidden: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A run that begins at ``start`` in parts, each with whether it is covered."""
    found, at = [], 0
    for low, high in ((max(low - start, 0), min(high - start, len(text))) for low, high in hidden):
        if at <= low < high:
            found += [(text[at:low], False), (text[low:high], True)]
            at = high
    return [(part, graphic) for part, graphic in (*found, (text[at:], False)) if part]


def _cover(words: str, graphic: bool) -> str:
    return f'<details class="graphic"><summary>graphic detail</summary>{words}</details>' if graphic else words


def _link(url: str | None) -> str:
    # An address of a report is an outsider's: only what a browser fetches, and nothing that it would run.
    if url is None or not url.lower().startswith(("http://", "https://")):
        return ""
    return f' <a href="{_t(url)}" rel="noreferrer noopener">{_t(url)}</a>'


# -- articles and places -------------------------------------------------------------------------------------------------------


def article_parts(article: ArticleWhole) -> list[str]:
    """Return one article: its text with the words of all claims marked, then the claims."""
    head = ", ".join(_t(part) for part in (article.outlet, article.published, article.author) if part)
    runs = [(piece.text, [mark.role for mark in piece.marks]) for piece in article.text]
    counting = [claim for claim in article.claims if not claim.rejected]
    return [
        f'<p class="muted">{head}{_link(article.url)}</p><div class="text" dir="auto">{_runs(runs)}</div>',
        f"<h2>{len(counting)} claims</h2>", *(claim_part(claim) for claim in counting),
    ]  # fmt: skip


def place_parts(place: PlaceWhole) -> list[str]:
    """Return one place: where it is, who had it with the claims that say so, and its events."""
    names = ", ".join(f"{name.name} ({name.claims})" for name in place.names)
    parts = [f"<p>{_where(place.place)}<br><span class='muted'>Names in reports: {_t(names or 'none')}</span></p>"]
    for area in place.control:
        parts += [f"<h2>Who had {_t(area.name)}</h2>", spans_table(area.spans)]
    if place.evidence:
        parts += ["<h2>Claims about that</h2>", *(claim_part(claim) for claim in place.evidence.values())]
    return [*parts, f"<h2>{place.total_events:,} events</h2>", events_table(place.events)]


def spans_table(spans: Iterable[Span]) -> str:
    """Return a record of control as a table."""
    rows = (
        (_t(span.from_day), _t(span.to_day or "until further notice"), _t(span.standing), _t(span.holder_name),
         _t(", ".join(span.parties)), _t(len(span.supporting)), _t(len(span.opposing)), _t(span.last_evidence))
        for span in spans
    )  # fmt: skip
    return _table(("From", "To", "Standing", "Holder", "Parties", "Claims for", "Against", "Last claim"), rows)
