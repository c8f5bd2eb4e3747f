"""Somebody with the database's own rights and time, but without the installation's secret, at work on the audit."""

from datetime import timedelta

import sqlalchemy as sa

from db.engine import database
from db.sealing import AUDIT, END

COLUMNS = [column.name for column in AUDIT.columns if column.name != "id"]


class Audit:
    """The audit as it stood, its end after each of its rows, and a way to put something else in its place."""

    def __init__(self):
        with database().read.connect() as connection:
            self.rows = [dict(row) for row in connection.execute(sa.select(AUDIT).order_by(AUDIT.c.id)).mappings()]
        self.ends = {}

    def remember_end(self):
        """Keep the sealed end of now, for replaying it later."""
        end = end_now()
        self.ends[end["last_id"]] = end

    def put(self, rows, end):
        """What is there from now on, in place of what was."""
        with database().write.connect() as connection:
            connection.execute(sa.delete(AUDIT))
            connection.execute(sa.delete(END))
            if rows:
                connection.execute(sa.insert(AUDIT), rows)
            if end:
                connection.execute(sa.insert(END), [end])
            connection.commit()


def end_now():
    with database().read.connect() as connection:
        return dict(connection.execute(sa.select(END)).mappings().one())


def unlock():
    """The owner of the tables can take any rule away."""
    away = (
        [f"DROP TRIGGER {name}" for name in ("audit_no_update", "audit_no_delete", "audit_only_follows")]
        if database().dialect == "sqlite"
        else ["ALTER TABLE audit DISABLE TRIGGER audit_append_only"]
    )
    with database().write.connect() as connection:
        for order in away:
            connection.execute(sa.text(order))
        connection.commit()


def edit(dice, rows, ends):
    """One value of one row."""
    row, column = dice.choice(rows), dice.choice(COLUMNS)
    old = row[column]
    if column == "at":
        row[column] += timedelta(microseconds=dice.choice((-1, 1)))
    elif isinstance(old, int):
        row[column] += 1
    else:
        row[column] = (
            1 if column in ("actor_id", "record_id") else ("y" if f"{old}"[:1] == "x" else "x") + f"{old or ''}"[1:]
        )
    return rows, ends[rows[-1]["id"]], row["id"]


def backdate(dice, rows, ends):
    """A row of a day before."""
    row = dice.choice(rows)
    row["at"] -= timedelta(days=dice.randint(1, 400))
    return rows, ends[rows[-1]["id"]], row["id"]


def delete(dice, rows, ends):
    """A row from the middle; the rows after it may close ranks."""
    at, end = dice.randrange(len(rows) - 1), ends[rows[-1]["id"]]
    del rows[at]
    if dice.random() < 0.5:
        for row in rows[at:]:
            row["id"] -= 1
    return rows, end, rows[at]["id"]


def swap(dice, rows, ends):
    """Two rows change places, with their seals or without."""
    one, other = sorted(dice.sample(range(len(rows)), 2))
    for name in COLUMNS if dice.random() < 0.5 else COLUMNS[:-1]:
        rows[one][name], rows[other][name] = rows[other][name], rows[one][name]
    return rows, ends[rows[-1]["id"]], rows[one]["id"]


def insert(dice, rows, ends):
    """One row more, made of a genuine one: in front, in between or at the end."""
    at, end = dice.randint(0, len(rows)), dict(ends[rows[-1]["id"]])
    forged = dict(dice.choice(rows), id=rows[at]["id"] if at < len(rows) else rows[-1]["id"] + 1)
    for row in rows[at:]:
        row["id"] += 1
    rows.insert(at, forged)
    if dice.random() < 0.5:
        end["last_id"], end["last_seal"] = rows[-1]["id"], rows[-1]["seal"]
    return rows, end, None


def cut(dice, rows, ends):
    """The last rows are gone; the end is left, gone, made to fit, or the genuine one of that time."""
    left = dice.randrange(len(rows))
    last, kept = rows[-1]["id"], rows[:left]
    fitting = {"last_id": kept[-1]["id"], "last_seal": kept[-1]["seal"]} if kept else {"last_id": 0, "last_seal": ""}
    replayed = ends.get(kept[-1]["id"]) if kept else None
    return kept, dice.choice((ends[last], None, ends[last] | fitting, replayed)), None


def behead(dice, rows, ends):
    """The first rows are gone, and the end says that the chain begins behind them."""
    left, end = dice.randint(1, len(rows) - 1), ends[rows[-1]["id"]]
    base = {"base_id": rows[left - 1]["id"], "base_seal": rows[left - 1]["seal"]}
    return rows[left:], end | dice.choice(({}, base)), None


WAYS = (edit, backdate, delete, swap, insert, cut, behead)
