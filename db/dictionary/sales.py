"""Leads, opportunities, targets."""

from __future__ import annotations

from db import parts as p
from db.figures import Basis, Unit, ratio, total

SALES = (
    total("leads", "线索", "Leads", ("期内收到的线索", "Leads received in the period"), p.LEADS, unit=Unit.COUNT),
    total(
        "opportunities",
        "商机",
        "Opportunities",
        ("期内建立的商机数", "Opportunities opened in the period"),
        p.OPPORTUNITIES,
        unit=Unit.COUNT,
    ),
    total(
        "pipeline",
        "在途保费",
        "Pipeline",
        ("进行中商机的预计保费", "Expected premium of open opportunities"),
        p.PIPELINE,
        basis=Basis.STOCK,
    ),
    total(
        "weighted_pipeline",
        "加权在途保费",
        "Weighted pipeline",
        ("进行中商机的预计保费 × 判断概率", "Expected premium × judged probability"),
        p.WEIGHTED,
        basis=Basis.STOCK,
    ),
    total(
        "signed_target",
        "签单目标",
        "Signed premium target",
        ("期内各月签单目标之和", "Σ monthly targets of signed premium"),
        p.target("signed_premium"),
    ),
    total(
        "target_left",
        "目标差额",
        "Target left",
        ("签单目标 − 签单保费", "Target − signed premium"),
        p.target("signed_premium"),
        p.minus(p.SIGNED),
    ),
    ratio(
        "coverage",
        "覆盖率",
        "Coverage",
        ("加权在途保费 ÷ 目标差额", "Weighted pipeline ÷ target left"),
        "weighted_pipeline",
        "target_left",
    ),
    total("won", "赢单", "Won", ("期内赢单的商机数", "Opportunities won in the period"), p.WON, unit=Unit.COUNT),
    total(
        "decided",
        "已决商机",
        "Decided",
        ("期内赢单与输单的商机数", "Opportunities won or lost in the period"),
        p.WON,
        p.LOST,
        unit=Unit.COUNT,
    ),
    ratio("win_rate", "赢单率", "Win rate", ("赢单 ÷（赢单 + 输单）", "Won ÷ (won + lost)"), "won", "decided"),
    total(
        "days_in_stages",
        "阶段停留天数",
        "Days in stages",
        ("期内离开阶段前停留的天数之和", "Σ days spent in the stages left in the period"),
        p.STAGE_DAYS,
        unit=Unit.DAYS,
    ),
    total(
        "stages_left",
        "离开阶段次数",
        "Stages left",
        ("期内离开阶段的次数", "Stages left in the period"),
        p.STAGES_LEFT,
        unit=Unit.COUNT,
    ),
    ratio(
        "stage_days",
        "平均阶段天数",
        "Days per stage",
        ("停留天数 ÷ 离开阶段次数", "Days in stages ÷ stages left"),
        "days_in_stages",
        "stages_left",
        unit=Unit.DAYS,
        lower_is_better=True,
    ),
    total(
        "stalled",
        "停滞商机",
        "Stalled",
        ("超过阶段应有天数无新证据的商机", "Open opportunities without new evidence for longer than their stage bears"),
        p.STALLED,
        unit=Unit.COUNT,
        basis=Basis.STOCK,
        lower_is_better=True,
    ),
)
