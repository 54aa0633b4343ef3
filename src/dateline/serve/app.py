"""The application: routes behind the guard, the built page, and errors in plain words."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, Response
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.gzip import GZipMiddleware

from dateline.errors import DatelineError, InputError, LedgerError
from dateline.ledger.store import Ledger
from dateline.serve import deciding, routes
from dateline.serve.coding import Desk
from dateline.serve.context import House
from dateline.serve.guard import Guard, Person
from dateline.serve.state import State
from dateline.serve.tokens import Tokens
from dateline.settings import Settings

PAGE = Path(__file__).parent / "page"
_AT_ONCE = 7
"""Requests that read the ledger at once: each may hold two of the fifteen connections that a ledger has."""
_logger = logging.getLogger("dateline.serve")
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>dateline</title></head>
<body><h1>The page is not built</h1>
<p>This is a source checkout: build the page once with Node (<code>make page</code>), then reload.
An installed dateline brings it along.</p>
<p>The API answers meanwhile: <a href="/api/v1/meta">/api/v1/meta</a>, <a href="/api/v1/events">/api/v1/events</a>,
<a href="/openapi.json">/openapi.json</a>.</p></body></html>
"""


def plain_problem(status: int, words: str, detail: Sequence[dict[str, Any]] = ()) -> Response:
    """Return an answer that says what went wrong, as every part of the server gives it."""
    body = json.dumps({"error": words, "detail": list(detail)})
    return Response(body, status_code=status, media_type="application/json")


def create_app(
    ledger: Ledger,
    given: Settings,
    *,
    tokens: Tokens,
    local: Person | None,
    hosts: Iterable[str] = (),
    page: Path = PAGE,
    wait: float = 5.0,
) -> Guard:
    """Return the application of one ledger, which it keeps up to date while it runs.

    ``local`` is who asks where no token is needed (None: one is always needed); ``hosts`` are names of this machine besides localhost;
    ``wait`` is for how many seconds the start, and each change, waits for the views to follow.
    """
    house = House(State(ledger, given), Desk(given), wait)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _AT_ONCE
        await anyio.to_thread.run_sync(house.state.start, wait)
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(house.state.close)

    app = FastAPI(title="dateline", version="1", docs_url=None, redoc_url=None, lifespan=life, description="See docs/api.md.")
    app.state.house, app.state.tokens = house, tokens
    app.include_router(routes.router)
    app.include_router(deciding.router)
    _add_page(app, page)
    _add_errors(app, ledger.name)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    return Guard(app, tokens=tokens, local=local, hosts=hosts, max_body=given.serve_bytes)


def _add_page(app: FastAPI, page: Path) -> None:
    root = page.resolve()

    @app.get("/{path:path}", include_in_schema=False)
    def file(path: str) -> Response:
        if path.startswith("api/"):
            return plain_problem(404, f"there is no /{path}")
        found = _file(root, path)
        if found is not None:
            # The names of assets tell their contents; the page itself is asked for anew.
            kept = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
            return FileResponse(found, headers={"Cache-Control": kept})
        if "." in path or "/" in path:
            return plain_problem(404, f"there is no /{path}")
        index = root / "index.html"
        if index.is_file():
            return FileResponse(index, headers={"Cache-Control": "no-cache"})
        return HTMLResponse(_NOT_BUILT)


def _file(root: Path, path: str) -> Path | None:
    """The file of the page at a path; None where there is none, or it would lie outside."""
    if not path or "\x00" in path:
        return None
    try:
        found = (root / path).resolve()
        return found if found.is_relative_to(root) and found.is_file() else None
    except (OSError, ValueError):
        return None


def _add_errors(app: FastAPI, ledger: str) -> None:
    def problem(status: int, words: str, detail: Sequence[dict[str, Any]] = ()) -> Response:
        # Where the ledger lies on the server is nobody's business who asks from elsewhere: its own name is enough.
        return plain_problem(status, words.replace(ledger, ledger.rsplit("/", 1)[-1]), detail)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)
        answer = problem(error.status_code, str(error.detail))
        for name, value in (error.headers or {}).items():
            answer.headers[name] = value
        return answer

    async def misfit(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        # Neither what was sent nor objects of the checker: only where, and what is wrong.
        told = [{"loc": [str(part) for part in one["loc"]], "msg": str(one["msg"])} for one in error.errors()[:20]]
        first = told[0] if told else {"loc": ["body"], "msg": "does not fit"}
        return problem(422, f"{'.'.join(first['loc'][1:]) or first['loc'][0]}: {first['msg']}", told)

    async def ours(request: Request, error: Exception) -> Response:
        busy = isinstance(error, LedgerError) and "another program is writing" in str(error)
        return problem(400 if isinstance(error, InputError) else 409 if busy else 503, str(error))

    async def unreadable(request: Request, error: Exception) -> Response:
        return problem(400, "the request holds characters that are no text")

    async def crowded(request: Request, error: Exception) -> Response:
        return problem(503, "too many questions at once; try again")

    async def broken(request: Request, error: Exception) -> Response:
        _logger.exception("mistake while answering %s", request.url.path, exc_info=error)
        return problem(500, "something went wrong in dateline; the server's log says what. Please report it")

    for kind, handler in (
        (StarletteHTTPException, refused), (HTTPException, refused), (RequestValidationError, misfit), (DatelineError, ours),
        (UnicodeError, unreadable), (PoolTimeout, crowded), (Exception, broken),
    ):  # fmt: skip
        app.add_exception_handler(kind, handler)
