"""What the judges of every staged kind of file share: rows of one key in turn, and verdicts written set-based."""

from typing import Any

import sqlalchemy as sa

from db.imports.tables import VERDICT

ALWAYS = ("line", "verdict", "fault")
COUNTED = ("claims_before", "delta", "ends", "becomes_ghost", "moves", "rehomed")


def ranked(staged: sa.Table, run_id: int, part: str) -> Any:
    """The staged rows of one of the files, each with its number among those of the same key."""
    same: Any = {"partition_by": staged.c.key, "order_by": staged.c.line}
    first = sa.func.first_value(staged.c.digest).over(**same)
    return (
        sa.select(staged, sa.func.row_number().over(**same).label("nth"), first.label("first_digest"))
        .where(staged.c.run_id == run_id, staged.c.part == part)
        .subquery("ranked")
    )


def write_verdicts(connection: sa.Connection, run_id: int, judged: Any) -> None:
    """One verdict for each row of `judged`, numbered within its verdict; counts that it does not give are 0."""
    in_turn = sa.func.row_number().over(partition_by=judged.c.verdict, order_by=judged.c.line)
    found = [column.name for column in judged.c if column.name not in (*ALWAYS, *COUNTED)]
    columns = {
        "run_id": sa.literal(run_id),
        **{name: judged.c[name] for name in (*ALWAYS, *found)},
        "place": in_turn,
        **{name: judged.c[name] if name in judged.c else sa.literal(0) for name in COUNTED},
    }
    select = sa.select(*(value.label(name) for name, value in columns.items()))
    connection.execute(sa.insert(VERDICT).from_select(list(columns), select))
