"""The bench runs from end to end on a small book; its ratios are those of a busy machine, with slack."""

import subprocess
import sys

import pytest

from tests.bench.places import ROOT

SLACK = "4"


@pytest.mark.soak
def test_a_small_book_keeps_every_ratio_with_slack():
    order = ["--customers", "5000", "--rounds", "7", "--seconds", "10", "--slack", SLACK]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *order], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    assert "| home of department_head | warm |" in done.stdout
