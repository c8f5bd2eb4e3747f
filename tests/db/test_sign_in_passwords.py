import pytest

from db.errors import Refusal
from db.sign_in import passwords
from db.sign_in.passwords import check_new_password, hash_password, new_password, password_fits

LONG = "春眠不觉晓处处闻啼鸟夜来风雨声花落知多少"


def refused(password, login="li", name="李雷"):
    with pytest.raises(Refusal) as refusal:
        check_new_password(password, login=login, name=name)
    return refusal.value.key.removeprefix("sign_in.")


@pytest.mark.parametrize(
    "password", [LONG * 2, LONG * 20, "x" * 72 + "y", " 两边 的空格 ", "emoji 🀄 和 é", "a b c d "]
)
def test_any_password_is_taken_as_typed(password):
    stored = hash_password(password)
    assert password_fits(password, stored)
    assert not password_fits(password.strip() + "!", stored)
    assert not password_fits(password[:-1], stored)


def test_what_follows_the_72nd_byte_counts():
    assert not password_fits("密" * 24 + "乙", hash_password("密" * 24 + "甲"))


def test_a_password_needs_eight_characters_and_no_composition():
    assert refused("七个字符不够长") == "password_short"
    check_new_password("八个汉字也就够了", login="li", name="李雷")
    check_new_password("alllowercaseletters", login="li", name="李雷")
    check_new_password(LONG, login="li", name="李雷")


def test_a_password_may_not_be_endless():
    assert refused("密码" * 600) == "password_long"


@pytest.mark.parametrize("password", ["12345678", "Password1", "WOAINI1314", "aaaaaaaaaaaa", "abababababab"])
def test_the_first_guesses_are_refused(password):
    assert refused(password) == "password_common"


@pytest.mark.parametrize("password", ["wanghaoran", "WangHaoran2026", "wanghaoran!"])
def test_ones_own_name_is_refused(password):
    assert refused(password, login="wanghaoran") == "password_is_name"


def test_nobody_fits_a_missing_password_and_it_costs_one_hash(monkeypatch):
    passwords._nobody()
    costs = []
    check = passwords.bcrypt.checkpw
    monkeypatch.setattr(passwords.bcrypt, "checkpw", lambda *both: costs.append(1) or check(*both))
    assert not password_fits("whatever", None)
    assert len(costs) == 1


def test_one_time_passwords_are_never_alike_and_hold_no_ambiguous_letters():
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("Il1O0o")
    check_new_password(made.pop(), login="li", name="李雷")
