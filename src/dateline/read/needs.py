"""What a format needs that dateline alone does not bring."""

from __future__ import annotations

from importlib.util import find_spec

from dateline.errors import MissingPart


def need(*modules: str, what: str) -> None:
    """Raise :class:`~dateline.errors.MissingPart` when a module is not installed; the message names the command that installs it."""
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise MissingPart(f"to read {what}, {' and '.join(missing)} must be installed: pip install 'dateline[web]'")
