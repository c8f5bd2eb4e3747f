"""Claims, costs and the ratios of both to premium."""

from __future__ import annotations

from db import parts as p
from db.figures import Basis, Unit, ratio, total

CLAIMS = (
    total(
        "claims",
        "赔案件数",
        "Claims",
        ("按报案日的赔案件数", "Claims, by the date reported"),
        p.OPENED,
        unit=Unit.COUNT,
        lower_is_better=True,
    ),
    total(
        "incurred_claims",
        "赔款",
        "Incurred claims",
        ("期内已付 + 期末未决 − 期初未决", "Paid in the period + closing − opening outstanding"),
        p.ESTIMATED,
        lower_is_better=True,
    ),
    total(
        "paid_claims",
        "已付赔款",
        "Paid claims",
        ("按支付日的赔款", "Claim payments, by payment date"),
        p.PAID,
        lower_is_better=True,
    ),
    total(
        "outstanding_claims",
        "未决赔款",
        "Outstanding claims",
        ("截至期末：估损 − 已付（不含 IBNR）", "Case estimates not yet paid (without IBNR)"),
        p.ESTIMATED,
        p.minus(p.PAID),
        basis=Basis.BALANCE,
        lower_is_better=True,
    ),
    total(
        "costs",
        "费用",
        "Costs",
        (
            "按发生日的获客、服务、礼品、佣金、工时费用",
            "Acquisition, service, gift, commission and time costs, by booking date",
        ),
        p.COSTS,
        lower_is_better=True,
    ),
    total(
        "claims_and_costs",
        "赔款与费用",
        "Claims and costs",
        ("赔款 + 费用", "Incurred claims + costs"),
        p.ESTIMATED,
        p.COSTS,
        lower_is_better=True,
    ),
    ratio(
        "loss_ratio",
        "综合赔付率",
        "Loss ratio",
        ("赔款 ÷ 已赚保费", "Incurred claims ÷ earned premium"),
        "incurred_claims",
        "earned_premium",
        lower_is_better=True,
    ),
    ratio(
        "simple_loss_ratio",
        "简单赔付率",
        "Simple loss ratio",
        (
            "（已付 + 未决）÷ 签单保费；只与综合赔付率并列显示",
            "(Paid + outstanding) ÷ signed; only beside the earned one",
        ),
        "incurred_claims",
        "signed_premium",
        lower_is_better=True,
    ),
    ratio(
        "expense_ratio",
        "费用率",
        "Expense ratio",
        ("费用 ÷ 已赚保费", "Costs ÷ earned premium"),
        "costs",
        "earned_premium",
        lower_is_better=True,
    ),
    ratio(
        "combined_ratio",
        "综合成本率",
        "Combined ratio",
        ("综合赔付率 + 费用率", "Loss ratio + expense ratio"),
        "claims_and_costs",
        "earned_premium",
        lower_is_better=True,
    ),
)
