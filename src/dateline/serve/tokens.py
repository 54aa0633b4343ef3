"""Tokens that let people in from elsewhere: made once, shown once, and kept only as hashes in a file beside the ledger."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from dateline.errors import LedgerError, SettingError

Role = Literal["viewer", "analyst"]
ROLES: tuple[Role, ...] = get_args(Role)
_PREFIX = "dl_"
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: never itself. ``until`` is the last day on which it lets anybody in (None: until it is revoked)."""

    id: str
    who: str
    role: Role
    made: str
    until: str | None
    digest: str

    def holds(self, day: dt.date) -> bool:
        """Tell whether it lets anybody in on a day."""
        return self.until is None or day.isoformat() <= self.until


def token_file(ledger: str, data_folder: Path) -> Path:
    """Return the file of tokens of a ledger: beside a file, in the user's data folder for a database."""
    if "://" in ledger:
        key = hashlib.blake2b(ledger.rsplit("@", 1)[-1].encode(), digest_size=6).hexdigest()
        return data_folder / f"tokens-{key}.json"
    path = Path(ledger)
    return path.with_name(path.name + ".tokens.json")


def _digest(secret: str) -> str:
    # A secret of 256 random bits cannot be guessed, so that a slow hash would add nothing.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class Tokens:
    """The tokens of one file; read again when the file has changed, so that one that was revoked stops at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._kept: tuple[Token, ...] = ()

    def all(self) -> tuple[Token, ...]:
        """Return the tokens, oldest first; raises :class:`~dateline.errors.LedgerError` for a file that is none of ours."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            self._seen, self._kept = None, ()
            return ()
        except OSError as error:
            raise LedgerError(f"{self.path} cannot be read: {error.strerror}") from None
        if (stat.st_mtime_ns, stat.st_size) != self._seen:
            try:
                rows = json.loads(self.path.read_text(encoding="utf-8"))
                kept = tuple(Token(**row) for row in rows["tokens"])
            except (OSError, ValueError, TypeError, KeyError):
                raise LedgerError(f"{self.path} is no file of tokens; move it away and create new ones") from None
            if any(token.role not in ROLES for token in kept):
                raise LedgerError(f"{self.path} gives a role that there is not; allowed: {', '.join(ROLES)}")
            self._kept, self._seen = kept, (stat.st_mtime_ns, stat.st_size)
        return self._kept

    def create(self, who: str, role: str, days: int | None = None) -> tuple[Token, str]:
        """Make a token and return it with its secret, which is told only now; raises ``SettingError`` for a wrong role or name."""
        if role not in ROLES:
            raise SettingError(f"found the role {role!r}; allowed: {', '.join(ROLES)}")
        if not who.strip() or len(who) > 100:
            raise SettingError("a token needs the name of who uses it, of at most 100 characters: decisions are recorded under it")
        kept = self.all()
        if len(kept) >= _MOST:
            raise SettingError(f"{self.path} has {len(kept):,} tokens; revoke those that are not used")
        now = dt.datetime.now(dt.UTC)
        until = (now.date() + dt.timedelta(days=days)).isoformat() if days is not None else None
        secret = _PREFIX + secrets.token_urlsafe(32)
        known: Role = "analyst" if role == "analyst" else "viewer"
        token = Token("t_" + secrets.token_hex(4), who.strip(), known, now.isoformat(timespec="seconds"), until, _digest(secret))
        self._write((*kept, token))
        return token, secret

    def revoke(self, id: str) -> Token:
        """Take a token away, by its id; raises :class:`~dateline.errors.LedgerError` where there is none."""
        kept = self.all()
        found = next((token for token in kept if token.id == id), None)
        if found is None:
            raise LedgerError(f"{self.path} has no token {id!r}; dateline token list shows them")
        self._write(tuple(token for token in kept if token.id != id))
        return found

    def check(self, secret: str, day: dt.date | None = None) -> Token | None:
        """Return the token that a secret is of, if it still holds; every token is compared, in the same time."""
        digest, day = _digest(secret), day or dt.datetime.now(dt.UTC).date()
        found = [token for token in self.all() if secrets.compare_digest(token.digest, digest)]
        return next((token for token in found if token.holds(day)), None)

    def _write(self, tokens: tuple[Token, ...]) -> None:
        data = json.dumps({"tokens": [asdict(token) for token in tokens]}, ensure_ascii=False, indent=1) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Made readable by the owner alone from the start, and put in place whole.
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(data)
                os.replace(name, self.path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(name)
                raise
        except OSError as error:
            raise LedgerError(f"{self.path} cannot be written: {error.strerror}") from None
        self._seen = None
