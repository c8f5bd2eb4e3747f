"""Codes from a phone (RFC 6238) and the recovery codes for the day it is lost."""

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from db.keys import keyed_hash, secret

STEP = 30
RECOVERY_CODES = 10
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_secret() -> str:
    """A fresh shared secret, as an authenticator app wants it typed."""
    return pyotp.random_base32()


def sealed(shared: str) -> str:
    """The secret as it may stand in the database: unreadable without the installation's key."""
    return _box().encrypt(shared.encode()).decode()


def unsealed(stored: str) -> str | None:
    """The secret again, or None where it was sealed with another key."""
    try:
        return _box().decrypt(stored.encode()).decode()
    except InvalidToken:
        return None


def address(shared: str, login: str) -> str:
    """What the QR code says: the otpauth address of this account."""
    return pyotp.TOTP(shared).provisioning_uri(name=login, issuer_name="Baoke")


def fitting_step(shared: str, code: str, now: datetime, *, last_step: int) -> int | None:
    """The time step whose code was typed: this one or a neighbour, and never one used before."""
    digits = "".join(letter for letter in code if letter.isdigit())
    this = int(now.timestamp()) // STEP
    for step in (this, this - 1, this + 1):
        expected = pyotp.TOTP(shared).at(step * STEP)
        if step > last_step and secrets.compare_digest(expected.encode(), digits.encode()):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of about 49 bits, each good once."""
    return [f"{_letters(5)}-{_letters(5)}" for _ in range(RECOVERY_CODES)]


def recovery_hash(person_id: int, code: str) -> str:
    """What is stored of a recovery code: spaces, dashes and capitals do not matter."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return keyed_hash("recovery code", f"{person_id}:{plain}")


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(secret("totp secret")))
