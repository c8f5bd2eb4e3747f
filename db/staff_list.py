"""A list of staff as a file: login, name, role, code of the unit and, if wanted, e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db.errors import Refusal
from db.imports.archives import unpacked
from db.imports.layout import Layout
from db.imports.sniff import body_rows, fold, sniff
from db.models.people import Role
from db.rules.directory import tidy

MOST_ROWS = 2000
COLUMNS = {
    "login": ("login", "登录名"),
    "name": ("name", "姓名"),
    "role": ("role", "角色"),
    "unit": ("unit code", "unit", "unit_code", "单位代码", "单位"),
    "email": ("email", "e-mail", "邮箱", "电子邮箱"),
}
"""How each column may be headed; e-mail may be missing."""

ROLE_NAMES = {
    "业务员": Role.SALESPERSON,
    "销售经理": Role.MANAGER,
    "部门负责人": Role.DEPARTMENT_HEAD,
    "公司管理层": Role.EXECUTIVE,
    "客户服务": Role.SERVICE,
    "理赔": Role.CLAIMS,
    "需求分析": Role.ANALYST,
    "系统管理员": Role.ADMIN,
}
"""The roles as a personnel office writes them."""


@dataclass(frozen=True)
class StaffRow:
    """One person of the list, as it stands there; `line` is where."""

    line: int
    login: str
    name: str
    role: str
    unit: str
    email: str = ""
    fault: str | None = None


def read_staff(path: Path) -> list[StaffRow]:
    """The rows of a staff list: CSV of any delimiter and encoding, or a workbook; refused if it is no such list."""
    wanted = [name for names in COLUMNS.values() for name in names]
    with unpacked(path) as plain:
        layout = sniff(plain, wanted=wanted)
        at = _positions(layout)
        rows = list(_rows(body_rows(plain, layout), at))
    if not rows:
        raise Refusal("people.staff_empty")
    return rows


def _positions(layout: Layout) -> dict[str, int]:
    heads = [fold(name) for name in layout.columns]
    at = {
        column: heads.index(fold(name))
        for column, names in COLUMNS.items()
        for name in reversed(names)
        if fold(name) in heads
    }
    if lacking := [column for column in COLUMNS if column not in at and column != "email"]:
        raise Refusal("people.staff_columns", names=", ".join(lacking), needed="login, name, role, unit, email")
    return at


def _rows(found: Iterator, at: dict[str, int]) -> Iterator[StaffRow]:  # type: ignore[type-arg]
    taken = 0
    for row in found:
        if row.blank:
            continue
        taken += 1
        if taken > MOST_ROWS:
            raise Refusal("people.staff_many", most=MOST_ROWS)
        if row.fault:
            yield StaffRow(row.line, "", "", "", "", fault="people.staff_row")
            continue
        cells = {column: tidy(row.cells[index]) for column, index in at.items()}
        cells["role"] = ROLE_NAMES.get(cells["role"], cells["role"].lower())
        yield StaffRow(row.line, **cells)
