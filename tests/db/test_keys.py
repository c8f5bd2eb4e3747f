import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from db import keys
from db.keys import WeakKey, keyed_hash, secret, write_private


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("BAOKE_SECRET_KEY", raising=False)
    keys._from_file.cache_clear()
    yield tmp_path / "data"
    keys._from_file.cache_clear()


def test_a_key_is_made_once_where_only_its_owner_reads_it(folder):
    first = secret("session")
    file = folder / "keys.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in folder.iterdir()] == ["keys.json"]
    keys._from_file.cache_clear()
    assert secret("session") == first


def test_two_that_start_together_use_the_same_key(folder):
    keys._from_file.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _n: keys._from_file.__wrapped__(folder / "keys.json"), range(8)))) == 1


def test_every_purpose_has_a_key_of_its_own(folder):
    assert len({secret("session"), secret("totp"), secret("personal")}) == 3
    assert keyed_hash("a", "x") != keyed_hash("b", "x")


def test_the_environment_comes_first(folder, monkeypatch):
    monkeypatch.setenv("BAOKE_SECRET_KEY", "k" * 32)
    given = secret("session")
    assert not folder.exists()
    monkeypatch.setenv("BAOKE_SECRET_KEY", "l" * 32)
    assert secret("session") != given


@pytest.mark.parametrize("short", ["", "some_signature_key", "k" * 31])
def test_a_short_key_is_refused_wherever_it_stands(folder, monkeypatch, short):
    monkeypatch.setenv("BAOKE_SECRET_KEY", short)
    with pytest.raises(WeakKey):
        secret("session")
    monkeypatch.delenv("BAOKE_SECRET_KEY")
    folder.mkdir()
    (folder / "keys.json").write_text(json.dumps({"secret_key": short}), "utf-8")
    with pytest.raises(WeakKey):
        secret("session")


def test_a_private_file_replaces_one_that_others_could_read(tmp_path):
    file = tmp_path / "demo_accounts.json"
    file.write_text("old")
    file.chmod(0o644)
    write_private(file, "new")
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
