"""Which surface forms may be a trigger: a cheap test that spares the parser texts that hold none."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from dateline.ontology import Lexicon

_WORD = re.compile(r"[a-z]+")

# Irregular forms share no stem with their lemma: "fled" would not be found under "flee".
_IRREGULAR = {
    "flee": ("fled",), "strike": ("struck", "stricken"), "fight": ("fought",), "hold": ("held",), "take": ("took",), "shoot": ("shot",),
    "withdraw": ("withdrew",), "leave": ("left",), "meet": ("met",), "find": ("found",), "drive": ("drove",), "blow": ("blew",),
    "fall": ("fell",), "lay": ("laid",), "lie": ("lay", "lain", "lying"), "die": ("dying",), "overrun": ("overran",), "retake": ("retook",),
    "lose": ("lost",), "send": ("sent",), "bring": ("brought",), "break": ("broke",), "throw": ("threw",), "beat": ("beaten",),
    "build": ("built",), "seek": ("sought",), "go": ("went", "gone"), "freeze": ("froze",), "forbid": ("forbade",), "hang": ("hung",),
    "say": ("said",), "tell": ("told",), "give": ("gave",), "come": ("came",), "win": ("won",), "burn": ("burnt",), "slay": ("slain", "slew"),
    "catch": ("caught",), "keep": ("kept",), "sell": ("sold",), "make": ("made",), "run": ("ran",), "lead": ("led",), "get": ("got",),
    "stand": ("stood",), "have": ("had", "has"), "see": ("saw",), "speak": ("spoke",), "swear": ("swore", "sworn"), "undertake": ("undertook",),
}  # fmt: skip


def _stem(lemma: str) -> str:
    lemma = lemma.lower()
    return lemma[:-1] if len(lemma) > 3 and lemma[-1] in "ey" else lemma


@lru_cache(maxsize=8)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    stems = {_stem(word) for word in words if _WORD.fullmatch(word)}
    for word in words:
        stems.update(_IRREGULAR.get(word, ()))
    # Longest first, so that the automaton never has to back up over a shorter stem.
    alternatives = "|".join(sorted(stems, key=lambda stem: (-len(stem), stem)))
    return re.compile(rf"(?<![a-z])(?:counter-?)?(?:{alternatives})", re.IGNORECASE)


def trigger_forms(lexicon: Lexicon) -> Callable[[str], bool]:
    """Return a test that is true for every text that may hold a trigger (and for some that do not)."""
    words = frozenset(lexicon.verbs) | frozenset(lexicon.nouns) | frozenset(
        row.words[-1] for rows in (*lexicon.phrases.values(), *lexicon.nouns.values()) for row in rows)  # fmt: skip
    pattern = _pattern(words)
    return lambda text: pattern.search(text) is not None
