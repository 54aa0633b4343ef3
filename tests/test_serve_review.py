"""Decisions made on the page are recorded with who made them, shown at once, and can be taken back; texts are coded and added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from dateline.ledger.store import Wanted, open_ledger
from dateline.model import claim_id
from tests.serving import SCRIPT, WRITES, make, report, served


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a server with a ledger of its own."""
    with served(make(tmp_path / "l.dateline")) as client:
        yield client


def get(client: TestClient, path: str, **params: Any) -> Any:
    """The JSON of an answer that must be well."""
    answer = client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def decide(client: TestClient, status: int = 200, **body: Any) -> Any:
    """Post a decision."""
    answer = client.post("/api/v1/review/decisions", json=body, headers=WRITES)
    assert answer.status_code == status, answer.text
    return answer.json()


def claim_of(client: TestClient, article: str) -> str:
    """The claim of an article."""
    return str(get(client, f"article/{article}")["claims"][0]["id"])


def test_a_claim_that_is_rejected_is_gone_at_once_and_back_when_that_is_undone(client: TestClient) -> None:
    claim = claim_of(client, "a4")
    made = decide(client, action="reject", claim=claim, why="it quotes a film")
    assert not made["updating"]
    assert (made["decision"]["who"], made["decision"]["why"], made["decision"]["in_force"]) == ("ana", "it quotes a film", True)
    assert get(client, "events", place="Tell Sirin")["total"] == 0
    article = get(client, "article/a4")
    assert article["rejected"] == [claim]
    assert not any(piece["marks"] for piece in article["text"])
    assert get(client, "search", q="Sirin")["claims"] == []
    undone = decide(client, action="undo", decision=made["decision"]["id"])
    assert len(undone["events"]) == 1
    assert get(client, "events", place="Tell Sirin")["total"] == 1
    log = get(client, "review/decisions")
    assert [(one["kind"], one["in_force"]) for one in log["decisions"]] == [("undo", True), ("claim", False)]


def test_a_correction_shows_in_the_event_with_its_history(client: TestClient) -> None:
    claim = claim_of(client, "a4")
    made = decide(client, action="correct", claim=claim, field="kind", words="suicide-bombing", why="the report says so")
    (id,) = made["events"]
    event = get(client, f"event/{id}")
    assert event["event"]["kind"] == "suicide-bombing"
    assert event["voices"][0]["claims"][0]["corrected"] == ["kind"]
    assert [(one["verdict"], one["value"]) for one in event["judgements"] if not one["by_program"]] == [("kind", "suicide-bombing")]
    (row,) = get(client, "events", kind="suicide-bombing")["events"]
    assert row["id"] == id


def test_words_that_were_chosen_are_what_a_party_a_place_and_a_source_are_read_from(client: TestClient) -> None:
    claim = claim_of(client, "a4")
    text = "".join(piece["text"] for piece in get(client, "article/a4")["text"])

    def at(words: str) -> list[int]:
        start = text.index(words)
        return [start, start + len(words)]

    def field(name: str, told: str, **value: Any) -> Any:
        decide(client, action="correct", claim=claim, field=name, span=at(told), why="these are the words", **value)
        (card,) = get(client, "article/a4")["claims"]
        marks = [
            piece["text"] for piece in card["evidence"] for mark in piece["marks"] if mark["role"] == {"places": "place"}.get(name, name)
        ]
        assert name == "sources" or told in marks
        return card[name]

    assert field("target", "Tell Sirin", words="Third Column of the Mill")["name"] == "Third Column of the Mill"
    offered = get(client, "review/names", sort="actor", q="fsa")["candidates"][0]
    assert field("actor", "Soldiers", value=offered["value"])["id"] == offered["id"]
    (place,) = field("places", "Soldiers", words="Aleppo")
    assert (place["text"], place["outcome"]) == ("Soldiers", "exact")
    assert field("sources", "Lantern Monitor", words="Lantern Monitor")[0]["text"] == "Lantern Monitor"
    decide(client, 400, action="correct", claim=claim, field="actor", words="fsa", span=[0, 10**6], why="too far")


def test_tolls_and_loaded_words_come_with_where_they_stand_and_go_back_as_they_came(client: TestClient) -> None:
    (card,) = get(client, "article/a1")["claims"]
    text = "".join(piece["text"] for piece in get(client, "article/a1")["text"])
    for word in (*card["tolls"], *card["loaded"]):
        assert text[slice(*word["span"])] == word["text"]
    more = [{**word, "neutral": "fighters of the north"} for word in card["loaded"]]
    decide(client, action="correct", claim=card["id"], field="loaded", value=more, why="said so below")
    assert get(client, "article/a1")["claims"][0]["loaded"] == more


def test_a_correction_that_takes_a_claim_out_of_its_event_leaves_the_others_theirs(client: TestClient) -> None:
    one, other = claim_of(client, "a1"), claim_of(client, "a2")
    assert get(client, f"event/{one}")["id"] == get(client, f"event/{other}")["id"]
    made = decide(client, action="correct", claim=one, field="when", words="2016-11-01", why="it was a month before")
    assert get(client, f"event/{one}")["id"] != get(client, f"event/{other}")["id"]
    decide(client, action="undo", decision=made["decision"]["id"])
    assert get(client, f"event/{one}")["id"] == get(client, f"event/{other}")["id"]


def test_a_rejection_is_in_the_history_of_the_event_that_lost_the_claim(client: TestClient) -> None:
    claim = claim_of(client, "a1")
    event = get(client, f"event/{claim}")
    assert event["event"]["claims"] > 1
    made = decide(client, action="reject", claim=claim)
    after = get(client, f"event/{event['voices'][0]['claims'][-1]['id']}")
    assert after["event"]["claims"] == event["event"]["claims"] - 1
    assert made["decision"]["id"] in [one["id"] for one in after["judgements"]]


def test_two_claims_are_split_and_joined(client: TestClient) -> None:
    one, other = (claim_of(client, article) for article in ("a1", "a2"))
    assert len(decide(client, action="split", claim=one, other=other)["events"]) == 2
    assert get(client, "events", place="Karaz", until="2016-12-05")["total"] == 2
    (event,) = decide(client, action="merge", claim=one, other=other)["events"]
    assert get(client, f"event/{event}")["event"]["claims"] == 2


def test_a_name_is_resolved_from_what_is_offered(client: TestClient) -> None:
    offered = get(client, "review/names", sort="place", q="Aleppo")["candidates"]
    assert offered[0]["lat"] is not None
    decide(client, action="resolve", sort="place", name="Tell Zeitoun", value=offered[0]["value"])
    decide(client, action="resolve", sort="place", name="Tell Qamar", words="Tell Qamar@36.2,37.1")
    decide(client, action="resolve", sort="actor", name="the Falcons of the Plain")
    assert get(client, "review/names", sort="actor", q="russia")["candidates"]
    assert get(client, "review/decisions")["total"] == 3


def test_a_name_that_was_resolved_is_in_the_history_of_its_events(client: TestClient) -> None:
    claim = claim_of(client, "a5")
    made = decide(client, action="resolve", sort="actor", name="Jasmine Brigade", value={"id": "fsa", "name": "Free Syrian Army"})
    event = get(client, f"event/{claim}")
    assert event["event"]["actor"] == {"key": "fsa", "name": "Free Syrian Army"}
    assert made["decision"]["id"] in [one["id"] for one in event["judgements"]]
    assert get(client, "events", actor="fsa")["total"] == 1


def test_a_decision_stays_with_a_claim_that_is_coded_again(client: TestClient) -> None:
    claim = claim_of(client, "a4")
    made = decide(client, action="accept", claim=claim)
    state = client.app.app.state.house.state  # type: ignore[attr-defined]
    article = state.ledger.article("a4")
    (before,) = state.ledger.claims(Wanted(articles=["a4"]))
    again = before.claim.model_copy(update={"id": claim_id(article, before.claim.trigger.span, 7)})
    state.ledger.add(article, [again], coder="another")
    assert state.update(60)
    event = get(client, f"event/{again.id}")
    assert made["decision"]["id"] in [one["id"] for one in event["judgements"]]
    assert event["voices"][0]["claims"][0]["accepted"]


def test_the_queue_comes_with_claims_and_what_can_be_done(client: TestClient) -> None:
    queue = get(client, "review/queue")
    assert queue["total"] == sum(queue["sorts"].values()) > 0
    names = [item for item in queue["items"] if item["sort"] == "actor"]
    assert names[0]["actions"] == ["resolve"]
    assert names[0]["name"] in names[0]["question"]
    assert names[0]["claims"][0]["evidence"]
    first = get(client, "review/queue", limit=1)
    second = get(client, "review/queue", limit=1, cursor=first["next"])
    assert [item["id"] for item in (*first["items"], *second["items"])] == [item["id"] for item in queue["items"][:2]]


@pytest.mark.parametrize("slow", [0.0, 1e9])
def test_what_was_decided_leaves_the_queue_until_undone(client: TestClient, monkeypatch: pytest.MonkeyPatch, slow: float) -> None:
    monkeypatch.setattr("dateline.serve.judging._SLOW", slow)
    before = [item["id"] for item in get(client, "review/queue")["items"]]
    name = next(item for item in get(client, "review/queue")["items"] if item["sort"] == "actor")
    made = decide(client, action="resolve", sort="actor", name=name["name"])
    assert [item["id"] for item in get(client, "review/queue")["items"]] == [id for id in before if id != name["id"]]
    decide(client, action="undo", decision=made["decision"]["id"])
    assert [item["id"] for item in get(client, "review/queue")["items"]] == before


@pytest.mark.parametrize(
    "body",
    [
        {"action": "accept", "claim": "c_0000000000000000"}, {"action": "undo", "decision": "j_99"}, {"action": "dance"}, {},
        {"action": "merge", "claim": "CLAIM", "other": "CLAIM"},
        {"action": "correct", "claim": "CLAIM", "field": "kind", "value": ["x"], "why": "x"},
        {"action": "correct", "claim": "CLAIM", "field": "kind", "value": "no-such-kind", "why": "x"},
        {"action": "correct", "claim": "CLAIM", "field": "actor", "value": "abc", "why": "x"},
        {"action": "correct", "claim": "CLAIM", "field": "actor", "value": 5, "why": "x"},
        {"action": "correct", "claim": "CLAIM", "field": "actor", "value": {"text": "nobody", "span": [0, 6]}, "why": "x"},
        {"action": "correct", "claim": "CLAIM", "field": "places", "value": {"at": {}}, "why": "x"},
        {"action": "correct", "claim": "CLAIM", "field": "when", "words": "someday", "why": "x"},
        {"action": "correct", "claim": "CLAIM", "field": "status", "value": "maybe", "why": "x"},
        {"action": "correct", "claim": "CLAIM", "field": "kind", "value": "bombing", "why": "  "},
        {"action": "resolve", "sort": "place", "name": "X", "value": {"id": "x", "name": "x", "lat": 900, "lon": 0}},
        {"action": "resolve", "sort": "place", "name": "X", "value": {"id": {"a": 1}, "name": ["b"]}},
        {"action": "resolve", "sort": "place", "name": "...", "words": "Aleppo"},
        {"action": "resolve", "sort": "place", "name": "X", "words": "Nowhere at all"},
        {"action": "resolve", "sort": "actor", "name": "X", "words": "nobody who is known"},
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_made_is_said_in_words_and_changes_nothing(shared: TestClient, body: dict[str, Any]) -> None:
    claim = claim_of(shared, "a4")
    filled = {name: claim if value == "CLAIM" else value for name, value in body.items()}
    answer = shared.post("/api/v1/review/decisions", json=filled, headers=WRITES)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["error"]
    assert get(shared, "review/decisions")["total"] == 0


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client for requests that change nothing."""
    with served(make(tmp_path_factory.mktemp("review") / "l.dateline")) as client:
        yield client


@pytest.mark.parametrize("raw", [b'{"action": "accept", "claim": "\\ud800"}', b'{"text": NaN}', b"[" * 20_000, b"\xff", b""])
def test_what_is_no_json_is_refused(shared: TestClient, raw: bytes) -> None:
    for path in ("review/decisions", "code", "add"):
        answer = shared.post(f"/api/v1/{path}", content=raw, headers={**WRITES, "Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500, answer.text


# -- code and add -----------------------------------------------------------------------------------------------------------------------

STORY = f"Army units shelled the town of Salamiyah on 5 December 2016, killing 3 people, the Lantern Monitor said. {SCRIPT}"


def test_a_text_is_coded_and_nothing_of_it_is_kept(client: TestClient) -> None:
    before = get(client, "meta")["counts"]
    coded = client.post("/api/v1/code", json={"text": STORY, "published": "2016-12-06"}, headers=WRITES).json()
    assert "".join(piece["text"] for piece in coded["text"]) == STORY
    (claim,) = [claim for claim in coded["claims"] if claim["kind"] == "shelling"]
    assert coded["why"][claim["id"]]["kind"]
    assert claim["tolls"][0]["what"] == "killed"
    assert get(client, "meta")["counts"] == before


def test_articles_are_added_coded_and_explained(client: TestClient) -> None:
    articles = [{"text": STORY, "title": SCRIPT, "outlet": "Harbour Post", "published": "2016-12-06"}, {"text": "  "}]
    added = client.post("/api/v1/add", json={"articles": articles}, headers=WRITES).json()
    assert [one["done"] for one in added["articles"]] == ["new", "refused"]
    assert added["articles"][0]["claims"] >= 1
    id = added["articles"][0]["id"]
    whole = get(client, f"article/{id}")
    why = get(client, f"article/{id}/explain")["claims"]
    assert set(why) == {claim["id"] for claim in whole["claims"]}
    again = client.post("/api/v1/add", json={"articles": articles[:1]}, headers=WRITES).json()
    assert [one["done"] for one in again["articles"]] == ["there already"]


def test_an_article_by_any_name_is_found_again(client: TestClient) -> None:
    body = {"articles": [{"id": "https://example.org/a?b=c#d", "text": STORY}]}
    assert client.post("/api/v1/add", json=body, headers=WRITES).json()["articles"][0]["done"] == "new"
    answer = client.get("/api/v1/article/https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc%23d")
    assert answer.json()["id"] == "https://example.org/a?b=c#d"


def blasts(tmp_path: Path) -> str:
    """A ledger with three reports of one blast, and one of another on a later day."""
    path = tmp_path / "blasts.dateline"
    outlets = ("Harbour Post", "Meridian Wire", "Mill Herald", "Harbour Post")
    with open_ledger(path, create=True) as ledger:
        for number, outlet in enumerate(outlets, 1):
            day = 5 if number < 4 else 9
            ledger.add(*report(number, outlet=outlet, day=day, word="bombed", killed=12), coder="by hand")
    return str(path)


def test_claims_that_are_marked_leave_their_event_and_the_answer_says_where_all_are(tmp_path: Path) -> None:
    with served(blasts(tmp_path)) as client:
        one, two, three, other = (claim_of(client, f"a{n}") for n in range(1, 5))
        event = get(client, f"event/{one}")["id"]
        assert get(client, f"event/{two}")["id"] == event == get(client, f"event/{three}")["id"]
        made = decide(client, action="split", claims=[one, two], others=[event], why="another street")
        touched = {frozenset(one["claims"]): one for one in made["touched"]}
        assert set(touched) == {frozenset({one, two}), frozenset({three})}
        assert made["events"] == sorted(found["event"] for found in touched.values())
        assert [found["total"] for found in touched.values()] == [len(claims) for claims in touched]
        assert all("Karaz" in found["sentence"] for found in touched.values())
        mine = get(client, f"event/{three}")
        assert made["decision"]["id"] in {judged["id"] for judged in mine["judgements"]}, "it is on record where the claims stayed"
        back = decide(client, action="undo", decision=made["decision"]["id"])
        assert [sorted(found["claims"]) for found in back["touched"]] == [sorted([one, two, three])]
        late = get(client, f"event/{other}")["id"]
        merged = decide(client, action="merge", claims=[event], others=[late])
        assert [found["total"] for found in merged["touched"]] == [4]
        assert get(client, f"event/{late}")["id"] == get(client, f"event/{event}")["id"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"claims": ["e_0000000000000000"], "others": ["e_0000000000000001"]}, 422, "holds no event"),
        ({"claims": [], "others": ["e_0"]}, 422, "claims"),
        ({"claim": "c_1"}, 422, "others"),
        ({"claims": "c_1", "others": ["c_2"]}, 422, "claims"),
    ],
)
def test_sides_that_cannot_be_are_refused_in_words(client: TestClient, body: dict[str, Any], status: int, words: str) -> None:
    assert words in decide(client, status, action="split", **body)["error"]


def test_no_side_may_be_the_whole_event(tmp_path: Path) -> None:
    with served(blasts(tmp_path)) as client:
        claims = [claim_of(client, f"a{n}") for n in range(1, 4)]
        event = get(client, f"event/{claims[0]}")["id"]
        assert "nothing is left" in decide(client, 422, action="split", claims=claims, others=[event])["error"]
