"""What is unpacked for an import: gone afterwards, and gone with the next one if it was killed on the way."""

import os
import subprocess
import sys

from db.imports.unpacking import room
from db.keys import data_folder
from driver import ROOT

KILLED = """
import os, signal
from db.imports.unpacking import room
with room() as folder:
    (folder / "customers.csv").write_text("张三")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def left():
    return sorted(path.name for path in (data_folder() / "unpacked").rglob("*"))


def test_what_was_unpacked_is_gone_when_the_import_ends():
    with room() as folder:
        (folder / "customers.csv").write_text("张三")
        assert "customers.csv" in left()
    assert left() == []


def test_what_a_killed_import_left_goes_with_the_next_and_a_running_one_keeps_its_own():
    with room() as running:
        (running / "running.csv").write_text("李四")
        subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env={**os.environ}, check=False)
        assert "customers.csv" in left()
        with room():
            assert "customers.csv" not in left()
            assert "running.csv" in left()
    assert left() == []
