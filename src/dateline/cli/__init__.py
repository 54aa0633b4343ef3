"""The command line: thin commands over library functions. Nothing heavy is imported before a command needs it."""

from dateline.cli.root import app, main

__all__ = ["app", "main"]
