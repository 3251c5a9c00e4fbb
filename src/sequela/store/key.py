"""The key of an encrypted database file: made on the first start, read afterwards, never written anywhere else.

It protects copies of the file: backups, a lost disk image. Whoever takes the machine takes both.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from .problem import DatabaseKeyError

BYTES = 32
_HEX = frozenset("0123456789abcdef")


def read_key(path: Path) -> str:
    """The key as 64 hexadecimal digits. Raises `DatabaseKeyError`."""
    try:
        text = path.read_text(encoding="ascii").strip()
        mode = stat.S_IMODE(path.stat().st_mode)
    except (OSError, UnicodeDecodeError) as error:
        raise DatabaseKeyError(
            f"the key of the database cannot be read at {path}; put back its backup. Without it the data stay closed"
        ) from error
    if len(text) != 2 * BYTES or not set(text) <= _HEX:
        raise DatabaseKeyError(f"{path} holds no key (expected {2 * BYTES} hexadecimal digits); put back its backup")
    if os.name == "posix" and mode & 0o077:
        raise DatabaseKeyError(f"others on this machine may read the key at {path}; mend: chmod 600 {path}")
    return text


def make_key(path: Path) -> str:
    """A new key, for its owner alone. Raises `DatabaseKeyError` where one stands already or nothing can be written."""
    key = secrets.token_hex(BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DatabaseKeyError(
            f"the key cannot be written to {path}: {error.strerror or type(error).__name__}"
        ) from error
    return key
