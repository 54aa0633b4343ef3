"""``docs/quality.md``: every figure with its date, the state of the code and the hash of the data it was measured on."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.data import ROOT
from benchmarks.scorers import Result
from benchmarks.speed import PORTION, Speed

FILE = ROOT / "docs" / "quality.md"
BARS = Path(__file__).parent / "bars.csv"

_HEAD = """# Quality and speed, as measured

This page is written by `make bench`; do not edit it. Every figure here is a **development figure**: the rules were written with these texts
in sight, or with texts like them. Figures on held-back texts are not part of this page.

The gold claims were coded by **language-model readers, not by people**, after written guidelines, and revised by a second such reader.
A figure against them says how near dateline comes to those readers. Two of them working apart agree at 0.96 (detect), 0.92 (kind) and
0.68 (full). The other sets were coded by people. The column *gold by* repeats this at each figure.

"""
_MEANING = """
`detect`: an event found in the sentence that tells it. `kind`: found, with the right kind. `bag`: families of kinds counted per
sentence, without words or roles. `full`: kind, status, actor, target, first place, date and sources all right at once. `status` …
`sources`: the share that is right among the events that were found. In brackets: 95 % interval over resampled documents.
"""


def state_of_code(root: Path = ROOT) -> str:
    """Return the short hash of the commit, with ``+`` where files differ from it; "unknown" outside a git checkout."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    try:
        changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "benchmarks")
        return git("rev-parse", "--short=10", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def read_bars(path: Path = BARS) -> dict[tuple[str, str], tuple[float | None, str]]:
    """Return the bar (None: none set) and the note of each figure that has one."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {(row["set"], row["figure"]): (float(row["bar"]) if row["bar"] else None, row["note"]) for row in csv.DictReader(lines)}


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _figures(results: Sequence[Result], bars: Mapping[tuple[str, str], tuple[float | None, str]], date: str, commit: str) -> list[str]:
    lines: list[str] = []
    for result in results:
        lines += ["", f"## {result.gold.name}", "", f"{result.gold.about[0].upper()}{result.gold.about[1:]}: {result.rows} texts.", ""]
        lines += [_row("figure", "value", "bar", "gold by", "date", "code", "data", "for comparison"), _row(*["---"] * 8)]
        for figure, value in result.figures.items():
            bar, note = bars.get((result.gold.name, figure), (None, ""))
            low_high = result.intervals.get(figure)
            shown = f"{value:.3f}" + (f" [{low_high[0]:.3f}, {low_high[1]:.3f}]" if low_high else "")
            limit = f"{bar:g}" if bar is not None else ""
            lines.append(_row(figure, shown, limit, result.gold.coded_by, date, f"`{commit}`", f"`{result.data}`", note))
        if result.kinds:
            lines += [_MEANING, "### Kind by kind", "", f"Gold by {result.gold.coded_by}. Development figures.", ""]
            lines += [_row("kind", "in gold", "predicted", "right", "F1"), _row(*["---"] * 5)]
            lines += [_row(kind, str(k.gold), str(k.predicted), str(k.right), f"{k.f1:.2f}") for kind, k in result.kinds.items()]
    return lines


def _speed(speed: Speed, bars: Mapping[tuple[str, str], tuple[float | None, str]], date: str, commit: str) -> list[str]:
    bar, _ = bars["speed", "coding / bare parse"]
    quartiles = f"quartiles {speed.ratio_low:.2f} to {speed.ratio_high:.2f}"
    rows = [
        ("words a second, whole process, one core", f"{speed.whole_words_per_s:,.0f}", "", f"start included; {speed.whole_s:.1f} s in all"),
        ("words a second, coding alone", f"{speed.coding_words_per_s:,.0f}", "", ""),
        ("words a second, bare parse", f"{speed.parse_words_per_s:,.0f}", "", "the components that the coder uses, article by article"),
        ("coding / bare parse", f"{speed.ratio:.2f}", f"≤ {bar:g}" if bar else "", f"median of portions, {quartiles}"),
        (f"coding / bare parse in batches of {PORTION} articles", f"{speed.batch_ratio:.2f}", "", "batched, the parser is faster"),
        ("memory of one worker", f"{speed.memory_mb:,.0f} MB", "", "the most that the process held"),
    ]  # fmt: skip
    lines = [
        "",
        "## Speed",
        "",
        f"{speed.articles} articles of news on Syria, {speed.words:,} words. Another machine gives other speeds.",
        "",
    ]
    lines += [_row("figure", "value", "bar", "date", "code", "how"), _row(*["---"] * 6)]
    return lines + [_row(figure, value, limit, date, f"`{commit}`", how) for figure, value, limit, how in rows]


def _reliability(bands: Sequence[tuple[str, int, float, float]], date: str, commit: str) -> list[str]:
    lines = [
        "",
        "## Confidence",
        "",
        "Does the confidence of a claim keep its word? It is learnt on the training claims; here it is held against the development set:",
        "of the claims with a confidence in each band, the share that gold has with the same kind.",
        "Gold by language-model readers, not people.",
        "",
        _row("confidence", "claims", "mean", "right in kind", "date", "code"),
        _row(*["---"] * 6),
    ]
    return lines + [_row(band, str(n), f"{mean:.2f}", f"{share:.2f}", date, f"`{commit}`") for band, n, mean, share in bands]


def _field_reliability(bands: Sequence[tuple[str, str, int, float, float]], date: str, commit: str) -> list[str]:
    lines = [
        "",
        "The same for the fields of claims that gold has: of the values with a confidence in each band, the share that is right.",
        "",
        _row("field", "confidence", "values", "mean", "right", "date", "code"),
        _row(*["---"] * 7),
    ]
    return lines + [_row(field, band, str(n), f"{mean:.2f}", f"{share:.2f}", date, f"`{commit}`") for field, band, n, mean, share in bands]


def page(
    results: Sequence[Result],
    speed: Speed | None,
    not_measured: Sequence[str],
    date: str,
    commit: str,
    bands: Sequence[tuple[str, int, float, float]] = (),
    field_bands: Sequence[tuple[str, str, int, float, float]] = (),
) -> str:
    """Return the page; ``not_measured`` says in plain words what was left out and why.

    ``bands`` and ``field_bands`` tell how the confidence of claims and of their fields kept its word.
    """
    bars = read_bars()
    lines = _figures(results, bars, date, commit)
    if bands:
        lines += _reliability(bands, date, commit)
    if field_bands:
        lines += _field_reliability(field_bands, date, commit)
    if speed is not None:
        lines += _speed(speed, bars, date, commit)
    if not_measured:
        lines += ["", "## Not measured", "", *[f"* {reason}" for reason in not_measured]]
    return _HEAD + "\n".join(lines).lstrip("\n") + "\n"
