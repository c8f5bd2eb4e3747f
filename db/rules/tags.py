"""A customer's tags: words in one line of text, however somebody parted them."""

from __future__ import annotations

import re

BETWEEN = "、"
_PARTED = re.compile(r"[、,，;；|]+")


def tags_in(text: str) -> list[str]:
    """The tags of a line, each once, in their order."""
    return list(dict.fromkeys(tag for part in _PARTED.split(text or "") if (tag := part.strip())))


def tagged(text: str, tag: str) -> str:
    """The line with one more tag; the same where it has it."""
    known = tags_in(text)
    return text if tag in known else BETWEEN.join([*known, tag])
