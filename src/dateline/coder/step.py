"""A step of the coder: what it needs, what it gives, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dateline.coder.reading import Reading
from dateline.errors import PipelineError


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``requires`` and ``assigns`` name fields of a :class:`Reading`, or ``events.FIELD`` for a field of its events."""

    name: str
    requires: tuple[str, ...]
    assigns: tuple[str, ...]
    run: Callable[[Reading], None]


def check_order(steps: Sequence[Step]) -> None:
    """Raise :class:`~dateline.errors.PipelineError` when a step requires what no earlier step assigns."""
    known: set[str] = {"article"}
    for step in steps:
        if missing := [name for name in step.requires if name not in known]:
            raise PipelineError(f"step {step.name!r} requires {', '.join(missing)}; earlier steps assign {', '.join(sorted(known))}")
        known.update(step.assigns)


def run_step(step: Step, reading: Reading) -> None:
    """Run one step; raises :class:`~dateline.errors.PipelineError` when it leaves a field unassigned that it declares."""
    step.run(reading)
    if missing := [name for name in step.assigns if "." not in name and not reading.has(name)]:
        raise PipelineError(f"step {step.name!r} declares {', '.join(missing)} and did not assign it")
