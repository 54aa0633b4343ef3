"""dateline reads news of armed conflict and keeps a ledger of claims.

::

    import dateline

    article = dateline.Article(id="a1", published="2016-12-07", text="Government forces recaptured the town on Tuesday.")
    for claim in dateline.code(article):
        ...
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateline.coder import Coder
    from dateline.errors import DatelineError, InputError, KnowledgeError, LedgerError, MissingPart, PipelineError, RunError, SettingError
    from dateline.model import Article, Claim, Count, Mention, PlaceMention, Source, Span, Status, TimeRange

__all__ = [
    "Article", "Claim", "Coder", "Count", "DatelineError", "InputError", "KnowledgeError", "LedgerError", "Mention", "MissingPart",
    "PipelineError", "PlaceMention", "RunError", "SettingError", "Source", "Span", "Status", "TimeRange", "__version__", "code",
]  # fmt: skip

_HOMES = {
    "dateline.coder": ("Coder",),
    "dateline.errors": (
        "DatelineError", "InputError", "KnowledgeError", "LedgerError", "MissingPart", "PipelineError", "RunError", "SettingError",
    ),
    "dateline.model": ("Article", "Claim", "Count", "Mention", "PlaceMention", "Source", "Span", "Status", "TimeRange"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # The types load pydantic and the coder loads the parser's package: `dateline --help` should wait for neither.
    if name == "__version__":
        from importlib.metadata import version

        return version("dateline")
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'dateline' has no attribute {name!r}")


@cache
def _coder() -> Coder:
    from dateline.coder import Coder

    return Coder()


def code(article: Article) -> list[Claim]:
    """Return the claims of one article, in the order of their triggers, with a coder that is built once a process."""
    return _coder().code(article)
