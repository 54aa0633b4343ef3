"""Measure dateline: ``python -m benchmarks COMMAND``.

Commands::

    predict SET INPUT OUTPUT     predictions in the format of the scorer (SET: types, plover, places, times, sources, muc)
    claims [dev|train]           score whole claims; train is for finding misses, never to be quoted
    run [--only SET ...]         score all data present, measure speed, write docs/quality.md
    floors                       fail when a figure is below its floor (--raise pins what has risen)
    calibrate                    learn from claims/train how far a claim of the grammar's is to be trusted
    fuse                         learn from half of claims/train how to believe grammar and trained reader together
    fields                       learn from half of claims/train how far each field of a claim is to be trusted
    speed [--all]                words a second, ratio to a bare parse, memory
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import calibrate, fields, floors, fusion, report, speed
from benchmarks.data import ADAPTORS, ARTICLES, SETS, GoldSet, gold_folder, read_lines, where_it_should_be, write_lines
from benchmarks.predict import NotThere, Workers, workers
from benchmarks.scorers import Result, measure


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _gold() -> Path:
    folder = gold_folder()
    if folder is None:
        raise NotThere(where_it_should_be())
    return folder


def _chosen(only: Sequence[str]) -> list[GoldSet]:
    return [gold for gold in SETS if not only or gold.name in only or gold.scorer in only]


def _measured(folder: Path, sets: Sequence[GoldSet], run: Workers, *, thin: bool) -> tuple[list[Result], list[str]]:
    """Measure what can be measured; the second list says in plain words what could not, and why."""
    results, skipped = [], []
    for gold in sets:
        if missing := [path for path in gold.paths if not (folder / path).is_file()]:
            skipped.append(f"{gold.name}: {missing[0]} is not in the gold folder")
            continue
        _say(f"measuring {gold.name} ...")
        try:
            results.append(measure(folder, gold, run, every=gold.every if thin else 1))
        except NotThere as reason:
            skipped.append(f"{gold.name}: {reason}")
    return results, skipped


def predict(options: argparse.Namespace) -> int:
    """Write predictions for a file of rows."""
    rows = read_lines(options.input)
    with workers(options.jobs) as run:
        predicted = run.predict(options.set, rows)
    write_lines(options.output, predicted)
    _say(f"{len(predicted)} predictions in {options.output}; score them with: bench.py {options.set} {options.input} {options.output}")
    return 0


def claims(options: argparse.Namespace) -> int:
    """Score whole claims and print what the scorer says."""
    gold = next(gold for gold in SETS if gold.name == "claims")
    if options.part == "train":
        gold = GoldSet("claims train", "claims", "claims/train.docs.jsonl", gold.coded_by, "not to be quoted")
    with workers(options.jobs) as run:
        result = measure(_gold(), gold, run, misses=options.misses)
    print(result.printed)
    use = "development figures" if options.part == "dev" else "training data: never to be quoted as a result"
    print(f"gold by {gold.coded_by}; {use}; data {result.data}")
    return 0


def run_all(options: argparse.Namespace) -> int:
    """Measure everything present and write the page."""
    folder = _gold()
    with workers(options.jobs) as run:
        results, skipped = _measured(folder, _chosen(options.only), run, thin=False)
    measured_speed = None
    if not options.no_speed and (not options.only or "speed" in options.only):
        _say("measuring speed ...")
        measured_speed = speed.measure(folder / ARTICLES, options.articles)
    for result in results:
        print(f"{result.gold.name}: " + ", ".join(f"{figure} {value:.3f}" for figure, value in result.figures.items()))
    for line in [*(measured_speed.lines() if measured_speed else []), *(f"not measured: {reason}" for reason in skipped)]:
        print(line)
    if options.only or options.no_speed:
        _say("docs/quality.md is written only by a run over everything")
        return 0
    _say("measuring confidence ...")
    bands, field_bands = calibrate.reliability(folder), fields.reliability(folder)
    page = report.page(results, measured_speed, skipped, dt.date.today().isoformat(), report.state_of_code(), bands, field_bands)
    report.FILE.write_text(page, encoding="utf-8")
    _say("written: docs/quality.md")
    return 0


def check_floors(options: argparse.Namespace) -> int:
    """Compare what is measured with the floors, or pin it."""
    pins = floors.read_floors()
    folder = gold_folder()
    if folder is None:
        in_ci = bool(os.environ.get("CI"))
        print(f"quality floors: {'FAILED' if in_ci else 'skipped'}: {where_it_should_be()}")
        return 1 if in_ci else 0
    with workers(options.jobs) as run:
        results, skipped = _measured(folder, _chosen(options.only), run, thin=True)
    for reason in skipped:
        print(f"quality floors: skipped: {reason}")
    if options.raise_ or options.lower:
        kept, changes = floors.pinned(results, pins, dt.date.today().isoformat(), lower=options.lower, reason=options.reason)
        floors.write_floors(kept)
        print("\n".join(changes) or "quality floors: nothing to change")
        return 0
    wrong = floors.check(results, pins)
    # A set that has floors and cannot be measured any more is a loss, not a skip.
    measured = {result.gold.name for result in results}
    chosen = {gold.name for gold in _chosen(options.only)}
    wrong += [f"{name}: has floors and was not measured" for name in sorted({pin.set for pin in pins.values()} & chosen - measured)]
    for line in wrong:
        print(f"quality floors: FAILED: {line}")
    pinned = sum(pin.set in measured for pin in pins.values())
    for result in results:
        print(f"  {result.gold.name} (gold by {result.gold.coded_by}): " + ", ".join(f"{k} {v:.3f}" for k, v in result.figures.items()))
    print(f"quality floors: {pinned} checked on {len(results)} sets, {len(wrong)} failed")
    return 1 if wrong else 0


def learn_confidence(options: argparse.Namespace) -> int:
    """Count on the training claims how far each kind of claim is to be trusted, and write the coder's table."""
    print(f"{calibrate.write(_gold())} rows in {calibrate.TABLE}")
    return 0


def learn_fusion(options: argparse.Namespace) -> int:
    """Count how lexicon and trained reader are believed together, and write the coder's table."""
    print(f"{fusion.write(_gold(), options.reader, options.half)} events in {fusion.TABLE}")
    return 0


def learn_fields(options: argparse.Namespace) -> int:
    """Count how far each field of a claim is to be trusted, and write the coder's table."""
    print(f"{fields.write(_gold(), options.reader, options.half)} rows in {fields.TABLE}")
    return 0


def measure_speed(options: argparse.Namespace) -> int:
    """Print the figures of one speed run."""
    path = options.input or _gold() / ARTICLES
    print("\n".join(speed.measure(path, None if options.all else options.articles).lines()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    one = command("predict", predict, "write predictions for a file in the format of a gold set")
    # No `choices`: a set that is not there is answered by the same sentence and exit code as one whose step is not there.
    one.add_argument("set", metavar="SET", help=", ".join(ADAPTORS))
    one.add_argument("input", type=Path)
    one.add_argument("output", type=Path)
    one.add_argument("--jobs", type=int, default=1)
    two = command("claims", claims, "score whole claims")
    two.add_argument("part", nargs="?", choices=("dev", "train"), default="dev")
    two.add_argument("--misses", type=int, default=0, help="show so many of the claims that are wrong")
    two.add_argument("--jobs", type=int, default=1)
    three = command("run", run_all, "measure everything present and write docs/quality.md")
    three.add_argument("--only", nargs="+", default=[], metavar="SET", choices=[*(gold.name for gold in SETS), "places", "speed"])
    three.add_argument("--jobs", type=int, default=2)
    three.add_argument("--no-speed", action="store_true")
    three.add_argument("--articles", type=int, default=150, help="how many articles the speed run takes")
    four = command("floors", check_floors, "fail when a figure is below its floor")
    four.add_argument("--only", nargs="+", default=[], metavar="SET", choices=[*(gold.name for gold in SETS), "places"])
    four.add_argument("--jobs", type=int, default=2)
    four.add_argument("--raise", dest="raise_", action="store_true", help="pin what has risen")
    four.add_argument("--lower", action="store_true", help="pin what has fallen, too; takes --reason")
    four.add_argument("--reason", default="", help="why a floor is lowered")
    five = command("speed", measure_speed, "words a second, ratio to a bare parse, memory")
    five.add_argument("--input", type=Path, help="another file of articles")
    five.add_argument("--articles", type=int, default=150, help="how many articles, taken evenly from the file")
    five.add_argument("--all", action="store_true", help="all articles of the file")
    command("calibrate", learn_confidence, "learn from the training claims how far a claim is to be trusted")
    for word, run, about in (
        ("fuse", learn_fusion, "learn how lexicon and trained reader are believed together"),
        ("fields", learn_fields, "learn how far each field of a claim is to be trusted"),
    ):
        six = command(word, run, about)
        six.add_argument("--reader", required=True, help="folder of a reader trained on the other half alone")
        six.add_argument("--half", choices=("A", "B"), required=True)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0: done, 1: a figure is below its floor or the input is bad, 2: something that it needs is not there."""
    options = _parser().parse_args(arguments)
    try:
        done: int = options.run(options)
    except NotThere as reason:
        _say(str(reason))
        return 2
    except (ValueError, RuntimeError, OSError) as reason:
        _say(str(reason))
        return 1
    return done


if __name__ == "__main__":
    sys.exit(main())
