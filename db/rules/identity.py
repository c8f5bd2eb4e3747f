"""How personal numbers are recognised and shown: a keyed hash to find the exact one, a mask to show in lists."""

from __future__ import annotations

from db.keys import keyed_hash


def plain_phone(phone: str) -> str:
    """The digits of a phone number, without the country code 86."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def phone_hash(phone: str) -> str:
    """What two records with the same phone have in common."""
    return keyed_hash("customer phone", plain_phone(phone))


def id_hash(number: str) -> str:
    """What two records with the same ID or registration number have in common."""
    return keyed_hash("customer id", "".join(number.split()).upper())


def mask_number(number: str) -> str:
    """The first three and the last four places of a number, or less of a short one."""
    keep = 3 if len(number) >= 11 else 0
    tail = min(4, len(number) // 2)
    return number[:keep] + "*" * (len(number) - keep - tail) + number[len(number) - tail :]
