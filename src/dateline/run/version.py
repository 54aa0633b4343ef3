"""What the coder of a run is called in a ledger."""

from dateline.coder.version import PROGRAM, coder_version

__all__ = ["PROGRAM", "coder_version"]
