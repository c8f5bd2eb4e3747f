"""Passwords: any text from 8 characters on, taken as typed, kept as a bcrypt hash of its hash."""

import base64
import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

import bcrypt

from db.errors import Refusal

SHORTEST = 8
LONGEST = 1024
_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def hash_password(password: str) -> str:
    """The stored form of a password. Slow on purpose: never call it while holding the write lock."""
    rounds = int(os.environ.get("BAOKE_BCRYPT_ROUNDS", "12"))
    return bcrypt.hashpw(_prehash(password), bcrypt.gensalt(rounds)).decode()


def password_fits(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; without a stored one it takes the same time to say no."""
    fits = bcrypt.checkpw(_prehash(password), (stored or _nobody()).encode())
    return fits and stored is not None


def check_new_password(password: str, *, login: str, name: str) -> None:
    """Refuse what is guessed first: too short, on the list of common ones, or the person's own name."""
    if len(password) < SHORTEST:
        raise Refusal("sign_in.password_short", least=SHORTEST)
    if len(password) > LONGEST:
        raise Refusal("sign_in.password_long", most=LONGEST)
    plain = password.casefold()
    if plain in _common() or len(set(plain)) < 3:
        raise Refusal("sign_in.password_common")
    if plain.strip("0123456789!@#.") in {login.casefold(), name.casefold()}:
        raise Refusal("sign_in.password_is_name")


def new_password() -> str:
    """A one-time password that can be read aloud: four groups of four, about 92 bits."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def _prehash(password: str) -> bytes:
    # bcrypt reads 72 bytes, which is 24 Chinese characters: the hash of the whole is what it gets.
    return base64.b64encode(hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest())


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_password(secrets.token_urlsafe(24))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    listed = Path(__file__).with_name("common_passwords.txt").read_text("utf-8")
    return frozenset(line.strip().casefold() for line in listed.splitlines() if line.strip())
