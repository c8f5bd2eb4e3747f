"""One message a day to a group's bot, in the form that WeCom, DingTalk or Feishu takes: numbers alone, no names."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import SYSTEM
from db.config import config
from db.config_shape import BotForm
from db.errors import Refusal
from db.leases import leased
from db.mail import LOOPBACK
from db.models.notices import Notice, NoticeKind
from db.models.work import Activity, ActivityStatus
from db.periods import now
from db.session import reading

JOB, SECONDS = "webhook", 10.0
log = logging.getLogger(__name__)


def post_summary(day: date, *, orphans: int = 0) -> bool:
    """Tell the group the day's numbers, once a day; False where no bot is named, or it was told already."""
    url = os.environ.get("BAOKE_WEBHOOK_URL", "")
    if not url:
        return False
    form = form_for(url)
    with leased(JOB, day, again=False) as turn:
        if turn.mine:
            _post(url, form, _summary(day, orphans))
        return turn.mine


def form_for(url: str) -> BotForm:
    """The form that the bot's host takes; Refusal for a host that config.toml does not declare, or without TLS."""
    parts = urlsplit(url)
    form = config().notices.bot_hosts.get(parts.hostname or "")
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if form is None or not safe or parts.username:
        raise Refusal("mail.webhook", what=parts.hostname or "–")
    return form


def message(form: BotForm, text: str, *, at: int, secret: str = "") -> tuple[dict[str, Any], str]:
    """The body for that kind of bot, and what its address gets besides; signed where the bot has a secret."""
    if form == "feishu":
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            body |= {"timestamp": str(at), "sign": _sign(f"{at}\n{secret}", "")}
        return body, ""
    body = {"msgtype": "text", "text": {"content": text}}
    if form == "dingtalk" and secret:
        stamp = str(at * 1000)
        return body, f"&timestamp={stamp}&sign={quote(_sign(secret, f'{stamp}{chr(10)}{secret}'), safe='')}"
    return body, ""


def _sign(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _post(url: str, form: BotForm, text: str) -> None:
    # Not above: most branches name no bot, and the client is slow to load.
    import httpx

    body, besides = message(form, text, at=int(now().timestamp()), secret=os.environ.get("BAOKE_WEBHOOK_SECRET", ""))
    answered = httpx.post(url + besides, json=body, timeout=SECONDS, follow_redirects=False)
    answer = answered.json() if answered.is_success else {}
    # Each says 0 where it took the message, by another name.
    if next((answer[name] for name in ("errcode", "code", "StatusCode") if name in answer), -1) != 0:
        raise Refusal("mail.webhook", what=urlsplit(url).hostname or "–")


def _summary(day: date, orphans: int) -> str:
    since = now() - timedelta(hours=24)
    kinds = select(Notice.kind, sa.func.count()).where(col(Notice.at) >= since).group_by(col(Notice.kind))
    planned = select(sa.func.count()).where(
        col(Activity.planned_on) == day, col(Activity.status) == ActivityStatus.PLANNED
    )
    with reading(SYSTEM) as session:
        numbers = {NoticeKind(kind): int(many) for kind, many in session.exec(kinds)}
        open_today = int(session.exec(planned).one())
    params = {"day": day.isoformat(), "due": numbers.get(NoticeKind.DUE, 0), "planned": open_today}
    told = Refusal("post.summary", overdue=numbers.get(NoticeKind.OVERDUE, 0), **params).sentence("zh")
    return f"{told}\n{Refusal('orphans.alarm', many=orphans).sentence('zh')}" if orphans else told
