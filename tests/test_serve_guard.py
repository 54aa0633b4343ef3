"""Who may ask what: hosts, tokens, roles, other sites, sizes; and what every answer says to the browser."""

from __future__ import annotations

import datetime as dt
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from dateline.errors import LedgerError, RunError, SettingError
from dateline.ledger.store import open_ledger
from dateline.serve.guard import host_of, is_local
from dateline.serve.run import Address, listen, serve
from dateline.serve.tokens import Tokens, token_file
from dateline.settings import settings
from tests.serving import WRITES, make, served

TEXT = {"text": "Soldiers shelled the depot on Monday."}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger that no test changes."""
    return make(tmp_path_factory.mktemp("guard") / "l.dateline")


@pytest.fixture(scope="module")
def client(path: str) -> Iterator[TestClient]:
    """A client on this machine, where no token is needed."""
    with served(path, serve_bytes=20_000) as client:
        yield client


@pytest.fixture(scope="module")
def remote(path: str) -> Iterator[TestClient]:
    """A client of a server that asks for tokens."""
    with served(path, local=None, hosts=("news.example",)) as client:
        yield client


# -- hosts --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:8765", "[::1]:8765", "192.168.1.4"])
def test_the_server_answers_to_its_own_names_and_to_addresses(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost@evil.example", "", "a b", "127.0.0.1/x"]
)
def test_a_page_elsewhere_whose_name_points_here_is_refused(client: TestClient, host: str) -> None:
    for path in ("/", "/api/v1/events", "/openapi.json"):
        assert client.get(path, headers={"Host": host}).status_code in (400, 421)


def test_a_name_that_was_allowed_is_answered(remote: TestClient) -> None:
    assert remote.get("/api/v1/health", headers={"Host": "News.example"}).status_code == 200
    assert remote.get("/api/v1/health", headers={"Host": "other.example"}).status_code == 421


def test_what_is_this_machine_alone() -> None:
    assert all(map(is_local, ("localhost", "127.0.0.1", "127.8.0.1", "::1")))
    assert not any(map(is_local, ("0.0.0.0", "::", "10.0.0.1", "example.org", "")))
    assert host_of("[::1]:80") == "::1"
    assert host_of("x:notaport") is None


def test_another_host_is_refused_without_a_token(path: str) -> None:
    with open_ledger(path) as ledger:
        for address in (Address("0.0.0.0", 0), Address(names=("news.example",)), Address(token_file=Path(path + ".none"))):
            with pytest.raises(SettingError, match="create a token first"):
                serve(ledger, settings(), address, "ana", print)


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(RunError, match="cannot be had"):
        listen("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(RunError, match="no address"):
        listen("no-such-host.invalid", 0)


# -- other sites ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"X-Dateline": "0"}, {**WRITES, "Origin": "https://evil.example"}, {**WRITES, "Origin": "null"},
        {**WRITES, "Origin": "http://127.0.0.1:9999"},
        {**WRITES, "Sec-Fetch-Site": "cross-site"}, {**WRITES, "Sec-Fetch-Site": "same-site"},
    ],
)  # fmt: skip
def test_nothing_is_changed_for_another_site(client: TestClient, headers: dict[str, str]) -> None:
    for path in ("/api/v1/add", "/api/v1/review/decisions", "/api/v1/code", "/api/v1/session"):
        assert client.post(path, json={}, headers=headers).status_code == 403
    assert client.delete("/api/v1/session", headers=headers).status_code == 403


def test_a_form_of_another_site_is_not_read(client: TestClient) -> None:
    answer = client.post("/api/v1/code", data={"text": "x"}, headers=WRITES)
    assert answer.status_code == 415
    assert client.post("/api/v1/code", content=b"{}", headers={**WRITES, "Content-Type": "text/plain"}).status_code == 415


def test_the_page_itself_may_ask(client: TestClient) -> None:
    own = {**WRITES, "Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/v1/code", json=TEXT, headers=own).status_code == 200


def test_no_other_site_may_read(client: TestClient) -> None:
    answer = client.get("/api/v1/events", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    asked = client.options("/api/v1/add", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
    assert not [name for name in asked.headers if name.startswith("access-control-")]


# -- tokens ---------------------------------------------------------------------------------------------------------------------------


def test_without_a_token_nothing_of_the_ledger_is_told(remote: TestClient) -> None:
    for path in ("meta", "events", "events/points", "article/a1", "sources", "search?q=x", "review/queue"):
        answer = remote.get(f"/api/v1/{path}")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert remote.get("/openapi.json").status_code == 401
    assert remote.post("/api/v1/code", json=TEXT, headers=WRITES).status_code == 401
    assert remote.get("/").status_code == 200


def test_a_viewer_looks_and_an_analyst_decides(remote: TestClient, path: str) -> None:
    tokens = Tokens(Path(path + ".tokens.json"))
    _, viewer = tokens.create("vera", "viewer")
    token, analyst = tokens.create("ana", "analyst")
    as_viewer, as_analyst = ({"Authorization": f"Bearer {secret}"} for secret in (viewer, analyst))
    assert remote.get("/api/v1/meta", headers=as_viewer).json()["role"] == "viewer"
    bad = {"action": "accept", "claim": "c_0000000000000000"}
    refused = remote.post("/api/v1/review/decisions", json=bad, headers={**WRITES, **as_viewer})
    assert refused.status_code == 403
    assert "vera" in refused.json()["error"]
    assert remote.post("/api/v1/add", json={"articles": [TEXT]}, headers={**WRITES, **as_viewer}).status_code == 403
    assert remote.post("/api/v1/review/decisions", json=bad, headers={**WRITES, **as_analyst}).status_code == 422
    tokens.revoke(token.id)
    assert remote.get("/api/v1/meta", headers=as_analyst).status_code == 401


def test_a_token_is_kept_as_a_cookie_that_scripts_cannot_read(remote: TestClient, path: str) -> None:
    _, secret = Tokens(Path(path + ".tokens.json")).create("vera", "viewer")
    assert remote.post("/api/v1/session", json={"token": "dl_wrong"}, headers=WRITES).status_code == 401
    answer = remote.post("/api/v1/session", json={"token": secret}, headers=WRITES)
    assert answer.json() == {"who": "vera", "role": "viewer"}
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert remote.get("/api/v1/meta").json()["who"] == "vera"
    assert remote.post("/api/v1/code", json=TEXT).status_code == 403, "a cookie alone changes nothing"
    assert remote.delete("/api/v1/session", headers=WRITES).status_code == 204
    assert remote.get("/api/v1/meta").status_code == 401


def test_tokens_are_kept_as_hashes_that_only_the_owner_reads(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "l.tokens.json")
    token, secret = tokens.create("ana", "analyst", days=0)
    assert secret not in tokens.path.read_text(encoding="utf-8")
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600
    assert tokens.check(secret) == token
    assert tokens.check(secret + "x") is None
    assert tokens.check(secret, dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)) is None
    for who, role in (("", "viewer"), ("x" * 101, "viewer"), ("ana", "owner")):
        with pytest.raises(SettingError):
            tokens.create(who, role)
    with pytest.raises(LedgerError, match="no token"):
        tokens.revoke("t_0")
    tokens.path.write_text("{", encoding="utf-8")
    with pytest.raises(LedgerError, match="no file of tokens"):
        Tokens(tokens.path).all()


def test_tokens_lie_beside_the_ledger_or_with_the_user(tmp_path: Path) -> None:
    assert token_file("/data/l.dateline", tmp_path) == Path("/data/l.dateline.tokens.json")
    one, other = (token_file(f"postgresql://{user}:secret@host/{name}", tmp_path) for user, name in (("a", "x"), ("b", "x")))
    assert one == other
    assert one.parent == tmp_path
    assert "secret" not in one.name


def test_the_command_line_makes_lists_and_revokes_tokens(path: str) -> None:
    def dateline(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "dateline", *words, "--db", path], check=False, capture_output=True, text=True)

    made = dateline("token", "create", "omar", "--role", "analyst")
    secret = made.stdout.strip()
    assert made.returncode == 0
    assert Tokens(Path(path + ".tokens.json")).check(secret)
    listed = dateline("token", "list", "-f", "csv").stdout
    (line,) = [line for line in listed.splitlines() if ",omar,analyst," in line]
    assert secret not in listed
    assert dateline("token", "revoke", line.split(",")[0]).returncode == 0
    assert not Tokens(Path(path + ".tokens.json")).check(secret)
    assert dateline("token", "create", "omar", "--role", "king").returncode == 2


# -- sizes, files, headers --------------------------------------------------------------------------------------------------------------


def test_what_is_too_large_is_refused(client: TestClient) -> None:
    big = {"text": "x" * 30_000}
    assert client.post("/api/v1/code", json=big, headers=WRITES).status_code == 413

    def chunks() -> Iterator[bytes]:
        yield from [b" " * 5_000] * 10

    many = client.post("/api/v1/code", content=chunks(), headers={**WRITES, "Content-Type": "application/json"})
    assert many.status_code in (400, 413)
    assert client.get("/api/v1/events", params={"limit": 501}).status_code == 422
    assert client.get("/api/v1/events", params={"kind": ["x"] * 51}).status_code == 422
    assert client.get("/api/v1/search", params={"q": "x" * 201}).status_code == 422


@pytest.mark.parametrize("address", ["/", "/api/v1/events", "/api/v1/nothing", "/nothing.js"])
def test_every_answer_tells_the_browser_to_run_nothing_but_the_page(client: TestClient, address: str) -> None:
    answer = client.get(address)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "server" not in answer.headers


def test_the_built_page_is_served_and_nothing_beside_it(path: str, tmp_path: Path) -> None:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<title>built</title>", encoding="utf-8")
    (page / "assets" / "a.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("hidden words", encoding="utf-8")
    (page / "link.txt").symlink_to(tmp_path / "secret.txt")
    with served(path, page=page) as client:
        assert "built" in client.get("/").text
        assert "built" in client.get("/events").text, "every view has an address of its own"
        assert "immutable" in client.get("/assets/a.js").headers["cache-control"]
        assert client.get("/").headers["cache-control"] == "no-cache"
        for wrong in ("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt", "/link.txt",
                      "/assets/b.js", "/%00", "//etc/passwd", "/" + "a" * 5000):  # fmt: skip
            answer = client.get(wrong)
            assert "hidden" not in answer.text
            assert answer.status_code == 404 or "built" in answer.text


def test_a_page_that_is_not_built_says_how(path: str, tmp_path: Path) -> None:
    with served(path, page=tmp_path / "none") as client:
        assert "make page" in client.get("/").text


def test_where_the_ledger_lies_is_not_told(tmp_path: Path) -> None:
    with served(make(tmp_path / "l.dateline")) as client:
        for path in ("event/e_0", "article/none", "place/Nowhere%20at%20all"):
            answer = client.get(f"/api/v1/{path}")
            assert answer.status_code == 404
            assert "l.dateline" in answer.json()["error"]
            assert str(tmp_path) not in answer.text
