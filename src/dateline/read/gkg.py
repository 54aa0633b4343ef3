"""GDELT's Global Knowledge Graph as GDELT gives it out: rows of 27 columns divided by tabs, without a header and without quotes.

It tells where each report lies, not what it says: its pages are read with ``--fetch``, or its text stands in a 28th column.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

# The columns of GKG 2.1, in their order, as GDELT's codebook V2.1 (2015) calls them, without "V1", "V2" and "V2.1".
COLUMNS = (
    "gkgrecordid", "date", "sourcecollectionidentifier", "sourcecommonname", "documentidentifier", "counts", "enhancedcounts", "themes",
    "enhancedthemes", "locations", "enhancedlocations", "persons", "enhancedpersons", "organizations", "enhancedorganizations", "tone",
    "enhanceddates", "gcam", "sharingimage", "relatedimages", "socialimageembeds", "socialvideoembeds", "quotations", "allnames", "amounts",
    "translationinfo", "extrasxml",
)  # fmt: skip
_ROW = re.compile(r"\d{14}-T?\d+\t\d{14}\t[1-6]\t")
_TITLE = re.compile(r"<PAGE_TITLE>(.{1,500}?)</PAGE_TITLE>")


def is_gkg(line: str) -> bool:
    """Tell whether the first line of a file is a row of the Global Knowledge Graph: its id, the time of its batch, its collection."""
    return _ROW.match(line) is not None and line.count("\t") in (len(COLUMNS) - 1, len(COLUMNS))


def header_of(cells: Sequence[str]) -> list[str]:
    """Return the names of a row's columns; one more than the layout has is the text, which somebody put beside it."""
    return [*COLUMNS, *(["text"] if len(cells) > len(COLUMNS) else [])]


def title_of(extras: str) -> str | None:
    """Return the title of the page that the column of extras tells."""
    found = _TITLE.search(extras)
    return " ".join(html.unescape(found[1]).split()) or None if found else None
