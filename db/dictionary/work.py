"""What people planned and did."""

from __future__ import annotations

from db import parts as p
from db.figures import Unit, ratio, total

WORK = (
    total("visits", "拜访", "Visits", ("期内完成的拜访", "Visits done in the period"), p.VISITS, unit=Unit.COUNT),
    total(
        "effective_visits",
        "有效拜访",
        "Effective visits",
        (
            "完成时记下新事实的拜访：需求、竞争对手、预计保费、联系人，或写明内容和日期的下一步",
            "Visits closed with a new fact: needs, competitor, expected premium, contact, or a dated next step",
        ),
        p.EFFECTIVE_VISITS,
        unit=Unit.COUNT,
    ),
    total(
        "planned",
        "计划活动",
        "Planned activities",
        (
            "期内计划的活动，含代班接手的，不含取消及计划提交后新增的",
            "Planned for the period or taken over by a cover; not cancelled, nor added after the plan was handed in",
        ),
        p.PLANNED,
        unit=Unit.COUNT,
    ),
    total(
        "kept",
        "完成计划",
        "Planned and done",
        ("期内计划且已完成的活动", "Of those, the ones done"),
        p.KEPT,
        unit=Unit.COUNT,
    ),
    ratio(
        "plan_kept", "计划完成率", "Plan kept", ("完成计划 ÷ 计划活动", "Planned and done ÷ planned"), "kept", "planned"
    ),
)
