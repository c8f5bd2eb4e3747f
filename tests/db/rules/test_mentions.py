"""Whom a text calls."""

import pytest

from db.rules.mentions import meant

KNOWN = {"li", "lina", "li.na", "李娜", "李", "王强"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@li 请看", {"li"}),
        ("@lina", {"lina"}),
        ("请@li.na. 谢谢", {"li.na"}),
        ("@李娜请看一下", {"李娜"}),
        ("@李老师", {"李"}),
        ("@linda", set()),
        ("@li请看", {"li"}),
        ("a@li", {"li"}),
        ("@李娜@王强", {"李娜", "王强"}),
        ("没有人", set()),
        ("@", set()),
    ],
)
def test_the_longest_name_that_fits_is_meant(text, found):
    assert meant(text, KNOWN) == found
