"""Cut a text into tokens and give each one class of the word table: the alphabet in which the rules are written.

Rules are regular expressions over classes: every class is one private character, so a text of n tokens is a string of
n characters, and ``re`` does the work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from dateline.coder.plain import lowered
from dateline.coder.timegrammar.cues import cue

# Anything that is no class of the table: breaks every expression.
OTHER = "other"
_FIXED = ("iso", "numeric", "clock", "decade", "ordinal", "fraction", "small", "year", "short_year", "glued", "big", "word", OTHER,
          "comma", "hyphen", "dot", "possessive", "quote", "slash")  # fmt: skip
_MARKS = {",": "comma", "-": "hyphen", ".": "dot", "'": "quote", "/": "slash"}
_TOKEN = re.compile(
    r"""(?P<ampm>\b[ap]\.m\b\.?)
    |(?P<word>[^\W\d_]+)
    |(?=[\d'])(?:  # what follows is tried only where it may begin
     (?P<iso>\d{4}-[01]\d-[0-3]\d(?!\d))
    |(?P<numeric>\b\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d\d)(?!\d|[/.-]\d))
    |(?P<clock>\b[012]?\d:[0-5]\d(?!\d)|\b[01]?\d\.[0-5]\d(?=\s?[ap]\.?m\b))
    |(?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)
    |(?P<decade>\b\d{3}0'?s\b|'?\b[2-9]0'?s\b)
    |(?P<short_year>'\d\d\b)
    |(?P<fraction>\b1/2\b)
    |(?P<glued>\b[0-3]\d(?:19|20)\d\d\b)
    |(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)
    |(?P<possessive>'s\b))
    |(?P<mark>\S)""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A token: its offsets, its words in lower case, its class and the value that the word table gives."""

    start: int
    end: int
    text: str
    name: str
    value: str


def expand(pattern: str, macros: Mapping[str, str]) -> str:
    """Return a pattern with the names of macros replaced by what they stand for."""
    return re.sub(r"\b[A-Z]+\b", lambda match: f"({macros[match.group()]})" if match.group() in macros else match.group(), pattern)


class Alphabet:
    """One character for each class, and patterns over class names compiled to patterns over these characters."""

    def __init__(self, names: list[str]) -> None:
        self._letter = {name: chr(0xE000 + index) for index, name in enumerate(dict.fromkeys((*_FIXED, *names)))}

    def spell(self, tokens: list[Token]) -> str:
        """Return the classes of the tokens, a character each."""
        return "".join([self._letter[token.name] for token in tokens])

    def spell_names(self, names: list[str]) -> str:
        """Return the characters of classes."""
        return "".join([self._letter[name] for name in names])

    def compile(self, pattern: str, macros: Mapping[str, str]) -> str:
        """Return the regular expression for a pattern of class names, ``|``, ``?``, ``*``, ``+`` and brackets.

        Raises ``ValueError`` when a name is no class, or the pattern is no regular expression.
        """
        pattern = expand(pattern, macros)

        def letter(match: re.Match[str]) -> str:
            if match.group() not in self._letter:
                raise ValueError(f"the unknown class {match.group()!r}")
            return self._letter[match.group()]

        spelled = re.sub(r"\s+", "", re.sub(r"[A-Za-z_]+", letter, pattern)).replace("(", "(?:")
        try:
            re.compile(spelled)
        except re.error as error:
            raise ValueError(f"a broken pattern ({error})") from None
        return spelled


def _digits(text: str) -> str:
    if len(text) <= 2 and text.isdigit() and 1 <= int(text) <= 31:
        return "small"
    return "year" if len(text) == 4 and text.isdigit() and 1000 <= int(text) <= 2199 else "big"


def tokenise(text: str, words: Mapping[str, tuple[str, str]]) -> list[Token]:
    """Return the tokens of a text with their classes; the classes that depend on the neighbours are settled."""
    tokens: list[Token] = []
    unsure: list[int] = []
    other = (OTHER, "")
    for match in _TOKEN.finditer(lowered(text)):
        group, found = match.lastgroup, match.group()
        start, end = match.span()
        if group == "word":
            name, value = words.get(found, other)
            if name in _UNSURE:
                unsure.append(len(tokens))
        elif group == "mark":
            name, value = _MARKS.get(found, OTHER), ""
            if name == "dot" and tokens and _takes_stop(last := tokens[-1], start):
                tokens[-1] = last._replace(end=end)
                continue
        elif group == "digits":
            name, value = _digits(found), found.replace(",", "")
        else:
            # lastgroup of a date with separators is that of the whole alternative
            name, value = (
                group or OTHER,
                found.rstrip("stndrh") if group == "ordinal" else found.replace(".", "") if group == "ampm" else found,
            )
        # Made without the detour over its own constructor: this runs for every word of the text.
        tokens.append(tuple.__new__(Token, (start, end, found, name, value)))
    _settle(tokens, unsure, text)
    return tokens


_SHORT = frozenset({"weekday_short", "month", "month_unsure"})


def _takes_stop(last: Token, at: int) -> bool:
    """Tell whether a stop belongs to the word before it: "Dec.", "Mon."."""
    return last.name in _SHORT and last.end == at and len(last.text) <= 5 and last.text != "march"


def _beside(tokens: list[Token], index: int) -> tuple[Token | None, Token | None]:
    return tokens[index - 1] if index else None, tokens[index + 1] if index + 1 < len(tokens) else None


_NUMBERS = frozenset({"small", "ordinal"})
_MONTHS = frozenset({"month", "month_unsure"})


def _is_month(token: Token, before: Token | None, after: Token | None, text: str) -> bool:
    """Tell "in March", "May 5", "March 2016" from "may" and "march"."""
    if (after and after.name in ("small", "ordinal", "year")) or (before and before.name in _NUMBERS):
        return True
    return text[token.start].isupper() and before is not None and before.text in cue("month") and token.text != "mar"


def _is_weekday(token: Token, before: Token | None, after: Token | None, text: str) -> bool:
    """Tell "Sat 5 Dec", "Wed., Oct. 3" from "sat", "sun" and "wed"."""
    return text[token.start].isupper() and after is not None and (after.name in _NUMBERS or after.name in _MONTHS or after.name == "comma")


def _is_season(token: Token, before: Token | None, after: Token | None, text: str) -> bool:
    """Tell "last spring", "in the fall of 2015" from "Arab Spring" and "the fall of the city"."""
    if before is not None and before.text in cue("season"):
        return True
    return after is not None and after.name == "year" and text[token.start].islower()


_UNSURE: Mapping[str, tuple[str, Callable[[Token, Token | None, Token | None, str], bool]]] = {
    "month_unsure": ("month", _is_month), "weekday_short": ("weekday", _is_weekday), "season_unsure": ("season", _is_season),
}  # fmt: skip


def _settle(tokens: list[Token], unsure: list[int], text: str) -> None:
    """Decide what the words of unsure class are, by what stands beside them."""
    for index in unsure:
        token = tokens[index]
        name, test = _UNSURE[token.name]
        before, after = _beside(tokens, index)
        if token.name == "season_unsure" and after is not None and after.name == "of" and index + 2 < len(tokens):
            after = tokens[index + 2]
        tokens[index] = token._replace(name=name if test(token, before, after, text) else OTHER)
