"""``dateline serve``: the page and its API over a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.listing import opened


def serve(
    ledger: Annotated[
        str | None, typer.Argument(help="The ledger: a file or a postgresql:// URL (default: DATELINE_DB, or ledger.dateline).",
                                   metavar="LEDGER")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    host: Annotated[str, typer.Option("--host", help="The address to listen on; another than this machine's needs tokens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="The port; 0: any that is free.", min=0, max=65535)] = 8765,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", help="A name under which the server is reached (may be repeated); needs tokens.",
                                       metavar="NAME")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", help="Ask for tokens, and keep them here (default: beside the ledger).", metavar="FILE")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--who", help="Who decides here (default: DATELINE_REVIEWER, or the login name).", metavar="NAME")
    ] = None,
) -> None:  # fmt: skip
    """Serve the page over a ledger: map, events, articles, places, sources, review, search.

    Only this machine reaches it, and needs no token. Other programs may write the ledger meanwhile; what they add is shown as soon as
    it is joined. Nothing is fetched from elsewhere.
    """
    from dateline.cli.review import reviewer
    from dateline.serve.run import Address, check_parts
    from dateline.serve.run import serve as run
    from dateline.settings import settings

    check_parts()
    address = Address(host, port, tuple(allow_host or ()), token_file)

    def ready(url: str) -> None:
        typer.echo(f"the page is at {url} (Ctrl+C ends it)", err=True)
        if address.needs_token:
            typer.echo("who opens it needs a token: put #token=TOKEN at the end of the address", err=True)
        if open_:
            _open_when_up(url)

    with opened(ledger) as held:
        run(held, settings(), address, reviewer(who), ready)


def _open_when_up(url: str) -> None:
    """Open the browser once the server answers; a browser that does not start is no reason to end."""
    import threading
    import webbrowser

    timer = threading.Timer(1.0, webbrowser.open, [url])
    timer.daemon = True
    timer.start()
