"""The routes of review, coding and adding, of the session, and of what the page must know first. docs/api.md describes each."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response

from dateline.errors import InputError
from dateline.serve.cards import judged
from dateline.serve.coding import article_of
from dateline.serve.context import Analyst, Home, Reader, answering
from dateline.serve.deeds import Add, Added, AddedOne, Coded, Decide, Decided, Decisions, Login, NameCandidates, NewArticle, Queue
from dateline.serve.guard import COOKIE
from dateline.serve.judging import candidates, decide, queue_page
from dateline.serve.meta import meta
from dateline.serve.models import Answer, Meta
from dateline.serve.routes import PAGE, PROBLEMS, Limit, Plain, as_file
from dateline.serve.whole import decisions_made
from dateline.serve.wholes import Judged

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
Offset = Annotated[str | None, Query(max_length=12, pattern=r"^[0-9]+$")]
Sorts = Annotated[list[Literal["contradiction", "dispute", "merge", "claim", "place", "actor"]] | None, Query(max_length=6)]


class Session(Answer):
    """Who is let in now."""

    who: str
    role: Literal["viewer", "analyst"]


class Health(Answer):
    """That the server answers."""

    ok: bool


@router.get("/health", response_model=Health)
def health() -> Health:
    """Say that the server answers; needs no token."""
    return Health(ok=True)


@router.get("/meta", response_model=Meta)
def about(home: Home, person: Reader) -> Meta:
    """Say what the page must know before anything else."""
    return meta(home.state, person, home.desk.version, PAGE)


@router.post("/session", response_model=Session)
def log_in(request: Request, response: Response, given: Login) -> Session:
    """Keep a token as a cookie that scripts cannot read."""
    token = request.app.state.tokens.check(given.token)
    if token is None:
        raise HTTPException(401, "the token is not known here, or no longer: ask for another one")
    # Behind a server with TLS only the browser's word tells that the page came through it.
    secure = request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
    response.set_cookie(COOKIE, given.token, httponly=True, samesite="strict", secure=secure, path="/")
    return Session(who=token.who, role=token.role)


@router.delete("/session", status_code=204)
def log_out(response: Response) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


# -- review --------------------------------------------------------------------------------------------------------------------


@router.get("/review/queue", response_model=Queue)
def review_queue(home: Home, sort: Sorts = None, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: Offset = None) -> Queue:
    """List what is worth a look, the weightiest first."""
    return queue_page(home.state, sort or (), int(cursor or 0), limit)


@router.get("/review/decisions", response_model=Decisions)
def decisions(home: Home, limit: Limit = 50, cursor: Offset = None, form: Plain = "json") -> Any:
    """List decisions, the latest first."""
    made = decisions_made(home.state.ledger)
    if form != "json":
        rows = (judged(one, force) for one, force in made[: home.state.settings.serve_rows])
        return as_file(rows, form, Judged, "decisions")
    begin = int(cursor or 0)
    part = [judged(one, force) for one, force in made[begin : begin + limit]]
    return Decisions(total=len(made), next=str(begin + limit) if begin + limit < len(made) else None, decisions=part)


@router.get("/review/names", response_model=NameCandidates)
def names(home: Home, sort: Literal["place", "actor"], q: Annotated[str, Query(max_length=200)]) -> NameCandidates:
    """List what a name may stand for."""
    return candidates(home.state, sort, q)


@router.post("/review/decisions", response_model=Decided)
def decided(home: Home, person: Analyst, given: Decide) -> Decided:
    """Record a decision."""
    with answering(422):
        return decide(home.state, given, person.who, home.wait)


# -- code and add --------------------------------------------------------------------------------------------------------------


@router.post("/code", response_model=Coded)
def code(home: Home, person: Reader, given: NewArticle) -> Coded:
    """Show how a text is coded; nothing is kept."""
    return home.desk.code(article_of(given, home.state.settings.serve_chars), home.state.ontology)


@router.post("/add", response_model=Added)
def add(home: Home, person: Analyst, given: Add) -> Added:
    """Code articles and store them."""
    state = home.state
    found: list[AddedOne] = []
    with answering(503):
        for one in given.articles:
            try:
                article = article_of(one, state.settings.serve_chars)
            except InputError as error:
                found.append(AddedOne(id=one.id or "", done="refused", claims=0, error=error.reason))
            else:
                found += home.desk.add(state, [article])
    done = state.update(home.wait)
    return Added(articles=found, revision=state.revision, updating=not done)
