"""The trained reader: a small net that marks triggers, kinds, statuses and roles in a sentence (docs/reader.md).

Without its files, or with the setting ``reader`` at ``none``, the coder runs on grammar alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dateline.coder.tagger.session import Reader
from dateline.errors import MissingPart

FOLDER = Path(__file__).parent / "weights"
"""Where the package keeps the reader's files."""

FILES = ("reader.onnx", "labels.json", "vocab.txt")


@cache
def load_reader(folder: str = "") -> Reader | None:
    """Return the reader in a folder (empty: the package's), or None where there is none or the folder is ``none``.

    Raises :class:`~dateline.errors.MissingPart` when a folder was named and lacks a file, or onnxruntime is not installed.
    """
    if folder == "none":
        return None
    where = Path(folder).expanduser() if folder else FOLDER
    if missing := [name for name in FILES if not (where / name).is_file()]:
        if not folder:
            return None
        raise MissingPart(f"the reader's folder {where} lacks {', '.join(missing)}; name another in the setting `reader`, or `none`")
    try:
        return Reader(where)
    except ImportError:
        raise MissingPart(
            "the trained reader needs onnxruntime; run: pip install 'onnxruntime>=1.20,<2', or set DATELINE_READER=none"
        ) from None


__all__ = ["FILES", "FOLDER", "Reader", "load_reader"]
