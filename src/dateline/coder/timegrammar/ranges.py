"""Ranges: "from March 3 to March 7", "between 2 and 5 May", "since Friday", "from Friday until dawn on Sunday" as one stretch of days."""

from __future__ import annotations

import datetime as dt
import re

from dateline.coder.timegrammar.calendar import Days
from dateline.coder.timegrammar.made import Made
from dateline.coder.timegrammar.match import Found
from dateline.model import Precision

# What may stand between the two ends, and before the first.
_LINK = re.compile(r"\s*(?:(to|until|till|through|-)|(and))\s+(?:(?:the|on|early|late|around)\s+)*|\s*-\s*", re.IGNORECASE)
# "on Saturday and Sunday", "Saturday night and into Sunday", "began Saturday and continued Sunday": two days that follow each other.
_BOTH = re.compile(
    r"\s*(?:night|evening|morning|afternoon)?\s*,?\s*(?:and|and then|and again|until|till|to|through|into)\s+"
    r"(?:(?:continued|continuing|lasted|went on)\s+)?(?:(?:on|into|over|through|until|till|throughout|the|early|late)\s+)*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(from|between|since)\s+(?:(?:on|the|about|around|at least|last|late|early|mid-?)\s+)*$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:ever\s+)?since\s+(?:(?:on|the|about|around|at least|late|early|mid-?)\s+)*$", re.IGNORECASE)


def joined(text: str, found: list[Found], anchor: dt.date | None) -> list[Found]:
    """Return the expressions with the two ends of a range made one, and "since X" run to the day of the report."""
    out: list[Found] = []
    index = 0
    while index < len(found):
        each = found[index]
        after = found[index + 1] if index + 1 < len(found) else None
        if after is not None and (both := _pair(text, each, after)) is not None:
            out.append(both)
            index += 2
            continue
        out.append(_since(text, each, anchor))
        index += 1
    return out


def _pair(text: str, first: Found, second: Found) -> Found | None:
    if first.made.days is None or second.made.days is None or first.made.days.start > second.made.days.end:
        return None
    if (days := _neighbours(text, first, second)) is not None:
        return Found(first.start, second.end, "range", Made("DURATION", f"{days.start}/{days.end}", days))
    link = _LINK.fullmatch(text[first.end : second.start])
    lead = _FROM.search(text, max(0, first.start - 30), first.start)
    if link is None or (lead is None and link[0].strip() != "-"):
        return None
    if lead is not None and (lead[1].lower() == "between") != bool(link[2]):
        return None
    start, end = first.made.days.start, second.made.days.end
    begin = lead.start() if lead is not None else first.start
    return Found(begin, second.end, "range", Made("DURATION", f"{start}/{end}", Days(start, end, Precision.RANGE)))


def _neighbours(text: str, first: Found, second: Found) -> Days | None:
    """Two days told as one, of which the second follows the first: "on Saturday and Sunday"."""
    one, two = first.made.days, second.made.days
    if one is None or two is None or one.start != one.end or two.start != two.end or two.start - one.end != dt.timedelta(days=1):
        return None
    return Days(one.start, two.end, Precision.RANGE) if _BOTH.fullmatch(text[first.end : second.start]) else None


def _since(text: str, each: Found, anchor: dt.date | None) -> Found:
    days = each.made.days
    if days is None or each.made.kind not in ("DATE", "TIME") or (anchor is not None and days.start > anchor):
        return each
    lead = _SINCE.search(text, max(0, each.start - 30), each.start)
    if lead is None:
        return each
    if anchor is None:
        # Nothing tells where the stretch ends.
        return Found(lead.start(), each.end, "since", Made("DURATION", each.made.value, None))
    return Found(lead.start(), each.end, "since", Made("DURATION", f"{days.start}/{anchor}", Days(days.start, anchor, Precision.RANGE)))
