"""Mails that a model sends, in the dialects that models say them in: settings to, subject, text, html, retries."""

from __future__ import annotations

import re
from typing import Any

from processes.engine.normalise.context import Element, S, text_of
from processes.engine.normalise.services import feel_values as feel
from processes.engine.normalise.services import inputs
from processes.expressions import templates
from processes.expressions.templates import CannotKeep
from processes.messages import _

# How connector templates and operators name the parts of a mail.
NAMES = {
    "to": ("to", "smtpAction.to", "data.smtpAction.to", "email_to", "recipient"),
    "subject": ("subject", "smtpAction.subject", "data.smtpAction.subject", "email_subject"),
    "text": ("text", "body", "smtpAction.body", "data.smtpAction.body", "email_body", "content"),
    "html": ("html", "smtpAction.htmlBody", "data.smtpAction.htmlBody", "email_body_html"),
}


def mail_of(node: Element) -> dict[str, Any] | None:
    """The settings of a step that sends a mail, None for other steps; CannotKeep where they are amiss."""
    for read in (_own, _zeebe, _camunda, _spiff, _flowable):
        found = read(node)
        if found is not None:
            settings = {name: value for name, value in found.items() if value not in (None, "", [])}
            if not {"to", "subject"} <= settings.keys() or not ({"text", "html"} & settings.keys()):
                raise CannotKeep(_("it does not say to whom, about what or which text it sends"))
            return settings
    return None


def _own(node: Element) -> dict[str, Any] | None:
    mail = next(iter(node.iter(S + "mail")), None)
    to = (mail.get("to") if mail is not None else None) or inputs.own_attribute(node, "mail")
    if not to:
        return None
    subject = (mail.get("subject") if mail is not None else None) or inputs.own_attribute(node, "subject")
    text = next((text_of(e) for e in node.iter(S + "text")), "") or inputs.own_attribute(node, "text")
    if mail is not None and not text:
        text = text_of(mail)
    return {name: templates.text(said) for name, said in (("to", to), ("subject", subject), ("text", text))}


def _zeebe(node: Element) -> dict[str, Any] | None:
    kind, retries = inputs.task_type(node)
    if not re.fullmatch(r"io\.camunda:email:\d+", kind):
        return None
    return _by_part({name: feel.value(source) for name, source in inputs.zeebe_inputs(node).items()}) | {
        "retries": retries
    }


def _camunda(node: Element) -> dict[str, Any] | None:
    kind, given, _ = inputs.camunda_connector(node)
    if kind != "mail-send":
        return None
    return _by_part({name: inputs.camunda_value(element) for name, element in given.items()})


def _spiff(node: Element) -> dict[str, Any] | None:
    kind, given, _ = inputs.spiff_operator(node)
    if not kind.startswith("smtp/"):
        return None
    found = _by_part({name: inputs.spiff_value(written) for name, written in given.items() if written.strip()})
    return found | {"html": found.get("html") or found.get("text")} if kind == "smtp/SendHTMLEmail" else found


def _flowable(node: Element) -> dict[str, Any] | None:
    return _by_part(inputs.flow_fields(node)) if inputs.attribute(node, "type") == "mail" else None


def _by_part(given: dict[str, Any]) -> dict[str, Any]:
    return {
        part: next((given[name] for name in names if given.get(name) not in (None, "")), None)
        for part, names in NAMES.items()
    }
