"""What stands on the board, as texts in the reader's language: the browser only places them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components.stages import stage_name
from components.words import plain, short_money
from db.access import Actor
from db.config import config
from db.models.people import Role
from db.periods import today
from db.queries.opportunities import OpportunityRow, Pile
from db.rights import may
from db.rules.chances import Chance

Drawn = dict[str, Any]


def piles_drawn(me: Actor, kind: str, piles: Sequence[Pile], past: Mapping[str, Chance]) -> Drawn:
    """The piles in order, then the ends, which are shown to put cards on."""
    ends = [stage for stage in config().stages.of(kind) if stage.outcome]
    words = {name: plain(f"board.{name}") for name in ("keys", "moving", "drop", "empty")}
    closing = [{"id": end.code, "title": stage_name(kind, end.code), "end": True, "cards": []} for end in ends]
    running = [_pile(me, kind, pile, past.get(pile.stage)) for pile in piles]
    return {"piles": [*running, *closing], "words": words, "may": may(me, "advance_opportunity")}


def _pile(me: Actor, kind: str, pile: Pile, past: Chance | None) -> Drawn:
    stage = config().stages.stage(kind, pile.stage)
    more = pile.count - len(pile.rows)
    return {
        "id": pile.stage,
        "title": stage_name(kind, pile.stage),
        "count": f"{pile.count:,}",
        "sum": short_money(pile.premium),
        "chance": _chance(stage.probability, past) if stage else "",
        "next": list(stage.next) if stage else [],
        "cards": [_card(me, row) for row in pile.rows],
        "more": plain("board.more", rows=more) if more > 0 else "",
        "list": f"opportunities?kind={kind}&stage={pile.stage}",
        "end": False,
    }


def _chance(judged: int, past: Chance | None) -> str:
    if past is None or past.share is None or past.whole:
        return plain("board.judged", judged=judged)
    return plain("board.chance", judged=judged, past=round(past.share * 100), cases=past.cases)


def _card(me: Actor, row: OpportunityRow) -> Drawn:
    who = row.customer if me.role is Role.SALESPERSON else f"{row.customer} · {row.owner}"
    when = f" · {row.next_step_on:%m-%d}" if row.next_step_on else ""
    late = row.expected_close < today()
    flags = [
        *([plain("sales.stalled")] if row.stalled else []),
        *([plain("board.late")] if late else []),
        *([plain("board.put_off", times=row.slips)] if row.slips > 1 else []),
        *([plain("sales.flagged")] if row.key else []),
    ]
    return {
        "id": row.id,
        "version": row.version,
        "title": row.title,
        "who": who,
        "premium": short_money(row.expected_premium),
        "days": plain("board.days", days=(today() - row.stage_since).days),
        "step": f"→ {row.next_step}{when}" if row.next_step else "",
        "late": row.stalled,
        "flags": flags,
        "href": f"opportunity?id={row.id}",
    }
