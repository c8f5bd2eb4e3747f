"""Ways to ask for rows: those that carry the actor's scope and must answer exactly, and those that lack it."""

# ruff: noqa: S608 - these statements are made to be refused
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Bundle, aliased, with_loader_criteria
from sqlmodel import SQLModel, col, select

from authorisation.oracle import DIRECTORY, key_of
from db.models.people import Unit
from db.scope import sees, visible

MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
CLOSED = {
    "audit", "audit_end", "command_key", "lease", "known_browser", "sign_in_ticket", "throttle", "credential",
    "recovery_code", "sign_in_session", "viewing", "outside_identity", "import_profile", "import_run", "import_row",
    "import_reject", "import_verdict", "import_seat", "import_entry", "import_lead", "import_link",
    "import_origin", "import_record",
}  # fmt: skip
"""Tables that no page reads by scope: they are refused to everybody in every way."""
PARENTS = {
    "policy": "customer_id customer", "claim": "policy_id policy", "claim_event": "claim_id claim",
    "premium_event": "policy_id policy", "opportunity": "customer_id customer", "ownership": "customer_id customer",
    "contact": "customer_id customer", "endorsement": "policy_id policy", "stage_change": "opportunity_id opportunity",
    "opportunity_origin": "opportunity_id opportunity", "close_date_change": "opportunity_id opportunity",
    "premium_change": "opportunity_id opportunity",
    "claim_party": "claim_id claim", "activity_participant": "activity_id activity",
    "comment": "day_plan_id day_plan", "lead_event": "lead_id lead",
}  # fmt: skip


def keys(entity):
    model = entity if isinstance(entity, type) else sa.inspect(entity).mapper.class_
    return [getattr(entity, column.name) for column in model.__table__.primary_key]


def named(model, rows):
    """Result rows of key columns as the oracle names them."""
    names = [column.name for column in model.__table__.primary_key]
    return {key_of(model.__tablename__, dict(zip(names, row, strict=True))) for row in rows}


# -- with scope: each answers a set of keys ----------------------------------------------------------------------------


def as_records(session, me, model):
    names = [column.name for column in model.__table__.primary_key]
    rows = session.exec(select(model).where(sees(me, model))).all()
    return {key_of(model.__tablename__, {name: getattr(row, name) for name in names}) for row in rows}


def as_columns(session, me, model):
    return named(model, session.execute(select(*keys(model)).where(sees(me, model))))


def as_alias(session, me, model):
    other = aliased(model)
    return named(model, session.execute(select(*keys(other)).where(sees(me, other))))


def as_union(session, me, model):
    first = keys(model)[0]
    halves = [select(*keys(model)).where(sees(me, model), half) for half in (first.is_not(None), first.is_(None))]
    return named(model, session.execute(sa.union(*halves)))


def as_subquery(session, me, model):
    inner = select(*keys(model)).where(sees(me, model)).subquery()
    return named(model, session.execute(select(*inner.c)))


def as_cte(session, me, model):
    inner = select(*keys(model)).where(sees(me, model)).cte()
    return named(model, session.execute(select(*inner.c)))


def as_group(session, me, model):
    asked = select(*keys(model)).where(sees(me, model)).group_by(*keys(model)).order_by(*keys(model))
    return named(model, session.execute(asked))


def as_outer_join(session, me, model):
    asked = select(*keys(model)).select_from(Unit).join(model, sees(me, model), isouter=True)
    return named(model, [row for row in session.execute(asked) if row[0] is not None])


def as_correlated(session, me, model):
    """Rows found twice: outside in scope, inside by an EXISTS over the same table in scope."""
    other = aliased(model)
    same = sa.and_(*(mine == theirs for mine, theirs in zip(keys(model), keys(other), strict=True)))
    twice = sa.exists(select(keys(other)[0]).where(same, sees(me, other)))
    return named(model, session.execute(select(*keys(model)).where(sees(me, model), twice)))


def as_visible(session, me, model):
    if len(keys(model)) > 1:
        return as_columns(session, me, model)
    return named(model, session.execute(select(*keys(model)).where(keys(model)[0].in_(visible(me, model)))))


SCOPED = (
    as_records, as_columns, as_alias, as_union, as_subquery, as_cte, as_group, as_outer_join, as_correlated, as_visible,
)  # fmt: skip


def count(session, me, model):
    return session.execute(select(sa.func.count()).select_from(model).where(sees(me, model))).scalar_one()


def count_inside(session, me, model):
    inner = select(sa.func.count(keys(model)[0])).where(sees(me, model)).scalar_subquery()
    return session.execute(select(inner)).scalar_one()


def pages(session, me, model):
    """The rows a page at a time, counted."""
    found = 0
    while True:
        page = select(*keys(model)).where(sees(me, model)).order_by(*keys(model)).limit(7).offset(found)
        rows = session.execute(page).all()
        found += len(rows)
        if len(rows) < 7:
            return found


COUNTED = (count, count_inside, pages)

# -- without scope: each must be refused -------------------------------------------------------------------------------


def lightweight(model):
    return sa.table(model.__tablename__, *(sa.column(column.name) for column in model.__table__.primary_key))


def statements(me, model, other):  # noqa: PLR0915 - a list
    """SELECTs on a table that lack the scope of it, by name; `other` is somebody else's actor."""
    key = keys(model)[0]
    alias = aliased(model)
    inner = select(key)
    name = model.__tablename__
    units = select(Unit.id)
    stranger = MODELS["lead" if name == "day_plan" else "day_plan"]
    yield "records", lambda: select(model)
    yield "column", lambda: inner
    yield "table", lambda: sa.select(model.__table__)
    yield "aggregate", lambda: select(sa.func.max(key))
    yield "count", lambda: select(sa.func.count()).select_from(model)
    yield "alias", lambda: select(keys(alias)[0])
    yield "alias beside scope", lambda: inner.join(alias, keys(alias)[0] >= key).where(sees(me, model))
    yield "join", lambda: units.join(model, key.is_not(None))
    yield "outer join", lambda: units.join(model, key.is_not(None), isouter=True)
    yield "guard on the far side", lambda: select(key).join(alias, sees(me, alias), isouter=True)
    yield "guard inside or", lambda: inner.where(sa.or_(sees(me, model), key.is_not(None)))
    yield "guard turned round", lambda: inner.where(~sees(me, model))
    yield "guard in having", lambda: inner.group_by(key).having(sees(me, model))
    yield "another's guard", lambda: inner.where(sees(other, model))
    yield "another column's guard", lambda: inner.where(col(key).in_(visible(me, stranger)))
    yield "union", lambda: sa.union(inner.where(sees(me, model)), inner)
    yield "subquery", lambda: select(*inner.subquery().c)
    yield "subquery alias", lambda: select(*inner.subquery().alias().c)
    yield "cte", lambda: select(*inner.cte().c)
    yield "cte beside", lambda: units.add_cte(inner.cte("beside"))
    yield "exists", lambda: units.where(sa.exists(inner))
    yield "exists in order", lambda: units.order_by(sa.exists(inner))
    yield "exists in group", lambda: select(sa.func.count()).select_from(Unit).group_by(sa.exists(inner))
    yield "scalar", lambda: select(select(sa.func.count(key)).scalar_subquery())
    yield (
        "scalar over a join",
        lambda: inner.where(sees(me, model)).add_columns(
            select(sa.func.max(key)).select_from(model).join(Unit, Unit.id > 0).scalar_subquery()
        ),
    )
    yield (
        "scalar not correlated",
        lambda: inner.where(sees(me, model)).add_columns(
            select(sa.func.max(key)).where(Unit.id > 0).correlate(None).scalar_subquery()
        ),
    )
    yield "limit", lambda: units.limit(select(sa.func.count(key)).scalar_subquery())
    yield "limit of a union", lambda: sa.union_all(units, units).limit(select(sa.func.count(key)).scalar_subquery())
    yield "in", lambda: units.where(col(Unit.id).in_(inner))
    yield "window", lambda: select(Unit.id, sa.func.max(Unit.id).over(order_by=inner.limit(1).scalar_subquery()))
    yield (
        "values",
        lambda: select(sa.values(sa.column("x", sa.Integer), name="v").data([(inner.limit(1).scalar_subquery(),)]).c.x),
    )
    yield "bundle", lambda: select(Bundle("all", key))
    yield "light table", lambda: sa.select(lightweight(model))
    yield "count of a light table", lambda: sa.select(sa.func.count()).select_from(lightweight(model))
    yield "sample", lambda: sa.select(sa.func.count()).select_from(sa.tablesample(model.__table__, 100))
    yield "text", lambda: sa.text(f"SELECT * FROM {name}")
    yield "records from text", lambda: select(model).from_statement(sa.text(f"SELECT * FROM {name}"))
    yield "text behind", lambda: inner.where(sees(me, model)).suffix_with(f"UNION SELECT {key.name} FROM {name}")
    yield "text before", lambda: inner.where(sees(me, model)).prefix_with("DISTINCT")
    yield "literal column", lambda: select(sa.literal_column("*")).select_from(model).where(sees(me, model))
    yield "unknown function", lambda: select(sa.func.query_to_xml(f"SELECT * FROM {name}"))
    yield "own operator", lambda: inner.where(sees(me, model), key.op("> 0 OR 0 <")(1))
    yield "loader option", lambda: units.options(with_loader_criteria(Unit, sa.exists(inner)))
    yield "changed after marking", lambda: visible(me, stranger).with_only_columns(key)
    yield "update", lambda: sa.update(model).values({key.name: key})
    yield "delete", lambda: sa.delete(model)
    yield "insert", lambda: sa.insert(model).from_select([key.name], inner)
    yield "update in a cte", lambda: units.add_cte(sa.delete(model).returning(key).cte("gone"))


def shortcuts(session, model, number):
    """Ways past a statement; each must be refused too."""
    wanted = number if len(keys(model)) == 1 else (number,) * len(keys(model))
    yield "get", lambda: session.get(model, wanted)
    yield "get_one", lambda: session.get_one(model, wanted)
    yield "merge", lambda: session.merge(model(**dict.fromkeys([key.name for key in keys(model)], number)))
    yield "query", lambda: session.query(model)
    yield "connection", session.connection
    yield "bulk_update_mappings", lambda: session.bulk_update_mappings(model, [])
    yield "bulk_insert_mappings", lambda: session.bulk_insert_mappings(model, [])
    yield "bulk_save_objects", lambda: session.bulk_save_objects([])
    yield "read_sql", lambda: pd.read_sql(select(model), session.connection())
    yield (
        "parameters",
        lambda: session.execute(select(keys(model)[0]).where(sees(session.actor, model)), {"person_id_1": number}),
    )


PROTECTED = sorted(set(MODELS) - set(DIRECTORY))
