"""Feeds watched: polled politely, each new article handed on once, nothing lost when the program is stopped at any moment."""

from dateline.read.watch.plan import Plan, Watched, read_plan
from dateline.read.watch.poll import Round, Sink, Watch
from dateline.read.watch.state import State

__all__ = ["Plan", "Round", "Sink", "State", "Watch", "Watched", "read_plan"]
