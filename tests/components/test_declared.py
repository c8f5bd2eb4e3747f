"""Codes are told by the names they have, in the reader's language."""

import pytest

from components.declared import reason_name
from components.words import speaking


@pytest.mark.parametrize(
    ("noted", "zh", "en"),
    [
        ("import", "导入", "Imported"),
        ("leads 2026-05-31", "线索名单 2026-05-31", "List of leads 2026-05-31"),
        ("客户要求", "客户要求", "客户要求"),
        (None, "", ""),
    ],
)
def test_what_was_noted_as_a_reason_is_told_in_words(noted, zh, en):
    with speaking("zh"):
        assert reason_name(noted) == zh
    with speaking("en"):
        assert reason_name(noted) == en
