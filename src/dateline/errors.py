"""The errors that dateline raises.

::

    DatelineError
    ├── InputError          an article or a file of articles cannot be read
    ├── KnowledgeError      a file of the ontology, gazetteer or roster breaks its schema
    ├── LedgerError         a ledger cannot be opened, read or written, or what is asked of it is not there
    ├── MissingPart         a package or model that the work needs is not installed
    ├── PipelineError       a step of the coder did not do what it declares
    ├── RunError            a run over many articles cannot go on: its output cannot be written, or a worker process died
    └── SettingError        a setting has an unknown name or a value that is not allowed

Every message says what was found, where, what was allowed, and what to do. Values of the model
that contradict themselves (a span outside its text) raise pydantic's ``ValidationError``, a ``ValueError``.
"""

from __future__ import annotations

from pathlib import Path


class DatelineError(Exception):
    """Base of every error that dateline raises on purpose."""


class InputError(DatelineError):
    """An article, or a file of articles, that cannot be read; costs that item only."""

    def __init__(self, reason: str, *, path: str | None = None, line: int | None = None, article: str | None = None) -> None:
        self.reason, self.path, self.line, self.article = reason, path, line, article
        where = ":".join(str(part) for part in (path, line) if part is not None)
        if article:
            where = f"{where} (article {article})" if where else f"article {article}"
        super().__init__(f"{where}: {reason}" if where else reason)


class KnowledgeError(DatelineError):
    """A row of a knowledge file that breaks the file's schema."""

    def __init__(self, path: Path | str, line: int, found: str, allowed: str) -> None:
        self.path, self.line, self.found, self.allowed = Path(path), line, found, allowed
        super().__init__(f"{path}:{line}: found {found}; allowed: {allowed}")


class LedgerError(DatelineError):
    """A ledger that cannot be opened, read or written, or that does not hold what is asked of it; nothing is half-written."""


class MissingPart(DatelineError):
    """A package or model that the work needs and that is not installed; the message names the command that installs it."""


class PipelineError(DatelineError):
    """A step of the coder that requires what no earlier step assigns, or did not assign what it declares."""


class RunError(DatelineError):
    """A run over many articles that cannot go on: its output cannot be written, or a worker process died."""


class SettingError(DatelineError):
    """A setting with an unknown name, or with a value that is not allowed."""
