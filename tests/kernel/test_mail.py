"""Mail goes out by SMTP to a real server, with text, HTML and the headers that people and machines need."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage

import pytest

from app.kernel import mail
from app.kernel.mail import server
from app.kernel.settings import Settings
from tests.support.ports import HOST, free_port
from tests.support.servers import Mailbox
from tests.support.servers import mailbox as ascii_mailbox

ANA = mail.Mail(
    to="ana@example.org",
    name="Ana Łuczak",
    subject="3 things changed for you",
    text="Campaign approval: 'Print form' is gone.\n",
    html="<p>Campaign approval: <b>Print form</b> is gone.</p>",
    unsubscribe="https://stepwell.example/notices/leave/abc",
)


def settings_for(port: int) -> Settings:
    return Settings(smtp_host=HOST, smtp_port=port, mail_from="stepwell@example.org", organisation="Marketing")


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_a_mail_arrives_with_text_html_and_headers(mailbox: Mailbox) -> None:
    assert mail.send(settings_for(mailbox.port), ANA)
    [got] = mailbox.wait(1)
    assert mailbox.to("ana@example.org") == [got]
    assert "Print form" in part(got, "plain")
    assert "<b>Print form</b>" in part(got, "html")
    assert got["Subject"] == "3 things changed for you"
    assert got["From"] == "Marketing <stepwell@example.org>"
    assert "Łuczak" in got["To"]
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Unsubscribe"] == "<https://stepwell.example/notices/leave/abc>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["Message-ID"].endswith("@example.org>")
    assert got["Date"]


def test_many_mails_go_over_one_connection(mailbox: Mailbox) -> None:
    mails = [mail.Mail(to=f"p{n}@example.org", subject="Hello", text="Hi") for n in range(5)]
    with mail.connection(settings_for(mailbox.port)) as post:
        for one in mails:
            post.send(one)
    assert [box[0] for box in mailbox.recipients] == [f"p{n}@example.org" for n in range(5)]


def test_a_line_break_cannot_add_a_header(mailbox: Mailbox) -> None:
    wicked = mail.Mail(to="ana@example.org", subject="Hi\r\nBcc: eve@example.org", text="x", name="A\nB")
    mail.send(settings_for(mailbox.port), wicked)
    [got] = mailbox.wait(1)
    assert got["Bcc"] is None
    assert mailbox.recipients == [["ana@example.org"]]


def test_without_a_mail_server_nothing_is_sent() -> None:
    assert mail.send(Settings(), ANA) is False


def test_a_mail_server_that_is_away_is_said_in_words() -> None:
    with pytest.raises(mail.MailRefused, match="STEPWELL_SMTP_HOST"):
        mail.send(settings_for(free_port()), ANA)


def header(box: Mailbox, name: bytes) -> list[bytes]:
    lines = box.raw[-1].partition(b"\r\n\r\n")[0].split(b"\r\n")
    return [line for line in lines if line.lower().startswith(name.lower() + b":")]


def test_the_way_out_of_a_mail_stands_in_one_plain_line_however_long(mailbox: Mailbox) -> None:
    link = f"https://stepwell.example/unsubscribe/{'0123456789abcdef' * 8}"
    mail.send(settings_for(mailbox.port), replace(ANA, unsubscribe=link, thread="t" * 200, message_id="m" * 120))
    assert header(mailbox, b"List-Unsubscribe") == [f"List-Unsubscribe: <{link}>".encode()]
    assert header(mailbox, b"List-Unsubscribe-Post") == [b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    assert header(mailbox, b"References") == [b"References: <" + b"t" * 200 + b"@stepwell>"]
    assert header(mailbox, b"Message-ID") == [b"Message-ID: <" + b"m" * 120 + b"@example.org>"]
    mail.send(settings_for(mailbox.port), replace(ANA, unsubscribe="/unsubscribe/1"))
    assert header(mailbox, b"List-Unsubscribe") == [], "an address that leads nowhere is no way out"


def test_an_address_beyond_ascii_gets_mail_where_the_server_takes_it(mailbox: Mailbox) -> None:
    mail.send(settings_for(mailbox.port), replace(ANA, to="jörg@münchen.example"))
    assert mailbox.recipients == [["jörg@xn--mnchen-3ya.example"]]
    assert "To: Ana Łuczak <jörg@xn--mnchen-3ya.example>".encode() in header(mailbox, b"To")
    mail.send(settings_for(mailbox.port), replace(ANA, to="joerg@münchen.example"))
    assert mailbox.recipients[1] == ["joerg@xn--mnchen-3ya.example"]
    assert mailbox.raw[1].isascii()


@pytest.mark.parametrize("to", ['"a b"@example.org', "o'brien@example.org", "a@[127.0.0.1]"])
def test_rare_addresses_are_written_as_they_are(mailbox: Mailbox, to: str) -> None:
    mail.send(settings_for(mailbox.port), replace(ANA, to=to))
    assert mailbox.recipients == [[to]]
    assert f"<{to}>".encode() in header(mailbox, b"To")[0]


def test_a_server_without_such_addresses_refuses_them_for_good_in_words() -> None:
    with ascii_mailbox(utf8=False) as box, mail.connection(settings_for(box.port)) as post:
        with pytest.raises(mail.AddressRefused, match="SMTPUTF8"):
            post.send(replace(ANA, to="jörg@example.org"))
        post.send(ANA)
        assert box.recipients == [["ana@example.org"]]


@pytest.mark.parametrize(
    "to", ["ana@example.org\r\nBcc: eve@example.org", "ana@example.org, eve@example.org", "<a@b>", "a b@c.example",
           "ana", "", "ana@" + "x" * 70 + "ö.example", "a\x00@b.example"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused_before_anything_is_sent(mailbox: Mailbox, to: str) -> None:
    with pytest.raises(mail.AddressRefused):
        mail.send(settings_for(mailbox.port), replace(ANA, to=to))
    assert mailbox.asked == []


def test_half_a_character_is_no_reason_not_to_write(mailbox: Mailbox) -> None:
    mail.send(settings_for(mailbox.port), replace(ANA, subject="Hi \ud800", text="x\ud800", html="", name="A\ud800"))
    assert mailbox.mails[0]["Subject"] == "Hi ?"


def test_what_one_recipient_meets_does_not_keep_others_back(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SECONDS", 0.5)
    mailbox.answers = {"gone@example.org": "550 5.1.1 user unknown", "full@example.org": "452 4.2.2 full"}
    mailbox.silent = {"slow@example.org"}
    met = {}
    with mail.connection(settings_for(mailbox.port)) as post:
        for who in ("gone", "full", "slow", "ana"):
            try:
                post.send(replace(ANA, to=f"{who}@example.org"))
            except mail.MailRefused as error:
                met[who] = type(error)
    assert met == {"gone": mail.AddressRefused, "full": mail.MailRefused, "slow": mail.MailRefused}
    assert mailbox.recipients == [["ana@example.org"]]


def test_a_server_that_answers_nobody_is_asked_three_times_only(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SECONDS", 0.3)
    mailbox.silent = {f"p{n}@example.org" for n in range(10)}
    with mail.connection(settings_for(mailbox.port)) as post:
        for n in range(2):
            with pytest.raises(mail.MailRefused):
                post.send(replace(ANA, to=f"p{n}@example.org"))
        with pytest.raises(mail.ServerAway):
            post.send(replace(ANA, to="p2@example.org"))


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("jörg@münchen.example", True), ('"a b"@example.org', True), ("a@[127.0.0.1]", True),
        ("o'brien@example.org", True), ("a+b@example.org", True),
        ("ana@" + "x" * 70 + "ö.example", False), ("a\u200bna@example.org", False),
        ("ana@ö..example", False), ("\ud800@example.org", False),
    ],
)  # fmt: skip
def test_an_address_is_looked_at_before_anybody_writes_to_it(address: str, fits: bool) -> None:
    assert mail.can_be_addressed(address) is fits
