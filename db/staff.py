"""Takes over a staff list from end to end: read, judged, passwords made, carried out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from db.access import Actor
from db.commands.import_staff import import_staff
from db.errors import NamedRefusal, Refusal
from db.periods import today
from db.queries.staff_plan import StaffStep, Verdict, plan_staff
from db.rights import require
from db.run import run
from db.session import reading
from db.sign_in.passwords import hash_password, new_password
from db.staff_list import COLUMNS, read_staff


@dataclass(frozen=True)
class StaffLine:
    """What became of a row, or would: `why` is a sentence, `password` the one-time password of who is new."""

    line: int
    login: str
    name: str
    verdict: Verdict
    why: str = ""
    password: str = ""
    changes: tuple[str, ...] = ()


def take_staff(
    actor: Actor, file: Path, *, dry_run: bool, key: str | None = None, passwords: dict[str, str] | None = None
) -> list[StaffLine]:
    """A line for every row of the list. A dry run changes nothing and makes no passwords.

    `passwords` keeps what is made by login: the same order given again, under the same `key`, tells the same ones.
    """
    require(actor, "import_staff")
    rows = read_staff(file)
    with reading(actor) as session:
        steps = plan_staff(session, rows)
    made = passwords if passwords is not None else {}
    if not dry_run:
        for step in steps:
            if step.verdict is Verdict.ADD:
                made.setdefault(step.row.login, new_password())
        run(import_staff, actor, key=key, rows=rows, password_hashes=_hashed(made), today=today())
    return [_line(step, made, actor.language) for step in steps]


def _hashed(passwords: dict[str, str]) -> dict[str, str]:
    # Hashing is slow on purpose and lets other threads run meanwhile.
    with ThreadPoolExecutor() as pool:
        return dict(zip(passwords, pool.map(hash_password, passwords.values()), strict=True))


def _line(step: StaffStep, passwords: dict[str, str], language: str) -> StaffLine:
    row = step.row
    why = "; ".join(_told(column, key, language) for column, key in step.reasons) or ", ".join(step.changes)
    return StaffLine(row.line, row.login, row.name, step.verdict, why, passwords.get(row.login, ""), step.changes)


def _told(column: str, key: str, language: str) -> str:
    """What is wrong with a column, after what it may be headed; or with the whole row."""
    said = Refusal(key)
    if not column:
        return said.sentence(language)
    headed = next(name for name in COLUMNS[column] if name.isascii() == (language != "zh"))
    return NamedRefusal(headed, said).sentence(language)
