"""The commands that show what dateline knows: ``kinds``, ``schema``, ``settings``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dateline.ontology import Ontology


class Schema(StrEnum):
    """What has a published schema."""

    ARTICLE = "article"
    CLAIM = "claim"


def kinds(as_json: Annotated[bool, typer.Option("--json", help="Write JSON, one object a kind.")] = False) -> None:
    """List the kinds of events that are coded.

    For each: what it means, who fills its roles, what other schemes call it, and how many words tell it.
    """
    import json

    from dateline.ontology import load_ontology

    listed = describe_kinds(load_ontology())
    if as_json:
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    from dateline.cli.table import kinds_table

    kinds_table(listed)


def describe_kinds(ontology: Ontology) -> list[dict[str, Any]]:
    """Return the ontology's kinds in their order, as plain JSON types."""
    lexicon = ontology.lexicon
    words: dict[str, set[str]] = {name: set() for name in ontology.kinds}
    for table in (lexicon.verbs, lexicon.nouns, lexicon.phrases):
        for first, triggers in table.items():
            for trigger in triggers:
                words[trigger.kind].add(" ".join(trigger.words) or first)
    return [
        {
            "kind": kind.name, "group": kind.group, "meaning": kind.meaning, "actor": kind.actor or None, "target": kind.target or None,
            "plover": kind.plover, "plover_mode": kind.mode, "cameo": kind.cameo, "acled_event_type": kind.acled_event_type,
            "acled_sub_event_types": list(kind.acled_sub_event_types), "territory": kind.territory, "words": len(words[kind.name]),
        }
        for kind in ontology.kinds.values()
    ]  # fmt: skip


def schema(what: Annotated[Schema, typer.Argument(help="article or claim", metavar="WHAT")]) -> None:
    """Print the JSON Schema of an article or of a claim."""
    import json

    from dateline.model import json_schema

    typer.echo(json.dumps(json_schema(what.value), ensure_ascii=False, indent=2))


def settings() -> None:
    """List the settings and what is in force.

    Each is an environment variable; the list says what it does, its default, and its value now.
    """
    from dateline.cli.table import settings_table
    from dateline.settings import PREFIX, TABLE
    from dateline.settings import settings as in_force

    now = in_force()
    settings_table([(PREFIX + row.name.upper(), str(row.default), str(getattr(now, row.name)), row.meaning) for row in TABLE])
