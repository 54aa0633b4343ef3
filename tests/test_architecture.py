"""Imports go one way (docs/architecture.md), steps never import each other, and no file grows out of hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "dateline"
MODULES = sorted(SRC.rglob("*.py"))

GROUND = frozenset({"model", "errors", "numbers", "settings", "tables"})
KNOWLEDGE = frozenset({"ontology", "gazetteer", "roster"})
# What each room may import besides itself. `dateline` alone is the public face, of which only `cli` may make use.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "model": frozenset(),
    "errors": frozenset(),
    "numbers": frozenset(),
    "settings": frozenset({"errors"}),
    "tables": frozenset({"errors"}),
    "ontology": GROUND,
    "gazetteer": GROUND | {"ontology"},
    "roster": GROUND | {"ontology", "gazetteer"},
    "read": GROUND,
    "coder": GROUND | KNOWLEDGE,
    "run": GROUND | {"read", "coder"},
    "ledger": GROUND | KNOWLEDGE,
    "export": GROUND | KNOWLEDGE | {"ledger"},
    "serve": GROUND | KNOWLEDGE | {"read", "coder", "run", "ledger", "export"},
    "cli": GROUND | KNOWLEDGE | {"read", "coder", "run", "ledger", "export", "serve", "dateline"},
    "dateline": frozenset({"model", "errors", "coder"}),
}
LONGEST = 450


def room(path: Path) -> str:
    """The room that a file lies in; the package's own ``__init__`` is ``dateline``."""
    first = path.relative_to(SRC).parts[0].removesuffix(".py")
    return {"__init__": "dateline", "__main__": "cli"}.get(first, first)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import of ours in a file, also those inside functions and for type checkers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import; write it in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name == "dateline" or name.startswith("dateline."):
                yield node.lineno, name


def room_of_name(name: str) -> str:
    """The room that a dotted name lies in; names of the public face count as ``dateline``."""
    first = name.split(".")[1] if "." in name else ""
    return first if first and ((SRC / f"{first}.py").is_file() or (SRC / first).is_dir()) else "dateline"


def is_step(path: Path) -> bool:
    """A step is a module, or a package, of the coder that has a ``STEP``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "STEP" for t in node.targets) for node in tree.body)


def steps() -> set[str]:
    return {path.relative_to(SRC / "coder").parts[0].removesuffix(".py") for path in (SRC / "coder").rglob("*.py") if is_step(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_go_one_way(path: Path) -> None:
    own = room(path)
    assert own in MAY_IMPORT, f"{own} is a new room: say in docs/architecture.md and here what it may import"
    for line, name in imports(path):
        other = room_of_name(name)
        assert other == own or other in MAY_IMPORT[own], f"{path.relative_to(ROOT)}:{line}: {own} may not import {other}"


def test_steps_never_import_each_other() -> None:
    known = steps()
    assert {"clean", "segment", "parse", "find"} <= known
    for path in sorted((SRC / "coder").rglob("*.py")):
        own = path.relative_to(SRC / "coder").parts[0].removesuffix(".py")
        if own not in known:
            continue
        for line, name in imports(path):
            parts = name.split(".")
            other = parts[2] if len(parts) > 2 and parts[1] == "coder" else ""
            assert other == own or other not in known, f"{path.relative_to(ROOT)}:{line}: step {own} imports step {other}"


def test_only_the_pipeline_imports_steps() -> None:
    known = steps()
    for path in MODULES:
        inside = path.is_relative_to(SRC / "coder")
        own = path.relative_to(SRC / "coder").parts[0].removesuffix(".py") if inside else ""
        # Readers that are no step of the coder may use a step's own functions; inside the coder, only the pipeline may.
        if not inside or own in known or own == "pipeline":
            continue
        for line, name in imports(path):
            parts = name.split(".")
            assert not (len(parts) > 2 and parts[1] == "coder" and parts[2] in known), (
                f"{path.relative_to(ROOT)}:{line}: {own} imports a step"
            )


def test_every_room_is_in_the_documented_table() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for path in sorted(SRC.iterdir()):
        if path.is_dir() and path.name != "__pycache__":
            assert f"`{path.name}/`" in table
        elif path.suffix == ".py" and not path.name.startswith("__"):
            assert f"`{path.name}`" in table


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks"])
def test_no_file_is_too_long(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.py")):
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= LONGEST, f"{path.relative_to(ROOT)} has {lines} lines: divide it by what its parts are about (at most {LONGEST})"


def test_the_product_does_not_read_the_gold_data() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "DATELINE_GOLD" not in text and "shared/gold" not in text and "benchmarks" not in text, path
