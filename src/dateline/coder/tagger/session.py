"""The trained reader at work: one sentence in, shares of belief about its words out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.coder.tagger.pieces import encode, pieces

MOST_PIECES = 160
"""A longer sentence is read up to here: the body was trained on no longer ones."""

Shares = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """What the reader believes of one sentence; all values are shares from 0 to 1.

    ``kinds`` is (words, kinds) with column 0 for "no trigger"; ``statuses`` is (words, statuses) for each word taken as a trigger;
    ``roles`` is (roles, words, 1 + words): for each trigger word, who fills the role, column 0 for nobody.
    """

    kinds: Shares
    statuses: Shares
    roles: Shares


class Reader:
    """The net and its labels; :meth:`read` is a pure function of the words."""

    def __init__(self, folder: Path) -> None:
        """Load the files of a model folder; raises ``FileNotFoundError`` where one is missing and ``ImportError`` without onnxruntime."""
        import onnxruntime

        labels: dict[str, list[str]] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.kinds, self.statuses, self.roles = tuple(labels["kinds"]), tuple(labels["statuses"]), tuple(labels["roles"])
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        self._vocabulary = {line: number for number, line in enumerate(lines)}
        # Words come again and again; what they are cut into does not change.
        self._cut = lru_cache(maxsize=1 << 16)(partial(pieces, vocabulary=self._vocabulary))
        options = onnxruntime.SessionOptions()
        # One thread: sums are added in one order, and workers do not get in each other's way.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"])

    def read(self, words: Sequence[str]) -> Votes | None:
        """Return the votes on a sentence's words (fewer than given where it is too long), or None where there is none to read."""
        ids, first = encode(words, self._vocabulary, MOST_PIECES, self._cut)
        if not first:
            return None
        inputs = {"ids": np.asarray(ids, dtype=np.int64), "first": np.asarray(first, dtype=np.int64)}
        return Votes(*self._session.run(None, inputs))
