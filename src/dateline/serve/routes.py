"""The routes that read: events, articles, places, control, sources, search. docs/api.md describes each."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi import Path as InPath
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from dateline.errors import InputError
from dateline.ontology.kinds import GROUPS
from dateline.serve import counted, whole
from dateline.serve.board import FINENESSES
from dateline.serve.chosen import Chosen, Sort, box_of, chosen, page, selected
from dateline.serve.context import Home, House, Id, answering
from dateline.serve.deeds import Copying, Found, OriginRow, OutletRow, Relay, Sources
from dateline.serve.finding import find
from dateline.serve.lists import TYPES, download, short
from dateline.serve.meta import STATUSES
from dateline.serve.models import Bin, EventPage, EventShort, Facets, Histogram, Points, Problem
from dateline.serve.paper import article_parts, event_parts, events_sheet, place_parts, sheet
from dateline.serve.places import control_changes, control_day, place_whole
from dateline.serve.sources import sources
from dateline.serve.wholes import ArticleWhole, Change, Changes, ClaimCard, ControlDay, EventWhole, Explained, PlaceWhole, Span

PAGE = 500
_MOST_ON_A_SHEET = 5_000
PROBLEMS: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in (400, 401, 403, 404, 409, 413, 415, 421, 422, 503)}
router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

Wanted = Annotated[Chosen, Depends(chosen)]
Form = Annotated[Literal["json", "csv", "jsonl", "geojson"], Query(alias="format")]
Every = Annotated[Literal["json", "csv", "jsonl", "geojson", "html"], Query(alias="format")]
Plain = Annotated[Literal["json", "csv", "jsonl"], Query(alias="format")]
Leaf = Annotated[Literal["json", "csv", "jsonl", "html"], Query(alias="format")]
Sheet = Annotated[Literal["json", "html"], Query(alias="format")]
Limit = Annotated[int, Query(ge=1, le=PAGE)]
Day = Annotated[dt.date | None, Query()]
Key = Annotated[str, InPath(max_length=300)]
_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def as_file(rows: Iterable[BaseModel], form: str, model: type[BaseModel], name: str) -> StreamingResponse:
    """Answer with a file of rows, to be saved and not shown."""
    headers = {"Content-Disposition": f'attachment; filename="{_NAME.sub("-", name)[:60]}.{form}"'}
    return StreamingResponse(download(rows, form, model), media_type=TYPES[form], headers=headers)


def as_sheet(home: House, title: str, parts: Iterable[str], name: str) -> Response:
    """Answer with a file that opens from disk and shows what the page shows; to be saved, never shown from here."""
    ledger = home.state.ledger.name.rsplit("/", 1)[-1]
    headers = {"Content-Disposition": f'attachment; filename="{_NAME.sub("-", name)[:60]}.html"'}
    return Response(sheet(title, parts, ledger, dt.datetime.now(dt.UTC).date()), media_type="text/html; charset=utf-8", headers=headers)


# -- events --------------------------------------------------------------------------------------------------------------------


@router.get("/events", response_model=EventPage)
def events(
    home: Home, wanted: Wanted, sort: Sort = "newest", limit: Limit = 50, cursor: Annotated[str | None, Query(max_length=500)] = None,
    form: Every = "json",
) -> Any:  # fmt: skip
    """List events, a part at a time; as a file, all that the filters give."""
    state = home.state
    board = state.board
    mask = selected(board, wanted)
    if form == "html":
        numbers, _ = page(board, mask, sort, _MOST_ON_A_SHEET, None)
        rows = list(short(state.ledger, [board.ids[n] for n in numbers], state.ontology))
        return as_sheet(home, "Events", events_sheet(rows, int(mask.sum()), wanted.words()), "events")
    if form != "json":
        numbers, _ = page(board, mask, sort, state.settings.serve_rows, None)
        return as_file(short(state.ledger, [board.ids[n] for n in numbers], state.ontology), form, EventShort, "events")
    numbers, rest = page(board, mask, sort, limit, cursor)
    rows = list(short(state.ledger, [board.ids[n] for n in numbers], state.ontology))
    return EventPage(total=int(mask.sum()), next=rest, events=rows)


@router.get("/events/points", response_model=Points)
def points(
    home: Home, wanted: Wanted, zoom: Annotated[int, Query(ge=0, le=14)] = 4, limit: Annotated[int | None, Query(ge=100)] = None
) -> Response:
    """Give the events with a position for a map: one by one, or gathered in clusters where there are too many."""
    state = home.state
    most = min(limit or state.settings.serve_points, state.settings.serve_points)
    board = state.board
    mask = selected(board, wanted)
    here = mask & board.has_point
    number = int(here.sum())
    clustered = number > most
    answer = {
        "revision": state.revision, "total": int(mask.sum()), "without_point": int(mask.sum()) - number, "clustered": clustered,
        "groups": GROUPS, "kinds": board.kinds, "statuses": STATUSES, "finenesses": FINENESSES, "columns": counted.COLUMNS,
        "rows": [] if clustered else counted.rows(board, here), "cluster_columns": counted.CLUSTER_COLUMNS,
        "clusters": counted.clusters(board, here, zoom, most) if clustered else [],
    }  # fmt: skip
    # Not checked against the model: ten thousand rows would take longer than all the rest. A test does it.
    return Response(json.dumps(answer, ensure_ascii=False, separators=(",", ":"), allow_nan=False), media_type="application/json")


@router.get("/events/histogram", response_model=Histogram)
def histogram(home: Home, wanted: Wanted, step: Literal["auto", "day", "week", "month"] = "auto") -> Histogram:
    """Count events by day, week or month."""
    mask = selected(home.state.board, wanted)
    chosen_step, undated, bins = counted.histogram(home.state.board, mask, step)
    made = [Bin(day=day, count=count, by_group=by_group) for day, count, by_group in bins]
    return Histogram(step=chosen_step, groups=list(GROUPS), total=int(mask.sum()), undated=undated, bins=made)


@router.get("/events/facets", response_model=Facets)
def facets(home: Home, wanted: Wanted) -> Any:
    """Count the events of each value of each filter, under all other filters."""
    return counted.facets(home.state.board, wanted)


@router.get("/event/{id}", response_model=EventWhole)
def event(home: Home, id: Key, form: Leaf = "json") -> Any:
    """Tell one event whole; as a file, its claims."""
    with answering(404):
        found = whole.event_whole(home.state, id)
    if form == "html":
        return as_sheet(home, found.sentence, event_parts(found), f"event-{id}")
    return found if form == "json" else as_file(whole.claims_of(found), form, ClaimCard, f"event-{id}")


# -- articles, places, control -------------------------------------------------------------------------------------------------


@router.get("/article/{id:path}/explain", response_model=Explained)
def explain(home: Home, id: Key) -> Explained:
    """Say which rules gave each value of each claim of an article."""
    with answering(404):
        article = home.state.ledger.article(id)
    return home.desk.explain(article)


@router.get("/article/{id:path}", response_model=ArticleWhole)
def article(home: Home, id: Key, version: Id | None = None, form: Sheet = "json") -> Any:
    """Tell one article whole."""
    with answering(404):
        found = whole.article_whole(home.state, id, version)
    return found if form == "json" else as_sheet(home, found.title or id, article_parts(found), f"article-{id}")


@router.get("/place/{key:path}", response_model=PlaceWhole)
def place(home: Home, key: Key, limit: Limit = 50, form: Leaf = "json") -> Any:
    """Tell one place whole; as a file, its record of control."""
    with answering(404):
        found = place_whole(home.state, key, limit)
    if form == "html":
        return as_sheet(home, found.place.name, place_parts(found), f"place-{key}")
    return found if form == "json" else as_file((span for area in found.control for span in area.spans), form, Span, f"control-{key}")


@router.get("/control", response_model=ControlDay)
def control(
    home: Home, on: Day = None, bbox: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=20_000)] = 5_000, form: Form = "json",
) -> Any:  # fmt: skip
    """Say who has which place on a day."""
    found = control_day(home.state, on, box_of(bbox), limit if form == "json" else home.state.settings.serve_rows)
    return found if form == "json" else as_file(found.spans, form, Span, f"control-{found.on}")


@router.get("/control/changes", response_model=Changes)
def changes(
    home: Home, since: Day = None, until: Day = None, limit: Annotated[int, Query(ge=1, le=5_000)] = 500, form: Plain = "json"
) -> Any:
    """List changes of holder or standing, by day."""
    found = control_changes(home.state, since, until, limit if form == "json" else home.state.settings.serve_rows)
    return found if form == "json" else as_file(found.changes, form, Change, "control-changes")


# -- sources and search --------------------------------------------------------------------------------------------------------


@router.get("/sources", response_model=Sources)
def all_sources(
    home: Home, limit: Limit = 100, of: Literal["origins", "outlets", "relays", "copies"] = "origins", form: Plain = "json"
) -> Any:
    """Say what each origin and each outlet tells, who relays whom, and who copies whom; as a file, one of these tables."""
    found = sources(home.state)
    models: dict[str, type[BaseModel]] = {"origins": OriginRow, "outlets": OutletRow, "relays": Relay, "copies": Copying}
    if form != "json":
        return as_file(getattr(found, of), form, models[of], of)
    return found.model_copy(update={"origins": found.origins[:limit], "outlets": found.outlets[:limit]})


@router.get("/search", response_model=Found)
def search(home: Home, q: Annotated[str, Query(min_length=1, max_length=200)], limit: Annotated[int, Query(ge=1, le=100)] = 10) -> Found:
    """Find places, actors, articles and claims by words."""
    if not any(character.isalnum() for character in q):
        raise InputError(f"q: found no word in {q!r}")
    with answering(400):
        return find(home.state, q, limit)
