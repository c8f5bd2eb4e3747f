"""Premium: signed, recognised, received, earned, outstanding."""

from __future__ import annotations

from db import parts as p
from db.figures import Basis, Unit, ratio, total

PREMIUM = (
    total(
        "signed_premium",
        "签单保费",
        "Signed premium",
        ("按签单日：保单保费 + 批改增减（增为正，退为负）", "Σ policies + endorsement deltas, by signing date"),
        p.SIGNED,
    ),
    total(
        "recognised_premium",
        "保费收入",
        "Recognised premium",
        ("与签单保费同额，按起保日计入", "The signed amounts, by the date cover starts"),
        p.RECOGNISED,
    ),
    total(
        "received_premium",
        "实收保费",
        "Received premium",
        ("按收付日：收款 − 退款", "Receipts − refunds, by receipt date"),
        p.RECEIVED,
    ),
    total(
        "earned_premium",
        "已赚保费",
        "Earned premium",
        (
            "保费 × 期内保险天数 ÷ 保险期天数；批改自生效日起算；未扣再保",
            "Premium × days of cover in the period ÷ days of term; a delta from its own effective date; gross",
        ),
        p.EARNED,
    ),
    total(
        "receivable",
        "应收保费",
        "Outstanding premium",
        (
            "截至期末：保费收入 − 实收 − 核销（以后各期分期自起保日即计）",
            "Recognised to date − received − written off; later instalments count from the start of cover",
        ),
        p.RECOGNISED,
        p.minus(p.RECEIVED),
        p.minus(p.WRITTEN_OFF),
        basis=Basis.BALANCE,
        lower_is_better=True,
    ),
    total(
        "written_off_premium",
        "核销保费",
        "Premium written off",
        ("按核销日：核销金额", "Write-offs, by booking date"),
        p.WRITTEN_OFF,
        lower_is_better=True,
    ),
    total(
        "overdue_premium",
        "逾期保费",
        "Overdue premium",
        ("截至期末：已过约定缴费日仍未收的分期", "Instalments past their contractual due date and not received"),
        p.OVERDUE,
        basis=Basis.STOCK,
        lower_is_better=True,
    ),
    total(
        "forgone_premium",
        "放弃保费",
        "Forgone premium",
        (
            "保障提前终止且未退费部分：终止日以后的保费",
            "What would have been earned after cover ended early without return",
        ),
        p.FORGONE,
        lower_is_better=True,
    ),
    ratio(
        "receivable_ratio",
        "应收率",
        "Receivable ratio",
        ("应收保费 ÷ 最近12个月保费收入", "Receivable ÷ recognised premium of the last 12 months"),
        "receivable",
        "recognised_premium_12m",
        lower_is_better=True,
        basis=Basis.BALANCE,
    ),
    total(
        "recognised_premium_12m",
        "近12个月保费收入",
        "Recognised premium, 12 months",
        ("截至期末最近12个月的保费收入", "Recognised premium of the 12 months up to the end of the period"),
        p.RECOGNISED,
        basis=Basis.ROLLING,
    ),
    total(
        "policies",
        "签单件数",
        "Policies signed",
        ("按签单日的保单件数", "Policies, by signing date"),
        p.POLICIES,
        unit=Unit.COUNT,
    ),
    total(
        "new_customers",
        "新增客户",
        "New customers",
        ("首张保单在期内起保的客户数", "Customers whose first effective policy starts in the period"),
        p.NEW_CUSTOMERS,
        unit=Unit.COUNT,
    ),
)
