"""Mail goes out by SMTP to a real server, with text, HTML and the headers that people and machines need."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from app.kernel import mail
from app.kernel.settings import Settings
from tests.support.ports import HOST, free_port
from tests.support.servers import Mailbox

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
    assert mail.send_all(settings_for(mailbox.port), mails) == 5
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
