"""Phone numbers as they come out of spreadsheets: put right where that is certain, else left out and told."""

import re

from db.rules.identity import mask_number, phone_hash, phone_problem, phone_tail, tidy_phone

LONGEST = 40
# 1.38E+10, and 13812345678.0
_POWER = re.compile(r"(\d)(?:\.(\d+))?[Ee]\+?(\d{1,2})")
_FRACTION = re.compile(r"(\d{5,20})\.0+")


def phone_columns(typed: str | None, rules: set[str]) -> dict[str, str | None]:
    """The columns of a phone: as it is kept, its mask, and what it is found by; all empty where there is none."""
    phone = tidy_phone(_spelled_out(typed or "", rules))
    if phone and (phone_problem(phone) or len(phone) > LONGEST):
        rules.add("phone_wrong")
        phone = ""
    if not phone:
        return dict.fromkeys(("phone", "phone_mask", "phone_hash", "phone_tail"))
    hashes = {"phone_hash": phone_hash(phone), "phone_tail": phone_tail(phone)}
    return {"phone": phone, "phone_mask": mask_number(phone), **hashes}


def _spelled_out(typed: str, rules: set[str]) -> str:
    """A number that a spreadsheet has made an amount of: whole where no digit is lost, else nothing."""
    text = typed.strip()
    if whole := _FRACTION.fullmatch(text):
        rules.add("phone_restored")
        return whole[1]
    power = _POWER.fullmatch(text)
    if not power:
        return text
    digits, places = power[1] + (power[2] or ""), int(power[3]) + 1
    if len(digits) != places:
        # 1.38E+10 stands for a hundred million numbers
        rules.add("phone_lost")
        return ""
    rules.add("phone_restored")
    return digits
