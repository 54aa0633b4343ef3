"""Runs the server: on which address, for whom, and what is told to who starts it."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from dateline.errors import MissingPart, RunError, SettingError
from dateline.ledger.store import Ledger
from dateline.serve.guard import Person, is_local
from dateline.serve.tokens import Tokens, token_file
from dateline.settings import Settings

PORT = 8765


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, which names the machine has, and where tokens are kept (None: beside the ledger)."""

    host: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = ()
    token_file: Path | None = None

    @property
    def needs_token(self) -> bool:
        """Whether who asks needs a token: anywhere but on this machine, behind a name of its own, and where tokens are asked for."""
        return not is_local(self.host) or bool(self.names) or self.token_file is not None


def check_parts() -> None:
    """Raise :class:`~dateline.errors.MissingPart` when what serving needs is not installed."""
    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        raise MissingPart("the page needs FastAPI and uvicorn; install them with: pip install 'dateline[serve]'")


def tokens_of(ledger: str, given: Settings, path: Path | None) -> Tokens:
    """Return the tokens of a ledger, of the file that is named or of its own."""
    return Tokens(path or token_file(ledger, given.data_folder))


def serve(ledger: Ledger, given: Settings, address: Address, who: str, ready: Callable[[str], None]) -> None:
    """Serve a ledger until it is interrupted; ``ready`` is called with the page's address, ``who`` is the name of local decisions.

    Raises :class:`~dateline.errors.SettingError` for another host without a token, :class:`~dateline.errors.RunError` where the port
    cannot be had, and :class:`~dateline.errors.MissingPart`.
    """
    check_parts()
    where = str(ledger.place.file) if ledger.place.file is not None else ledger.name
    tokens = tokens_of(where, given, address.token_file)
    if address.needs_token and not tokens.all():
        raise SettingError(
            f"whoever reaches {address.host} could read the ledger: create a token first, with: dateline token create NAME --role viewer"
        )
    listening = listen(address.host, address.port)
    import uvicorn

    from dateline.serve.app import create_app

    local = None if address.needs_token else Person(who, "analyst")
    app = create_app(ledger, given, tokens=tokens, local=local, hosts=address.names)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        lifespan="on",
        ws="none",
    )
    port = listening.getsockname()[1]
    host = f"[{address.host}]" if ":" in address.host else address.host
    ready(f"http://{host}:{port}/")
    uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; raises :class:`~dateline.errors.RunError` in plain words where that cannot be."""
    try:
        family, kind, proto, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise RunError(f"{host} is no address of this machine: {error.strerror or error}") from None
    made = socket.socket(family, kind, proto)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(where)
        made.listen(128)
    except OSError as error:
        made.close()
        raise RunError(f"{host}:{port} cannot be had ({error.strerror or error}); give another with --port, or 0 for any") from None
    return made
