"""What is measured of two claims beside their marks: wording, standing in the reports, tolls, crossed roles. Each sign is a number.

Of the two claims the ``first`` is the one told earlier (in one report), or of the report whose id comes first; ``then`` is the other.
"""

from __future__ import annotations

from collections.abc import Iterable

from dateline.ledger.sketch import Sketch, Who, alike

UNKNOWN = -1.0
"""What stands for a sign that the two claims do not allow to measure."""


def signs(one: Sketch, other: Sketch, marks: Iterable[str] = ()) -> dict[str, float]:
    """Return the signs of a pair by name, whichever is named first, and its marks as signs of 1; data/match_signs.csv says what each is."""
    if (other.article, other.at, other.id) < (one.article, one.at, one.id):
        one, other = other, one
    a, b, own = one.phrase, other.phrase, one.article == other.article
    found = {
        "one_report": float(own), "words.shared": _share(one.words, other.words), "near.shared": _share(a.near, b.near),
        "object.shared": _share(a.object, b.object),
        "object.first": len(a.object & other.words) / len(a.object) if a.object else UNKNOWN,
        "object.then": len(b.object & one.words) / len(b.object) if b.object else UNKNOWN,
        "plural.differ": float(a.plural != b.plural), "plural.both": float(a.plural and b.plural),
        "kinship": float(a.kinship + (0 if own else b.kinship)), "crossed": _crossed(one, other),
        "days.apart": _days_apart(one, other), "days.gap": _gap(one, other),
    }  # fmt: skip
    main = [len(sketch.words & sketch.lead) / max(1, len(sketch.words)) for sketch in (one, other)]
    for name, sketch, share in (("first", one, main[0]), ("then", other, main[1])):
        phrase = sketch.phrase
        found |= {
            f"{name}.definite": float(phrase.definite), f"{name}.plural": float(phrase.plural), f"{name}.verb": float(phrase.verb),
            f"{name}.background": float(phrase.background), f"{name}.further": float(phrase.further),
            f"{name}.further_behind": float(phrase.further_behind), f"{name}.share": float(phrase.share),
            f"{name}.toll_word": float(phrase.toll), f"{name}.carried": float(phrase.carried), f"{name}.day_told": float(sketch.told),
            f"{name}.main": share, f"{name}.killed": _killed(sketch)[0],
            f"{name}.places": float(len(sketch.spots)), f"{name}.sentence": float(sketch.sentence), f"{name}.at": float(sketch.at),
        }  # fmt: skip
    found |= _tolls(one, other)
    found[f"of.{one.family}"] = 1.0
    for mark in marks:
        found[mark] = 1.0
    if own:
        found |= {"sentences.apart": float(other.sentence - one.sentence), "chars.apart": float(other.at - one.at)}
    else:
        found |= {
            "reports.apart": float(abs((one.published or 0) - (other.published or 0))), "main.least": min(main),
            "sentence.differ": float(abs(one.sentence - other.sentence)), "copied": float(a.copy == b.copy),
            "beginnings.shared": alike(one, other),
        }  # fmt: skip
    return found


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else UNKNOWN


def _crossed(one: Sketch, other: Sketch) -> float:
    """2 where the party that acts in one claim suffers in the other, 1 where both are of one side, else 0."""
    pairs = ((one.actor, other.target), (other.actor, one.target))
    if any(_same(acts, suffers) for acts, suffers in pairs):
        return 2.0
    return 1.0 if any(acts and suffers and acts.sides & suffers.sides for acts, suffers in pairs) else 0.0


def _same(one: Who | None, other: Who | None) -> bool:
    return one is not None and other is not None and bool(one.chain & other.ids or other.chain & one.ids)


def _killed(one: Sketch) -> tuple[float, bool]:
    """The greatest number of dead that a claim tells, and whether it is exact."""
    told = [(low, high == low) for what, low, high in one.tolls if what == "killed"]
    return max(told, default=(UNKNOWN, False))


def _tolls(one: Sketch, other: Sketch) -> dict[str, float]:
    """How the dead of the two lie to each other, and how many tolls of any sort they share and do not share."""
    (killed, exact), (killed2, exact2) = _killed(one), _killed(other)
    found = {"tolls.same": float(len(set(one.tolls) & set(other.tolls)))}
    found["tolls.differ"] = float(len(set(one.tolls) ^ set(other.tolls))) if one.tolls and other.tolls else UNKNOWN
    if killed >= 0 and killed2 >= 0:
        found |= {"killed.ratio": min(killed, killed2) / max(killed, killed2, 1.0), "killed.exact": float(exact and exact2)}
        found["killed.more"] = killed - killed2
    else:
        found["killed.ratio"] = UNKNOWN
    return found


def _days_apart(one: Sketch, other: Sketch) -> float:
    return UNKNOWN if one.first is None or other.first is None else float(abs(one.first - other.first))


def _gap(one: Sketch, other: Sketch) -> float:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return -9.0
    return float(max(one.first, other.first) - min(one.last, other.last))
