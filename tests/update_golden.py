"""``python -m tests.update_golden``: write what the coder makes of the bundled dispatches, here and in the README.

Read the difference before you commit it.
"""

from __future__ import annotations

import sys

from dateline.coder import Coder
from tests.golden import FOLDER, README, articles, path_of, readme, written


def main() -> int:
    """Write every file anew, take away those of dispatches that are gone, and say what changed."""
    FOLDER.mkdir(exist_ok=True)
    coder, wanted, changed = Coder(), set(), 0
    for article in articles():
        path, text = path_of(article), written(coder, article)
        wanted.add(path)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed += 1
            sys.stdout.write(f"changed: {path.name}\n")
    for path in sorted(FOLDER.glob("*.json")):
        if path not in wanted:
            path.unlink()
            changed += 1
            sys.stdout.write(f"taken away: {path.name}\n")
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{changed} of {len(wanted)} files changed; look at them with: git diff --word-diff tests/golden README.md\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
