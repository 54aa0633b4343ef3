"""Whatever is asked of the API, the server answers in words, and never breaks down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from tests.serving import WRITES, make, served

schemathesis = pytest.importorskip("schemathesis")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server that anything may be done to."""
    with served(make(tmp_path_factory.mktemp("fuzz") / "l.dateline"), hosts=("testserver",), serve_chars=500) as client:
        yield client


# What the coder does with a text is tested elsewhere, and would take most of the time.
SKIPPED = ("/code", "/add", "/explain", "/session")


def running(client: TestClient) -> Any:
    """The application of a client without its beginning and end, which each call would otherwise go through."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await client.app(scope, receive, send)
            return
        for what in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{what}.complete"})

    return app


def ask(operation: Any) -> set[int]:
    """Ask one route what nobody would, and return the statuses of its answers."""
    statuses: set[int] = set()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None,
              phases=(Phase.explicit, Phase.generate))  # fmt: skip
    @given(case=operation.as_strategy())
    def once(case: Any) -> None:
        answer = case.call(headers=WRITES)
        statuses.add(answer.status_code)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.json()["error"]

    once()
    return statuses


def test_no_question_breaks_the_server(client: TestClient) -> None:
    api = schemathesis.openapi.from_asgi("/openapi.json", running(client))
    operations = [found.ok() for found in api.get_all_operations()]
    asked = {one.label: ask(one) for one in operations if not one.path.endswith(SKIPPED)}
    assert len(asked) >= 15
    assert sum(200 in statuses for statuses in asked.values()) >= 12, asked


def test_every_route_is_in_the_document(client: TestClient) -> None:
    document = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in document, path
