"""Every figure, declared once: label, formula in words, unit, basis, and what it adds up; and every dimension."""

from __future__ import annotations

from typing import Any

from db import parts as p
from db.errors import Unknown
from db.figures import Basis, Dimension, DimensionKind, Metric, Part, Unit

BALANCE, STOCK = Basis.BALANCE, Basis.STOCK
COUNT, DAYS = Unit.COUNT, Unit.DAYS


def _sum(name: str, zh: str, en: str, formulas: tuple[str, str], *parts: Part, **more: Any) -> Metric:
    return Metric(name, zh, en, *formulas, parts=parts, **more)


def _ratio(name: str, zh: str, en: str, formulas: tuple[str, str], over: str, under: str, **more: Any) -> Metric:
    return Metric(name, zh, en, *formulas, over=over, under=under, **{"unit": Unit.RATIO, **more})


_PREMIUM = (
    _sum(
        "signed_premium", "签单保费", "Signed premium",
        ("按签单日：保单保费 + 批改增减（增为正，退为负）", "Σ policies + endorsement deltas, by signing date"),
        p.SIGNED,
    ),
    _sum(
        "recognised_premium", "保费收入", "Recognised premium",
        ("与签单保费同额，按起保日计入", "The signed amounts, by the date cover starts"),
        p.RECOGNISED,
    ),
    _sum(
        "received_premium", "实收保费", "Received premium",
        ("按收付日：收款 − 退款", "Receipts − refunds, by receipt date"),
        p.RECEIVED,
    ),
    _sum(
        "earned_premium", "已赚保费", "Earned premium",
        ("保费 × 期内保险天数 ÷ 保险期天数；批改自生效日起算；未扣再保", "Premium × days of cover in the period ÷ days of term; a delta from its own effective date; gross"),
        p.EARNED,
    ),
    _sum(
        "receivable", "应收保费", "Outstanding premium",
        ("截至期末：保费收入 − 实收 − 核销（以后各期分期自起保日即计）", "Recognised to date − received − written off; later instalments count from the start of cover"),
        p.RECOGNISED, p.minus(p.RECEIVED), p.minus(p.WRITTEN_OFF), basis=BALANCE, lower_is_better=True,
    ),
    _sum(
        "written_off_premium", "核销保费", "Premium written off",
        ("按核销日：核销金额", "Write-offs, by booking date"),
        p.WRITTEN_OFF, lower_is_better=True,
    ),
    _sum(
        "overdue_premium", "逾期保费", "Overdue premium",
        ("截至期末：已过约定缴费日仍未收的分期", "Instalments past their contractual due date and not received"),
        p.OVERDUE, basis=STOCK, lower_is_better=True,
    ),
    _sum(
        "forgone_premium", "放弃保费", "Forgone premium",
        ("保障提前终止且未退费部分：终止日以后的保费", "What would have been earned after cover ended early without return"),
        p.FORGONE, lower_is_better=True,
    ),
    _ratio(
        "receivable_ratio", "应收率", "Receivable ratio",
        ("应收保费 ÷ 最近12个月保费收入", "Receivable ÷ recognised premium of the last 12 months"),
        "receivable", "recognised_premium_12m", lower_is_better=True, basis=BALANCE,
    ),
    _sum(
        "recognised_premium_12m", "近12个月保费收入", "Recognised premium, 12 months",
        ("截至期末最近12个月的保费收入", "Recognised premium of the 12 months up to the end of the period"),
        p.RECOGNISED, basis=Basis.ROLLING,
    ),
    _sum(
        "policies", "签单件数", "Policies signed",
        ("按签单日的保单件数", "Policies, by signing date"),
        p.POLICIES, unit=COUNT,
    ),
    _sum(
        "new_customers", "新增客户", "New customers",
        ("首张保单在期内起保的客户数", "Customers whose first effective policy starts in the period"),
        p.NEW_CUSTOMERS, unit=COUNT,
    ),
)

_CLAIMS = (
    _sum(
        "claims", "赔案件数", "Claims",
        ("按报案日的赔案件数", "Claims, by the date reported"),
        p.OPENED, unit=COUNT, lower_is_better=True,
    ),
    _sum(
        "incurred_claims", "赔款", "Incurred claims",
        ("期内已付 + 期末未决 − 期初未决", "Paid in the period + closing − opening outstanding"),
        p.ESTIMATED, lower_is_better=True,
    ),
    _sum(
        "paid_claims", "已付赔款", "Paid claims",
        ("按支付日的赔款", "Claim payments, by payment date"),
        p.PAID, lower_is_better=True,
    ),
    _sum(
        "outstanding_claims", "未决赔款", "Outstanding claims",
        ("截至期末：估损 − 已付（不含 IBNR）", "Case estimates not yet paid (without IBNR)"),
        p.ESTIMATED, p.minus(p.PAID), basis=BALANCE, lower_is_better=True,
    ),
    _sum(
        "costs", "费用", "Costs",
        ("按发生日的获客、服务、礼品、佣金、工时费用", "Acquisition, service, gift, commission and time costs, by booking date"),
        p.COSTS, lower_is_better=True,
    ),
    _sum(
        "claims_and_costs", "赔款与费用", "Claims and costs",
        ("赔款 + 费用", "Incurred claims + costs"),
        p.ESTIMATED, p.COSTS, lower_is_better=True,
    ),
    _ratio(
        "loss_ratio", "综合赔付率", "Loss ratio",
        ("赔款 ÷ 已赚保费", "Incurred claims ÷ earned premium"),
        "incurred_claims", "earned_premium", lower_is_better=True,
    ),
    _ratio(
        "simple_loss_ratio", "简单赔付率", "Simple loss ratio",
        ("（已付 + 未决）÷ 签单保费；只与综合赔付率并列显示", "(Paid + outstanding) ÷ signed; only beside the earned one"),
        "incurred_claims", "signed_premium", lower_is_better=True,
    ),
    _ratio(
        "expense_ratio", "费用率", "Expense ratio",
        ("费用 ÷ 已赚保费", "Costs ÷ earned premium"),
        "costs", "earned_premium", lower_is_better=True,
    ),
    _ratio(
        "combined_ratio", "综合成本率", "Combined ratio",
        ("综合赔付率 + 费用率", "Loss ratio + expense ratio"),
        "claims_and_costs", "earned_premium", lower_is_better=True,
    ),
)

_BOOK = (
    _sum(
        "policies_in_force", "有效保单", "Policies in force",
        ("期末当日保障有效的保单件数", "Policies whose cover holds on the last day"),
        p.IN_FORCE, unit=COUNT, basis=STOCK, series=(p.STARTED, p.minus(p.ENDED)),
    ),
    _sum(
        "premium_in_force", "有效保费", "Premium in force",
        ("期末当日有效保单的保费，含已生效批改", "Premium of the policies in force, with endorsements in effect"),
        p.PREMIUM_IN_FORCE, p.ENDORSED_IN_FORCE, basis=STOCK, series=p.PREMIUM_SERIES,
    ),
    _sum(
        "orphan_policies", "孤儿单", "Orphan policies",
        ("有效且无在职服务人员的保单", "In force, with no active servicing person"),
        p.ORPHANED, unit=COUNT, basis=STOCK, lower_is_better=True,
    ),
    _sum(
        "customers", "客户数", "Customers",
        ("今日归属的客户数", "Customers by today's owner"),
        p.CUSTOMERS, unit=COUNT, basis=STOCK,
    ),
    _sum(
        "high_value_customers", "高价值客户", "High-value customers",
        ("符合 config.toml 规则的客户数，按今日归属", "Customers that meet the rule in config.toml, by today's owner"),
        p.HIGH_VALUE, unit=COUNT, basis=STOCK,
    ),
    _sum(
        "renewals_due", "待续保单", "Renewals due",
        ("近期到期、尚无续保单的有效保单", "Policies in force that expire soon and have no renewal yet"),
        p.RENEWALS_DUE, unit=COUNT, basis=STOCK,
    ),
    _sum("expiring", "到期保单", "Expiring policies", ("期内到期的保单件数", "Policies whose term ends in the period"), p.EXPIRING, unit=COUNT),
    _sum("renewed", "已续保单", "Renewed policies", ("期内到期且已续保的件数", "Of the expiring policies, those renewed"), p.RENEWED, unit=COUNT),
    _sum(
        "matured", "可续已结保单", "Matured and eligible",
        ("到期件数 − 停业或标的灭失 − 尚无结果", "Expiring − ceased − still open"),
        p.MATURED, unit=COUNT,
    ),
    _sum("expiring_premium", "到期保费", "Expiring premium", ("期内到期保单的保费", "Premium of the policies expiring in the period"), p.EXPIRING_PREMIUM),
    _sum("renewed_premium", "续保保费", "Renewed premium", ("到期保单的续保保费", "Premium of the renewals of the expiring policies"), p.RENEWED_PREMIUM),
    _sum("kept_premium", "同口径续保保费", "Premium kept", ("Σ min(新保费, 旧保费)", "Σ min(new, old) of the renewed"), p.KEPT_PREMIUM),
    _ratio("renewal_rate", "续保率", "Renewal rate", ("已续件数 ÷ 到期件数", "Renewed ÷ expiring, by count, gross"), "renewed", "expiring"),
    _ratio(
        "renewal_rate_matured", "续保率（可续已结）", "Renewal rate, matured",
        ("已续件数 ÷ 可续且已有结果的件数", "Renewed ÷ eligible and matured, by count"),
        "renewed", "matured",
    ),
    _ratio(
        "renewal_rate_premium", "续保率（保费）", "Renewal rate by premium",
        ("续保保费 ÷ 到期保费", "Premium of renewals ÷ expiring premium"),
        "renewed_premium", "expiring_premium",
    ),
    _ratio(
        "renewal_rate_like_for_like", "续保率（同口径）", "Renewal rate, like for like",
        ("Σ min(新, 旧) ÷ Σ 旧", "Σ min(new, old) ÷ Σ old"),
        "kept_premium", "expiring_premium",
    ),
)

_SALES = (
    _sum("leads", "线索", "Leads", ("期内收到的线索", "Leads received in the period"), p.LEADS, unit=COUNT),
    _sum("opportunities", "销售机会", "Opportunities", ("期内建立的机会数", "Opportunities opened in the period"), p.OPPORTUNITIES, unit=COUNT),
    _sum("pipeline", "在途保费", "Pipeline", ("进行中机会的预计保费", "Expected premium of open opportunities"), p.PIPELINE, basis=STOCK),
    _sum(
        "weighted_pipeline", "加权在途保费", "Weighted pipeline",
        ("进行中机会的预计保费 × 判断概率", "Expected premium × judged probability"),
        p.WEIGHTED, basis=STOCK,
    ),
    _sum("signed_target", "签单目标", "Signed premium target", ("期内各月签单目标之和", "Σ monthly targets of signed premium"), p.target("signed_premium")),
    _sum("target_left", "目标差额", "Target left", ("签单目标 − 签单保费", "Target − signed premium"), p.target("signed_premium"), p.minus(p.SIGNED)),
    _ratio("coverage", "覆盖率", "Coverage", ("加权在途保费 ÷ 目标差额", "Weighted pipeline ÷ target left"), "weighted_pipeline", "target_left"),
    _sum("won", "赢单", "Won", ("期内赢单的机会数", "Opportunities won in the period"), p.WON, unit=COUNT),
    _sum("decided", "已决机会", "Decided", ("期内赢单与输单的机会数", "Opportunities won or lost in the period"), p.WON, p.LOST, unit=COUNT),
    _ratio("win_rate", "赢单率", "Win rate", ("赢单 ÷（赢单 + 输单）", "Won ÷ (won + lost)"), "won", "decided"),
    _sum("days_in_stages", "阶段停留天数", "Days in stages", ("期内离开阶段前停留的天数之和", "Σ days spent in the stages left in the period"), p.STAGE_DAYS, unit=DAYS),
    _sum("stages_left", "离开阶段次数", "Stages left", ("期内离开阶段的次数", "Stages left in the period"), p.STAGES_LEFT, unit=COUNT),
    _ratio(
        "stage_days", "平均阶段天数", "Days per stage",
        ("停留天数 ÷ 离开阶段次数", "Days in stages ÷ stages left"),
        "days_in_stages", "stages_left", unit=DAYS, lower_is_better=True,
    ),
    _sum("stalled", "停滞机会", "Stalled", ("超过阶段应有天数无新证据的机会", "Open opportunities without new evidence for longer than their stage bears"), p.STALLED, unit=COUNT, basis=STOCK, lower_is_better=True),
)

_WORK = (
    _sum("visits", "拜访", "Visits", ("期内完成的拜访", "Visits done in the period"), p.VISITS, unit=COUNT),
    _sum("effective_visits", "有效拜访", "Effective visits", ("记录了新事实的拜访", "Visits that recorded a new fact"), p.EFFECTIVE_VISITS, unit=COUNT),
    _sum("planned", "计划活动", "Planned activities", ("期内计划的活动，不含取消", "Activities planned for the period, without cancelled ones"), p.PLANNED, unit=COUNT),
    _sum("kept", "完成计划", "Planned and done", ("期内计划且已完成的活动", "Of those, the ones done"), p.KEPT, unit=COUNT),
    _ratio("plan_kept", "计划完成率", "Plan kept", ("完成计划 ÷ 计划活动", "Planned and done ÷ planned"), "kept", "planned"),
)

METRICS: dict[str, Metric] = {one.name: one for one in (*_PREMIUM, *_CLAIMS, *_BOOK, *_SALES, *_WORK)}

_TIME, _UNIT, _PERSON = DimensionKind.TIME, DimensionKind.UNIT, DimensionKind.PERSON
DIMENSIONS: dict[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("day", "日", "Day", _TIME),
        Dimension("month", "月", "Month", _TIME),
        Dimension("quarter", "季度", "Quarter", _TIME),
        Dimension("year", "年", "Year", _TIME),
        Dimension("company", "公司", "Company", _UNIT),
        Dimension("department", "部门", "Department", _UNIT),
        Dimension("team", "团队", "Team", _UNIT),
        Dimension("salesperson", "业务员", "Salesperson", _PERSON),
        Dimension("line", "险类", "Line"),
        Dimension("product", "险种", "Product"),
        Dimension("region", "地区", "Region"),
        Dimension("channel", "渠道", "Channel"),
        Dimension("business_type", "业务类型", "Business type"),
        Dimension("tier", "客户等级", "Customer tier"),
        Dimension("customer", "客户", "Customer"),
        Dimension("stage", "阶段", "Stage"),
    )
}

CODES: dict[tuple[str, str], tuple[str, str]] = {
    ("channel", "agent"): ("个人代理", "Agent"),
    ("channel", "broker"): ("经纪", "Broker"),
    ("channel", "direct"): ("直销", "Direct"),
    ("channel", "bancassurance"): ("银保", "Bancassurance"),
    ("channel", "online"): ("线上", "Online"),
    ("business_type", "new"): ("新保", "New"),
    ("business_type", "switched"): ("转保", "Switched in"),
    ("business_type", "renewal"): ("续保", "Renewal"),
    ("tier", "high"): ("高价值", "High value"),
    ("tier", "standard"): ("普通", "Standard"),
    ("region", "rural"): ("乡村", "Rural"),
    ("region", "urban"): ("城区", "Urban"),
}
"""(dimension, code) → zh, en, where the code is a fixed one."""


def metric(name: str) -> Metric:
    """The declared figure of that name; raises Unknown with the choices."""
    if name not in METRICS:
        raise Unknown("core.unknown_metric", name=name, choices=sorted(METRICS))
    return METRICS[name]


def dimension(name: str) -> Dimension:
    """The declared dimension of that name; raises Unknown with the choices."""
    if name not in DIMENSIONS:
        raise Unknown("core.unknown_dimension", name=name, choices=list(DIMENSIONS))
    return DIMENSIONS[name]
