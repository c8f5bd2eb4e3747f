"""The open opportunities behind the weighted pipeline that covers what is left of the target."""

from __future__ import annotations

from db.access import Actor
from db.drill import Drill, drill_rows
from db.memory import remembered
from db.periods import Period, today
from db.pipeline import PAGE
from db.session import ActorSession


def coverage_rows(
    session: ActorSession, actor: Actor, where: tuple[tuple[str, str], ...], *, limit: int, offset: int = 0
) -> Drill:
    """A page of the entries of `weighted_pipeline`, the largest first; `where` maps dimensions to codes."""

    def work_out() -> Drill:
        page = {"limit": limit, "offset": offset, "order": "-amount"}
        return drill_rows(session, actor, "weighted_pipeline", period=Period(), where=dict(where), **page)  # type: ignore[arg-type]

    key = ("pipeline_coverage", where, limit, offset, today())
    return remembered(session, key, work_out) if limit <= PAGE else work_out()
