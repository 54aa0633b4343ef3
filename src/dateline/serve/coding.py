"""Texts coded for the page: an article of the ledger explained, a text shown and not kept, articles coded and added."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence

from dateline.coder import Coder, Knowledge
from dateline.coder.assemble import claims
from dateline.coder.reading import Reading
from dateline.errors import InputError
from dateline.ledger.decisions import Effective
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.store import Done
from dateline.model import Article, Claim
from dateline.ontology import Ontology
from dateline.read import Reject
from dateline.run.pool import code_one
from dateline.run.version import coder_version
from dateline.serve.cards import card, marked, pieces
from dateline.serve.deeds import AddedOne, Coded, NewArticle
from dateline.serve.state import State
from dateline.serve.wholes import Explained
from dateline.settings import Settings


class Desk:
    """The coder of one server: loaded when it is first needed, and used by one request at a time."""

    def __init__(self, given: Settings) -> None:
        self.settings = given
        self.version = coder_version(given)
        self._coder: Coder | None = None
        self._turn = threading.Lock()

    def _at_hand(self) -> Coder:
        if self._coder is None:
            self._coder = Coder(Knowledge(settings=self.settings))
        return self._coder

    def explain(self, article: Article) -> Explained:
        """Return for each claim that the coder reads in an article the rules that gave each field its value."""
        with self._turn:
            reading = self._at_hand().read(article)
            found = {claim.id: why for claim, why in _reasons(reading)}
            reading.release()
        return Explained(article=article.id, coder=self.version, claims=found)

    def code(self, article: Article, ontology: Ontology) -> Coded:
        """Return a text as it is coded, and keep nothing of it."""
        with self._turn:
            reading = self._at_hand().read(article)
            found = claims(reading)
            why = {claim.id: reasons for claim, reasons in _reasons(reading)}
            sentences = {claim.id: reading.sentence_at(claim.trigger.start) for claim in found}
            reading.release()
        report = Report(article.id, article.version, article.outlet, article.published, article.title, article.url)
        made = []
        for claim in found:
            sentence = sentences[claim.id]
            start, end = (sentence.start, sentence.end) if sentence else claim.trigger.span
            made.append(card(StoredClaim(claim, report, self.version), Effective(claim), ontology, (start, article.text[start:end])))
        marks = (mark for claim in found for mark in marked(claim))
        return Coded(coder=self.version, text=pieces(article.text, marks), claims=made, why=why)

    def add(self, state: State, articles: Sequence[Article]) -> list[AddedOne]:
        """Code articles and store each with its claims; one that cannot be stored costs itself alone."""
        found = []
        for article in articles:
            try:
                found.append(self._add(state, article))
            except InputError as error:
                found.append(AddedOne(id=article.id, done="refused", claims=0, error=error.reason))
        return found

    def _add(self, state: State, article: Article) -> AddedOne:
        due = state.ledger.to_code(article)
        if isinstance(due, Done):
            return AddedOne(id=article.id, done=str(due), claims=0, error=None)
        with self._turn:
            coded = code_one(self._at_hand(), due)
        if isinstance(coded, Reject):
            raise InputError(coded.reason)
        done = state.ledger.add(coded.article, coded.claims, coder=self.version, sentences=coded.sentences)
        return AddedOne(id=article.id, done=str(done), claims=len(coded.claims), error=None)


def _reasons(reading: Reading) -> Iterator[tuple[Claim, dict[str, list[str]]]]:
    for claim in claims(reading):
        for event in reading.events:
            if (event.start, event.end) == claim.trigger.span and event.kind == claim.kind:
                yield claim, {name: list(rules) for name, rules in event.why.items()}
                break


def article_of(given: NewArticle, longest: int) -> Article:
    """Return the article that was posted; raises :class:`~dateline.errors.InputError` for an empty text or a too long one."""
    if not given.text.strip():
        raise InputError("the text is empty")
    if len(given.text) > longest:
        raise InputError(f"the text has {len(given.text):,} characters; allowed: {longest:,}")
    key = "\x1f".join((given.outlet or "", str(given.published or ""), given.title, given.text))
    id = given.id or "p_" + hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    try:
        return Article(id=id, outlet=given.outlet or None, url=given.url, published=given.published, title=given.title, text=given.text)
    except ValueError as error:
        raise InputError(str(error)) from None
