"""How long a large GeoNames dump takes to add, and what it costs coding: ``python -m benchmarks.dump [ROWS]``.

The dump is made up: rows of the form of a country's file, with names put together of syllables, so that nothing has to be fetched. It is
added to a home of its own, which is removed afterwards; articles are coded before and after it, in processor time.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dateline.coder import Coder
from dateline.coder.knowledge import Knowledge
from dateline.gazetteer import load_gazetteer, own
from dateline.gazetteer.resolve import Resolver
from dateline.gazetteer.scan import Scanner
from dateline.model import Article
from dateline.settings import settings

ROWS = 1_000_000
_SYLLABLES = ("ab ba bar chah dar deh dez esh far gol gar han hes jan kar khan kuh lak mal mar nur no pol qal rud sab sar shah sol tab tal "
              "tun var vis yaz zan zar").split()  # fmt: skip
_COMMON = 200  # names that many villages share, as in any country; one row in thirty has one
_KINDS = (("P", "PPL"), ("P", "PPLX"), ("T", "HLL"), ("T", "MT"), ("H", "STM"), ("S", "FRM"), ("L", "LCTY"), ("A", "ADM2"))
_SENTENCE = "Shells fell on {0} and near {1} on Monday, the army said, after fighters had left the village of {2} for Tabriz. "
_KNOWN = "Aleppo Homs Hama Raqqa Manbij Palmyra Damascus Idlib Baghdad Mosul Kirkuk Erbil Tikrit Basra Kabul Herat Kandahar Kunduz".split()


def rows(count: int) -> Iterator[str]:
    """Yield made-up rows of a GeoNames dump, the same each time: 19 cells divided by tabs."""
    dice = random.Random(7)
    for number in range(count):
        name = _name(dice)
        others = ",".join(_name(dice) for _ in range(dice.randrange(3)))
        kind, code = dice.choice(_KINDS)
        lat, lon = f"{25 + dice.random() * 14:.5f}", f"{44 + dice.random() * 19:.5f}"
        people = str(dice.choice((0, 0, 0, 120, 900, 4000))) if kind == "P" else "0"
        cells = [str(90_000_000 + number), name, name, others, lat, lon, kind, code, "IR", "", f"{dice.randrange(1, 32):02}"]
        yield "\t".join([*cells, "", "", "", people, "", "1000", "Asia/Tehran", "2026-01-01"])


def _name(dice: random.Random) -> str:
    if dice.random() < 1 / 30:
        dice = random.Random(dice.randrange(_COMMON))
    return "".join(dice.choice(_SYLLABLES) for _ in range(dice.randrange(3, 6))).capitalize()


def _texts() -> list[str]:
    """Articles on towns that were known before: what the dump adds must not slow them."""
    dice = random.Random(11)
    return ["".join(_SENTENCE.format(*dice.sample(_KNOWN, 3)) for _ in range(12)) for _ in range(40)]


def _speeds(home: Path) -> tuple[float, float]:
    """Words a second of coding, and of finding and resolving places alone, with the layers of a home."""
    chosen, texts = settings(home=str(home)), _texts()
    coder, gazetteer = Coder(Knowledge(settings=chosen)), load_gazetteer(chosen)
    scanner, words = Scanner(gazetteer), sum(len(text.split()) for text in texts)
    found = []
    for run in (
        lambda text: coder.code(Article(id="a", text=text)),
        lambda text: Resolver(gazetteer).resolve(scanner.scan(text)),
    ):
        run(texts[0])
        begin = time.process_time()
        for text in texts:
            run(text)
        found.append(words / (time.process_time() - begin))
    return found[0], found[1]


def main(count: int = ROWS) -> None:
    """Print how long a dump of so many rows takes to add, the memory it takes, and the speed of coding before and after."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        before = _speeds(home)
        path = home / "IR.txt"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{row}\n" for row in rows(count))
        begin, busy = time.perf_counter(), time.process_time()
        own.add(path, home, progress=lambda done: print(f"\r{done:,} places", end="", file=sys.stderr))
        wall, busy = time.perf_counter() - begin, time.process_time() - busy
        print(file=sys.stderr)
        size = sum(file.stat().st_size for file in (home / "gazetteer-own").rglob("*") if file.is_file())
        begin = time.perf_counter()
        load_gazetteer(settings(home=str(home)))
        loading = time.perf_counter() - begin
        after = _speeds(home)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"rows {count:,}: added in {wall:.0f} s ({busy:.0f} s of processor time), {size / 2**20:.0f} MB on disk, "
          f"opened in {loading:.2f} s, at most {peak:.0f} MB of memory")  # fmt: skip
    for what, one, two in zip(("coding", "places alone"), before, after, strict=True):
        print(f"{what}: {one:,.0f} words/s before, {two:,.0f} after ({two / one - 1:+.0%})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
