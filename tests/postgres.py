"""A PostgreSQL server of the tests' own: Debian's programs, a folder that goes when the tests end, and a fresh database for each test."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "dateline"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40", "shared_buffers=64MB")


def missing(what: str) -> None:
    """Skip a test for want of ``what``; with CI set that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI runs everything: tools/ci-setup.sh installs it")
    pytest.skip(f"{what} is missing; the same test ran on SQLite")


def programs() -> Path | None:
    """Return the folder of the server's programs, the newest if there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _as_user() -> list[str]:
    """Return what to put before a command: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """Give the URL of a running server, without a database at its end; it is stopped, and its files removed, at the end."""
    bin_folder = programs()
    if bin_folder is None:
        missing("PostgreSQL (apt-get install postgresql)")
        return
    folder = Path(tempfile.mkdtemp(prefix="dateline-pg-"))
    as_user = _as_user()
    if as_user:
        entry = pwd.getpwnam(as_user[1].split("=")[1])
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    data, port = folder / "data", _free_port()

    def run(*words: str) -> None:
        done = subprocess.run([*as_user, *words], cwd=folder, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{words[0]}: {done.stdout[-1000:]}{done.stderr[-1000:]}"

    options = " ".join([f"-p {port} -k {folder} -c listen_addresses=127.0.0.1", *(f"-c {option}" for option in _FAST)])
    try:
        run(str(bin_folder / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        # Its own log file: with a pipe, the call would wait for the server that inherits it.
        run(str(bin_folder / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}"
        finally:
            run(str(bin_folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server_url: str, number: int, template: str = "template0") -> str:
    """Make a database, empty or as the template is, and return its URL."""
    import pg8000.native

    port = int(server_url.rsplit(":", 1)[1])
    connection = pg8000.native.Connection(USER, host="127.0.0.1", port=port, database="postgres")
    name = f"test_{number}"
    connection.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    connection.close()
    return f"{server_url}/{name}"
