"""What goes out once a day: reminders, letters by a mail server, a message to a bot; twice is like once."""

import base64
import hashlib
import hmac
import json
import socketserver
import threading
from datetime import date
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlmodel import col, func, select

from db.access import SYSTEM
from db.commands.add_comment import add_comment
from db.commands.note_due import note_due
from db.commands.put_back_digest import put_back_digest
from db.commands.set_notices import set_notices
from db.commands.take_digest import take_digest
from db.config import config
from db.daily import run_daily
from db.digest import send_digests
from db.errors import Refusal
from db.mail import letter
from db.models.notices import Notice
from db.models.people import Person
from db.models.talk import ActivityParticipant
from db.periods import now
from db.run import run
from db.webhook import form_for, message, post_summary
from factories import activity, change, company, customer, hand_over, hire, one, opportunity, write

TODAY = date(2026, 6, 30)


class Letters(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs; what it takes is kept by the server."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
            if verb == "RCPT" and self.server.refuses:
                self.say("550 no such box")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 OK")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class Bot(BaseHTTPRequestHandler):
    """A group's bot: keeps what it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, json.loads(body)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"errcode": self.server.errcode}).encode())

    def log_message(self, *_args):
        pass


def serve(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def post_office(monkeypatch):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Letters)
    server.letters, server.refuses, server.daemon_threads = [], False, True
    monkeypatch.setenv("BAOKE_SMTP_URL", f"smtp://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("BAOKE_MAIL_FROM", "baoke@example.com")
    monkeypatch.setenv("BAOKE_URL", "https://baoke.example.com/")
    yield serve(server)
    server.shutdown()
    server.server_close()


@pytest.fixture
def bot(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Bot)
    server.told, server.errcode = [], 0
    monkeypatch.setenv("BAOKE_WEBHOOK_URL", f"http://127.0.0.1:{server.server_address[1]}/send?key=k")
    declared = config().notices.model_copy(update={"bot_hosts": {"127.0.0.1": "wecom"}})
    monkeypatch.setattr("db.webhook.config", lambda: config().model_copy(update={"notices": declared}))
    yield serve(server)
    server.shutdown()
    server.server_close()


@pytest.fixture
def li(url):
    company()
    li = hire("li", name="李娜")
    change(Person, li.person_id, email="li@example.com")
    return li


def kinds():
    from db.session import reading

    with reading(SYSTEM) as session:
        return sorted(str(kind) for kind in session.exec(select(Notice.kind)))


def remind():
    return run(note_due, SYSTEM, today=TODAY)


def test_what_is_due_and_what_is_overdue_is_told_once(li):
    chen, theirs = hire("chen", "manager"), customer(li)
    task = activity(theirs, "2026-06-30", li)
    write(ActivityParticipant(activity_id=task, person_id=chen.person_id, part="giver", joined_at=now()))
    activity(theirs, "2026-06-30", li)
    activity(theirs, "2026-06-26", li)
    activity(theirs, "2026-06-26", li, status="done")
    activity(theirs, "2026-05-01", li)
    opportunity(theirs, next_step_on=TODAY)
    opportunity(theirs, next_step_on=date(2026, 6, 29))
    opportunity(theirs, "lost", next_step_on=TODAY)
    assert remind() == (2, 2)
    assert remind() == (0, 0)
    assert kinds() == ["due", "due", "overdue", "overdue"]
    assert one(select(func.count(col(Notice.id))).where(Notice.person_id == li.person_id)) == 4


def test_a_reminder_goes_as_its_person_wants_it(li):
    activity(customer(li), "2026-06-29", li)
    run(set_notices, li, wanted={"overdue": (False, False)})
    remind()
    assert one(select(Notice.unread)) is None
    assert one(select(Notice.waits)) is None


def test_a_letter_says_what_waits_and_is_sent_once(li, post_office):
    chen = hire("chen", "manager", name="陈经理")
    theirs = customer(li, "华东物流")
    gone = customer(li, "西部矿业")
    for each in (theirs, gone):
        run(add_comment, chen, about="customer", record_id=each, text="请\n跟进")
    hand_over(gone, hire("far", unit="D2T1"), "2026-06-30")
    assert send_digests() == 1
    assert send_digests() == 0
    (sent,) = post_office.letters
    text = sent.get_content()
    assert (sent["To"], sent["Subject"]) == ("li@example.com", "保客：2 条通知")
    assert "· 陈经理 发表了评论 · 华东物流 · 请 跟进" in text
    assert f"https://baoke.example.com/customer?id={theirs}" in text
    # What is out of sight by now is not in the letter either.
    assert "西部矿业" not in text


def test_nobody_without_an_address_gets_a_letter_and_nothing_is_sent_without_a_server(li, monkeypatch):
    run(add_comment, hire("chen", "manager"), about="customer", record_id=customer(li), text="x")
    assert send_digests() == 0
    change(Person, li.person_id, email=None)
    monkeypatch.setenv("BAOKE_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setenv("BAOKE_MAIL_FROM", "baoke@example.com")
    assert send_digests() == 0


def test_what_the_server_does_not_take_waits_for_the_next_run(li, post_office):
    run(add_comment, hire("chen", "manager"), about="customer", record_id=customer(li), text="x")
    post_office.refuses = True
    assert send_digests() == 0
    post_office.refuses = False
    assert send_digests() == 1
    taken = one(select(Notice.id))
    assert run(take_digest, SYSTEM, person_id=li.person_id) == []
    assert run(put_back_digest, SYSTEM, notice_ids=[taken]) == 1
    assert run(take_digest, SYSTEM, person_id=li.person_id) == [taken]


def test_no_header_is_smuggled_into_a_letter(post_office):
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        letter("li@example.com\nBcc: all@example.com", "x", "y")


def test_the_day_reminds_writes_and_posts_and_the_same_day_again_does_not(li, post_office, bot):
    activity(customer(li), "2026-06-29", li)
    first = run_daily(TODAY)
    assert (first.due, first.overdue, first.mails, first.posted) == (0, 1, 1, True)
    again = run_daily(TODAY)
    assert (again.due, again.overdue, again.mails, again.posted) == (0, 0, 0, False)
    assert len(post_office.letters) == len(bot.told) == 1
    path, body = bot.told[0]
    assert path == "/send?key=k"
    assert body == {
        "msgtype": "text",
        "text": {"content": "保客 2026-06-30：今日计划活动 0 项，新增到期提醒 0 项、逾期提醒 1 项。"},
    }


def test_a_server_that_does_not_answer_does_not_undo_the_days_work(li, monkeypatch):
    monkeypatch.setenv("BAOKE_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setenv("BAOKE_MAIL_FROM", "baoke@example.com")
    activity(customer(li), "2026-06-29", li)
    done = run_daily(TODAY)
    assert (done.overdue, done.mails) == (1, 0)


def test_a_bot_that_refuses_is_told_again(li, bot):
    bot.errcode = 310000
    with pytest.raises(Refusal):
        post_summary(TODAY)
    bot.errcode = 0
    assert post_summary(TODAY)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
        "https://qyapi.weixin.qq.com@example.com/",
        "https://me@qyapi.weixin.qq.com/",
        "file:///etc/passwd",
    ],
)
def test_nothing_is_posted_to_a_host_that_is_not_declared(url):
    with pytest.raises(Refusal):
        form_for(url)


def test_each_bot_gets_the_form_it_takes():
    assert form_for("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k") == "wecom"
    assert form_for("https://oapi.dingtalk.com/robot/send?access_token=t") == "dingtalk"
    assert form_for("https://open.feishu.cn/open-apis/bot/v2/hook/h") == "feishu"
    assert message("wecom", "x", at=1) == ({"msgtype": "text", "text": {"content": "x"}}, "")
    body, besides = message("dingtalk", "x", at=1, secret="s")
    signed = base64.b64encode(hmac.new(b"s", b"1000\ns", hashlib.sha256).digest()).decode()
    assert body == {"msgtype": "text", "text": {"content": "x"}}
    assert besides == f"&timestamp=1000&sign={signed.replace('+', '%2B').replace('/', '%2F').replace('=', '%3D')}"
    signed = base64.b64encode(hmac.new(b"1\ns", b"", hashlib.sha256).digest()).decode()
    assert message("feishu", "x", at=1, secret="s") == (
        {"msg_type": "text", "content": {"text": "x"}, "timestamp": "1", "sign": signed},
        "",
    )
