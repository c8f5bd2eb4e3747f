"""The same number typed in two ways is the same number, and a mask shows neither."""

import pytest

from db.rules.identity import id_hash, mask_number, phone_hash


def test_the_same_phone_is_recognised_however_it_is_typed():
    assert phone_hash("+86 100-0000-0001") == phone_hash("10000000001") != phone_hash("10000000002")


def test_the_same_id_is_recognised_however_it_is_typed():
    assert id_hash("990101 19900101 001x") == id_hash("99010119900101001X")
    assert id_hash("10000000001") != phone_hash("10000000001")


@pytest.mark.parametrize(
    ("number", "mask"),
    [("10000000001", "100****0001"), ("99010119900101001X", "990***********001X"), ("1234", "**34"), ("", "")],
)
def test_a_mask_hides_the_middle(number, mask):
    assert mask_number(number) == mask
