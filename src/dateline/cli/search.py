"""``dateline search``: articles and claims by their words."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from dateline.cli.listing import AsForm, Db, opened, show

_ARTICLE = ("article", "published", "outlet", "title", "url", "excerpt", "claims")
_ARTICLE_SHORT = ("article", "published", "outlet", "title", "excerpt")
_CLAIM = ("claim", "article", "published", "outlet", "kind", "status", "start", "end", "place", "excerpt")
_CLAIM_SHORT = ("claim", "published", "kind", "status", "place", "excerpt")


def search(
    words: Annotated[list[str], typer.Argument(help='Words, all of which must occur; a "phrase" in quotes.', metavar="WORDS")],
    claims: Annotated[bool, typer.Option("--claims", help="List claims whose sentence holds the words, instead of articles.")] = False,
    most: Annotated[int, typer.Option("--most", help="How many to list.", min=1, max=10_000)] = 20,
    form: AsForm = None,
    db: Db = None,
) -> None:
    """Find articles, and claims in them, by the words of their texts.

    Forms of a word count as the word (shelled, shelling), accents and capitals do not. The best come first.
    """
    query = " ".join(f'"{word}"' if " " in word.strip() and '"' not in word else word for word in words)
    with opened(db) as ledger:
        rows = _claims(ledger, query, most) if claims else _articles(ledger, query, most)
    show(rows, form, *((_CLAIM_SHORT, _CLAIM) if claims else (_ARTICLE_SHORT, _ARTICLE)))
    if not rows:
        typer.echo(f"nothing in the ledger holds {query}", err=True)


def _articles(ledger: Any, query: str, most: int) -> list[dict[str, Any]]:
    from dateline.ledger.search import search as find

    with ledger.connection() as connection:
        hits = find(connection, query, limit=most)
    return [
        {"article": hit.report.id, "published": hit.report.published, "outlet": hit.report.outlet, "title": hit.report.title,
         "url": hit.report.url, "excerpt": hit.excerpt, "claims": hit.claims}
        for hit in hits
    ]  # fmt: skip


def _claims(ledger: Any, query: str, most: int) -> list[dict[str, Any]]:
    from dateline.ledger.search import search_claims
    from dateline.ledger.store import Wanted

    with ledger.connection() as connection:
        ids = search_claims(connection, query, limit=most)
    stored = {found.claim.id: found for found in ledger.claims(Wanted(ids=ids))}
    told = ledger.evidence(ids)
    return [
        {"claim": id, "article": found.report.id, "published": found.report.published, "outlet": found.report.outlet,
         "kind": found.claim.kind, "status": str(found.claim.status),
         "start": found.claim.when.start if found.claim.when else None, "end": found.claim.when.end if found.claim.when else None,
         "place": (found.claim.places[0].name or found.claim.places[0].text) if found.claim.places else None,
         "excerpt": " ".join(told.get(id, "").split())}
        for id, found in ((id, stored[id]) for id in ids if id in stored)
    ]  # fmt: skip
