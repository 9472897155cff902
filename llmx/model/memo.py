"""The memo: what was worked out once, as text under the digest of all that it was worked out of.

It lies in a folder of its own beside the answers, and is no part of them: nothing in it was paid
for, whatever is missing is worked out again, and the oldest goes when it has grown to its limit.
Each text is sealed together with its key by a secret of this user that lies elsewhere, so that
what has come from another machine, or was put there by somebody else, counts as missing.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from hmac import compare_digest
from pathlib import Path
from typing import Any

from llmx.errors import StorageError
from llmx.model.answers import is_store, open_cache, private_folder, wait_for

_log = logging.getLogger("llmx.memo")

MOST_BYTES = 2 * 2**30  # of an article's findings there are some hundred bytes to ten thousand
_TOGETHER = 100  # texts that are written in one transaction: a commit costs as much as many rows
_WAIT = 1.0  # seconds for another process that writes; then it goes on without
_SEAL = 64  # characters
_SECRET = 32  # bytes


class Memo:
    """Texts by key, kept from one run to the next; for one thread.

    Nothing but a `clear` raises: a folder that cannot be used is as good as an empty one, and
    said with `-v`. What is put is on the disk after a hundred texts, a `flush` or a `close`.
    """

    def __init__(
        self, folder: Path, *, secret: Path | None = None, most_bytes: int = MOST_BYTES
    ) -> None:
        """Take the folder, which is made with the first text, and the file of the secret."""
        self.folder = folder
        self._secret_file = secret
        self._most_bytes = most_bytes
        self._secret: bytes | None = None
        self._cache: Any = None
        self._new: dict[str, str] = {}
        self._failure: Exception | None = None

    @property
    def _usable(self) -> bool:
        return self._failure is None

    def get(self, key: str) -> str | None:
        """The text under a key; None for one that is not there, or was not put here by `put`."""
        if key in self._new:
            return self._new[key]
        if not self._open(make=False) or not self._has_secret(make=False):
            return None
        try:
            value = self._cache.get(key, default=None, retry=False)
        except Exception as error:  # noqa: BLE001 - whatever a broken database comes up with
            self._give_up(error)
            return None
        if not isinstance(value, str) or len(value) < _SEAL:
            return None
        seal, text = value[:_SEAL], value[_SEAL:]
        return text if compare_digest(_bytes(seal), self._seal(key, text)) else None

    def put(self, key: str, text: str) -> None:
        """Keep a text. Its characters are ASCII, as of JSON with escapes."""
        if not self._usable:
            return
        self._new[key] = text
        if len(self._new) >= _TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Write what is not written yet."""
        new, self._new = self._new, {}
        if not new or not self._has_secret(make=True) or not self._open(make=True):
            return
        try:
            with self._cache.transact():
                for key, text in new.items():
                    self._cache.set(key, self._seal(key, text).decode() + text)
        except Exception as error:  # noqa: BLE001 - a full disk, a lock that is held for long
            self._give_up(error)

    def close(self) -> None:
        """Write what is not written yet, and close the folder; another use opens it again."""
        self.flush()
        if self._cache is not None:
            with suppress(Exception):
                self._cache.close()

    def count(self) -> int:
        """How many texts there are."""
        return self._told(lambda: len(self._cache))

    def size_bytes(self) -> int:
        return self._told(lambda: int(self._cache.volume()))

    def clear(self) -> None:
        """Remove every text. Raises StorageError where that cannot be done."""
        self._new = {}
        self._told(lambda: int(self._cache.clear()))
        if self._failure:
            why = getattr(self._failure, "message", self._failure)  # without a hint of its own
            raise StorageError(
                f"what is remembered in {str(self.folder)!r} cannot be removed: {why}",
                hint="that folder can be removed by hand while no llmx runs",
            ) from self._failure

    def _told(self, ask: Callable[[], int]) -> int:
        """What is asked of a folder that is there; 0 of any other."""
        if self._open(make=False):
            try:
                return ask()
            except Exception as error:  # noqa: BLE001
                self._give_up(error)
        return 0

    def _open(self, *, make: bool) -> bool:
        """Whether the folder is open; one that is not there is made, or left so."""
        if self._cache is not None or not self._usable:
            return self._usable
        try:
            if not make and not is_store(self.folder):
                return False
            self._cache = self._opened()
        except Exception as error:  # noqa: BLE001
            self._give_up(error)
        return self._usable

    def _has_secret(self, *, make: bool) -> bool:
        """Whether there is a secret; with `make` one that is not there is made."""
        if self._secret is None and self._usable:
            try:
                file = self._secret_file or _secret_file()
                self._secret = _read_secret(file) or (_make_secret(file) if make else None)
                if make and self._secret is None:
                    raise StorageError(f"{str(file)!r} is no secret of its owner's alone")
            except (OSError, RuntimeError, StorageError) as error:  # Runtime: there is no home
                self._give_up(error)
        return self._secret is not None

    def _opened(self) -> Any:
        if self.folder.is_symlink():  # it may lead to a store whose oldest must not go
            raise StorageError(f"{str(self.folder)!r} is a link")
        for folder in (self.folder.parent, self.folder):
            private_folder(folder)
        wait_for(self.folder, _WAIT)
        return open_cache(self.folder, timeout=_WAIT, most_bytes=self._most_bytes)

    def _seal(self, key: str, text: str) -> bytes:
        """What only who has the secret can write before a text under this key."""
        assert self._secret is not None  # noqa: S101
        digest = hashlib.blake2b(key=self._secret, digest_size=_SEAL // 2)
        digest.update(f"{len(key)}:{key}".encode())
        digest.update(_bytes(text))
        return digest.hexdigest().encode()

    def _give_up(self, error: Exception) -> None:
        self._failure = error
        self._new = {}
        _log.info("what was worked out is not remembered in %s: %s", self.folder, error)


def memo_beside(answers: Path) -> Memo:
    """The memo that belongs to a store of answers."""
    return Memo(answers / "worked-out")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _secret_file() -> Path:
    import platformdirs

    return Path(platformdirs.user_state_dir("llmx", appauthor=False)) / "memo.secret"


def _read_secret(file: Path) -> bytes | None:
    """The secret in a file that is its owner's alone, and no link; None where there is none."""
    try:
        opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    with closing(os.fdopen(opened, "rb")) as content:
        status = os.fstat(opened)
        own = status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        secret = content.read(_SECRET + 1) if own and stat.S_ISREG(status.st_mode) else b""
    return secret if len(secret) == _SECRET else None


def _make_secret(file: Path) -> bytes | None:
    """A new secret, or that of another process which was faster: it appears whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = file.with_name(f"{file.name}.{os.urandom(8).hex()}")
    opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(opened, "wb") as out:
            out.write(os.urandom(_SECRET))
            out.flush()
            os.fsync(opened)  # one that a power failure leaves empty would never be replaced
        with suppress(FileExistsError):
            os.link(new, file)
    finally:
        new.unlink()
    return _read_secret(file)
