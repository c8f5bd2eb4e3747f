"""Every figure, declared once: label, formula in words, unit, basis, and what it adds up; and every dimension."""

from __future__ import annotations

from db.dictionary.book import BOOK
from db.dictionary.claims import CLAIMS
from db.dictionary.premium import PREMIUM
from db.dictionary.sales import SALES
from db.dictionary.work import WORK
from db.errors import Unknown
from db.figures import Dimension, DimensionKind, Metric

METRICS: dict[str, Metric] = {one.name: one for one in (*PREMIUM, *CLAIMS, *BOOK, *SALES, *WORK)}

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
        Dimension("source", "来源", "Source"),
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
