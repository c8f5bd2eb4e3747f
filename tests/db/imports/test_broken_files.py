"""Whatever is wrong with a file: a clear sentence or rows with their reasons, and never half a book."""

import os

import pytest
from sqlmodel import select

from broken_files import KINDS, broken_file
from db.errors import Refusal
from db.models.customers import Customer
from db.models.imports import ImportReject
from db.models.policies import Credit, Policy, PremiumEvent
from motor_file import bring, found, motor_staff

COUNT = int(os.environ.get("BAOKE_BROKEN_FILES", "200"))
NAMED = dict(enumerate(KINDS))
FEW = (
    "gb18030",
    "missing column",
    "month first",
    "absurd amounts",
    "a cell of 10 MB",
    "bomb in gz",
    "long numbers",
    "NUL",
)


@pytest.fixture
def staffed(once):
    return once("staffed", motor_staff)


def counts():
    return {model.__name__: len(found(select(model.id))) for model in (Customer, Policy, PremiumEvent, Credit)}


def check(seed, folder):
    name, content = broken_file(seed)
    path = folder / f"{seed}.csv"
    path.write_bytes(content)
    try:
        tally = bring(path, rejects=folder / "rejects.csv").tally
    except Refusal as refusal:
        return name, refused(name, refusal)
    assert tally.read == tally.accepted + tally.rejected + tally.duplicates, name
    assert counts() == {
        "Customer": tally.customers, "Policy": tally.new, "PremiumEvent": 3 * tally.new, "Credit": 3 * tally.new
    }, name  # fmt: skip
    rejects = found(select(ImportReject))
    assert len(rejects) == tally.rejected == sum(tally.reasons.values()), name
    text = (folder / "rejects.csv").read_text("utf-8-sig")
    assert "imports.row" not in text, name
    assert "{" not in text, name
    return name, tally


def refused(name, refusal):
    for text in (refusal.sentence("zh"), refusal.sentence("en")):
        assert text != refusal.key, name
        assert "{" not in text, name
    assert set(counts().values()) == {0}, name
    return refusal.key


@pytest.mark.parametrize("seed", [seed for seed, name in NAMED.items() if name in FEW], ids=NAMED.get)
def test_a_broken_file_is_answered(staffed, tmp_path, seed):
    check(seed, tmp_path)


@pytest.mark.ci
@pytest.mark.parametrize("seed", range(COUNT))
def test_broken_files_are_answered(staffed, tmp_path, seed):
    check(seed, tmp_path)


EXPECTED = {
    "gb18030": 8, "utf-8 with mark": 8, "utf-16": 8, "utf-16 without mark": 8, "utf-16 big end first": 8, "cp1252": 8,
    "other header": 8, "iso dates": 8, "xlsx": 8, "zip": 8, "blank lines": 8, "header only": 0,
    "missing column": "imports.missing_columns", "doubled column": "imports.doubled_columns",
    "month first": "imports.swapped_dates", "empty": "imports.empty", "binary": "imports.binary",
    "a picture": "imports.binary", "a page": "imports.missing_columns", "macros": "imports.macros",
    "laughs": "imports.broken_archive", "bomb in zip": "imports.bomb", "bomb in gz": "imports.bomb",
    "truncated gz": "imports.broken_archive", "truncated xlsx": "imports.broken_archive",
    "old workbook": "imports.old_workbook", "zip in zip in zip": "imports.nested",
    "far cell": "imports.many_columns", "two-digit years": 0, "written dates": 0,
}  # fmt: skip


@pytest.mark.ci
@pytest.mark.parametrize("name", EXPECTED)
def test_each_kind_has_its_own_answer(staffed, tmp_path, name):
    _, answer = check(list(KINDS).index(name), tmp_path)
    assert (answer if isinstance(answer, str) else answer.accepted) == EXPECTED[name]
