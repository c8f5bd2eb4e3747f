"""The installation's secret: from the environment, else from a file that only its owner may read."""

import hashlib
import hmac
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

SHORTEST = 32
VARIABLE = "BAOKE_SECRET_KEY"


class WeakKey(RuntimeError):
    """The configured secret is shorter than 32 bytes, so it could be guessed."""


def data_folder() -> Path:
    """The folder of everything this installation writes: BAOKE_DATA, else ./data."""
    return _made(os.environ.get("BAOKE_DATA") or "data")


@lru_cache(maxsize=64)
def _made(name: str) -> Path:
    folder = Path(name).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret(purpose: str) -> bytes:
    """32 bytes for one purpose: knowing one of them tells nothing about the others."""
    return hmac.new(_master(), purpose.encode(), hashlib.sha256).digest()


def keyed_hash(purpose: str, value: str) -> str:
    """A hash of `value` that nobody without the installation's secret can search for."""
    return hmac.new(secret(purpose), value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def write_private(path: Path, text: str) -> None:
    """Write a file that no other account of this machine can ever have opened."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _master() -> bytes:
    given = os.environ.get(VARIABLE)
    if given is None:
        return _from_file(data_folder() / "keys.json")
    return _long_enough(given.encode(), VARIABLE)


@lru_cache(maxsize=8)
def _from_file(path: Path) -> bytes:
    if not path.exists():
        _create(path)
    stored = json.loads(path.read_text("utf-8"))["secret_key"]
    return _long_enough(str(stored).encode(), str(path))


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_private(draft, json.dumps({"secret_key": secrets.token_urlsafe(48)}) + "\n")
    try:
        # A link refuses to replace: of two processes that start together, both use the first one's key.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _long_enough(found: bytes, source: str) -> bytes:
    if len(found) < SHORTEST:
        raise WeakKey(f"{source}: the secret key has {len(found)} bytes, at least {SHORTEST} are needed")
    return found
