"""Many articles: code them with one process or several, in the order of the input, and write what comes out."""

from dateline.run.flat import COLUMNS, flat
from dateline.run.pool import Coded, code_all
from dateline.run.summary import Summary
from dateline.run.write import FORMATS, Writer, open_writer, rejects_file

__all__ = ["COLUMNS", "FORMATS", "Coded", "Summary", "Writer", "code_all", "flat", "open_writer", "rejects_file"]
