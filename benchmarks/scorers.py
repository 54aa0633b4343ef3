"""Run the scorers that lie with the gold data, and read their figures."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from benchmarks.data import GoldSet, hash_of, read_lines, thinned, write_lines
from benchmarks.predict import Row, Workers

# What each scorer prints, figure by figure: the words before the number.
PATTERNS: Mapping[str, Mapping[str, str]] = {
    "claims": {
        **{name: rf"^{name}\s+F1 " for name in ("detect", "family", "kind", "bag", "full")},
        **{name: rf"^{name}\s+" for name in ("status", "actor", "target", "place", "date", "counts", "sources")},
    },
    "types": {
        "weighted F1 (25 types)": r"subtask 1\):\s+weighted F1 ",
        "macro F1 (25 types)": r"subtask 1\):.*macro F1 ",
        "weighted F1 (30 types)": r"subtask 3\):\s+weighted F1 ",
        "macro F1 (30 types)": r"subtask 3\):.*macro F1 ",
    },
    "plover": {"macro F1": r"root: macro F1 ", "accuracy": r"root:.*accuracy "},
    "places": {
        "recognition F1": r"^recognition:.*F1 ",
        "accuracy within 161 km": r"acc@161km ",
        "end-to-end F1 within 161 km": r"F1@161km ",
    },
    "times": {"relaxed F1": r"relaxed F1 ", "strict F1": r"strict F1 ", "value F1": r"value F1 "},
    "sources": {
        "pairing F1": r"pairing .*? F1 ",
        "source overlap": r"source overlap ",
        "content overlap": r"content overlap ",
        "both-right F1": r"both-right F1 ",
    },
    "muc": {"type F1": r"^\s+type\s+F1 ", "all-slot F1": r"templates:.*F1 "},
}
_NUMBER = r"(\d+(?:\.\d+)?)"
_INTERVAL = re.compile(r"^(\w+)\s+F1 \S+\s+\[(\S+), (\S+)\]", re.MULTILINE)


def load_scorer(gold: Path) -> ModuleType:
    """Return the claims scorer that lies with the gold data as a module, for its way of pairing claims."""
    spec = importlib.util.spec_from_file_location("gold_score", gold / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How one kind fares: gold claims, predicted claims, and pairs in which both have it."""

    gold: int
    predicted: int
    right: int

    @property
    def f1(self) -> float:
        """The balanced F measure."""
        total = self.gold + self.predicted
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one set, what the scorer printed, and the hash of the data they were measured on."""

    gold: GoldSet
    rows: int
    data: str
    figures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    kinds: Mapping[str, KindFigures] = field(default_factory=dict)
    printed: str = ""


def read_figures(scorer: str, printed: str) -> dict[str, float]:
    """Return the figures in what a scorer printed, by name; raises ``ValueError`` when one is not there."""
    found = {}
    for name, words in PATTERNS[scorer].items():
        match = re.search(words + _NUMBER, printed, re.MULTILINE)
        if match is None:
            # A scorer leaves a figure out when nothing was predicted that it could be taken over.
            if scorer == "places" or re.search(words + "nan", printed, re.MULTILINE):
                found[name] = 0.0
                continue
            raise ValueError(f"the scorer of {scorer} printed no {name!r}:\n{printed[:500]}")
        found[name] = float(match.group(1))
    return found


def read_kinds(printed: str, gold: Counter[str], predicted: Counter[str]) -> dict[str, KindFigures]:
    """Return the figures of each kind, from what ``score.py --misses`` printed and how often each kind is in gold and prediction."""
    names = "|".join(sorted(gold | predicted, key=len, reverse=True))
    lost: Counter[str] = Counter()
    for match in re.finditer(rf"^\s+\S+ \d+ (?:missed|wrong [^\n]*?\bkind (?:{names})) ({names}) ", printed, re.MULTILINE):
        lost[match.group(1)] += 1
    return {kind: KindFigures(gold[kind], predicted[kind], gold[kind] - lost[kind]) for kind in sorted(gold | predicted)}


def _python(*arguments: str | Path) -> str:
    done = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))} failed:\n{done.stderr or done.stdout}")
    return done.stdout


def _claims(folder: Path, gold: GoldSet, docs: list[Row], run: Workers, work: Path, every: int, misses: int) -> Result:
    ids = {doc["doc"] for doc in docs}
    claims = [claim for claim in read_lines(folder / gold.paths[-1]) if claim["doc"] in ids]
    docs_path, claims_path, predicted_path = work / "docs.jsonl", work / "claims.jsonl", work / "predicted.jsonl"
    write_lines(docs_path, docs)
    write_lines(claims_path, claims)
    articles_path = work / "articles.jsonl"
    articles_path.write_text(_python(folder / "score.py", "--articles", docs_path), encoding="utf-8")
    predicted = run.predict("claims", read_lines(articles_path))
    write_lines(predicted_path, predicted)
    printed = _python(folder / "score.py", docs_path, claims_path, predicted_path, "--misses", str(10**6))
    kinds = read_kinds(printed, Counter(c["kind"] for c in claims if not c.get("none")), Counter(c["kind"] for c in predicted))
    lines = printed.splitlines()
    head = "\n".join(line for line in lines if not line.startswith("   "))
    notes = [line for line in lines if line.startswith("   ")]
    intervals = {name: (float(low), float(high)) for name, low, high in _INTERVAL.findall(head)}
    shown = "\n".join([head, *notes[:misses]])
    return Result(gold, len(docs), hash_of(folder, gold, every), read_figures("claims", head), intervals, kinds, shown)


def measure(folder: Path, gold: GoldSet, run: Workers, *, every: int = 1, misses: int = 0) -> Result:
    """Predict a set (every n-th row of it) and score it; raises :class:`~benchmarks.predict.NotThere` when it cannot be predicted."""
    rows = thinned(read_lines(folder / gold.path), every)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        if gold.scorer == "claims":
            return _claims(folder, gold, rows, run, work, every, misses)
        gold_path, predicted_path = work / "gold.jsonl", work / "predicted.jsonl"
        write_lines(gold_path, rows)
        write_lines(predicted_path, run.predict(gold.scorer, rows))
        printed = _python(folder / "bench.py", gold.scorer, gold_path, predicted_path)
        return Result(gold, len(rows), hash_of(folder, gold, every), read_figures(gold.scorer, printed), printed=printed)
