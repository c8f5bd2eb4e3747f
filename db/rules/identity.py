"""How personal numbers are recognised, checked and shown: a keyed hash to find the exact one, a mask for lists."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from db.keys import keyed_hash

MOBILE = re.compile(r"1\d{10}")
PHONE = re.compile(r"\+?[\d ()/-]{5,24}(?:(?:转|ext\.?|x|#) ?\d{1,6})?", re.IGNORECASE)
EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\".]{2,}")
CARD = re.compile(r"\d{17}[\dX]")
REGISTRATION = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
OTHER_NUMBER = re.compile(r"[0-9A-Z()/-]{5,30}")
DIGITS_OF_CARD, SIGNS_OF_REGISTRATION = "10X98765432", "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _half_width(typed: str) -> str:
    """As typed, with full-width digits, letters and signs as plain ones."""
    return unicodedata.normalize("NFKC", typed).replace("–", "-").replace("—", "-").strip()


def plain_phone(phone: str) -> str:
    """The digits of a phone number, without the country code 86."""
    digits = "".join(letter for letter in _half_width(phone) if letter.isdigit())
    if len(digits) == 15 and digits.startswith("0086"):
        return digits[4:]
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def tidy_phone(typed: str) -> str:
    """A phone number as it is kept: a mobile one as its eleven digits, another as typed in plain signs."""
    plain, written = plain_phone(typed), " ".join(_half_width(typed).split())
    return plain if MOBILE.fullmatch(plain) and PHONE.fullmatch(written) else written


def phone_problem(phone: str) -> str:
    """The sentence key of what is wrong with a tidied phone number; empty if nothing is."""
    digits = plain_phone(phone)
    return "" if PHONE.fullmatch(phone) and 5 <= len(digits) <= 20 else "identity.phone"


def tidy_number(typed: str) -> str:
    """An ID or registration number as it is kept: plain capitals without blanks."""
    return "".join(_half_width(typed).split()).upper()


def number_problem(number: str) -> str:
    """What is wrong with a tidied number: a card's or a registration's check digit, or that it is no number at all.

    Eighteen places of digits, the last perhaps an X, are an identity card (GB 11643); or, where that does not come out,
    they and eighteen with letters may be a registration (GB 32100). Passports and other papers are taken as they are.
    """
    if CARD.fullmatch(number):
        return "" if _is_card(number) or _is_registration(number) else "identity.card"
    if len(number) == 18 and number.isalnum():
        return "" if _is_registration(number) else "identity.registration"
    return "" if OTHER_NUMBER.fullmatch(number) else "identity.number"


def _is_card(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    weighted = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(number[:17]))
    return DIGITS_OF_CARD[weighted % 11] == number[17]


def _is_registration(number: str) -> bool:
    if not REGISTRATION.fullmatch(number):
        return False
    weighted = sum(SIGNS_OF_REGISTRATION.index(sign) * (3**at % 31) for at, sign in enumerate(number[:17]))
    return SIGNS_OF_REGISTRATION[(31 - weighted % 31) % 31] == number[17]


def email_problem(email: str) -> str:
    """What is wrong with an e-mail address; empty if it can be one."""
    return "" if EMAIL.fullmatch(email) else "identity.email"


def phone_hash(phone: str) -> str:
    """What two records with the same phone have in common."""
    return keyed_hash("customer phone", plain_phone(phone))


def id_hash(number: str) -> str:
    """What two records with the same ID or registration number have in common."""
    return keyed_hash("customer id", tidy_number(number))


def phone_tail(phone: str) -> str:
    """What phones with the same last four digits have in common."""
    return _tail("customer phone's last four", plain_phone(phone))


def id_tail(number: str) -> str:
    """What ID or registration numbers with the same last four places have in common."""
    return _tail("customer id's last four", "".join(number.split()).upper())


def _tail(purpose: str, number: str) -> str:
    # Only ten thousand tails there are: a short hash tells them apart and keeps the index small.
    return keyed_hash(purpose, number[-4:])[:16]


def phone_marks(phone: str | None) -> set[str]:
    """By what a phone is found beside names, by all of it or by its last four places, without standing there itself."""
    return {mark_of_phone(phone), mark_of_tail(phone)} if phone else set()


def mark_of_phone(phone: str) -> str:
    """The mark of a whole phone."""
    return f"#{phone_hash(phone)[:24]}"


def mark_of_tail(phone: str) -> str:
    """The mark of the last four places of a phone."""
    return f"#{phone_tail(phone)}"


def mask_number(number: str) -> str:
    """The first three and the last four places of a number, or less of a short one."""
    keep = 3 if len(number) >= 11 else 0
    tail = min(4, len(number) // 2)
    return number[:keep] + "*" * (len(number) - keep - tail) + number[len(number) - tail :]


def mask_name(name: str) -> str:
    """A name with its first sign alone."""
    return name[:1] + "*" * (min(len(name), 6) - 1)
