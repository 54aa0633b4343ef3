"""dateline reads news of armed conflict and keeps a ledger of claims.

::

    import dateline

    article = dateline.Article(id="a1", published="2016-12-07", text="Government forces recaptured the town on Tuesday.")
    for claim in dateline.code(article):
        ...
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from dateline.errors import DatelineError, InputError, KnowledgeError, MissingPart, PipelineError, SettingError
from dateline.model import Article, Claim, Count, Mention, PlaceMention, Source, Span, Status, TimeRange

if TYPE_CHECKING:
    from dateline.coder import Coder

__all__ = [
    "Article", "Claim", "Coder", "Count", "DatelineError", "InputError", "KnowledgeError", "Mention", "MissingPart", "PipelineError",
    "PlaceMention", "SettingError", "Source", "Span", "Status", "TimeRange", "__version__", "code",
]  # fmt: skip

__version__ = version("dateline")


def __getattr__(name: str) -> Any:
    # The coder loads the parser's package; who only wants the types should not wait for it.
    if name == "Coder":
        from dateline.coder import Coder

        return Coder
    raise AttributeError(f"module 'dateline' has no attribute {name!r}")


@cache
def _coder() -> Coder:
    from dateline.coder import Coder

    return Coder()


def code(article: Article) -> list[Claim]:
    """Return the claims of one article, in the order of their triggers, with a coder that is built once a process."""
    return _coder().code(article)
