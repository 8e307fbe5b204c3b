"""What is said of requests that are refused before anything of ours looks at them, and for how long."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request
from flask_limiter import RequestLimit
from werkzeug.exceptions import HTTPException

from app.kernel.http.application import READS, local_target
from app.kernel.i18n import _, ngettext, pgettext
from app.kernel.times import clock

# What HTTP calls its errors (RFC 9110), as Werkzeug does.
NAMES: dict[int, str] = {
    400: pgettext("http", "Bad Request"),
    401: pgettext("http", "Unauthorized"),
    403: pgettext("http", "Forbidden"),
    404: pgettext("http", "Not Found"),
    405: pgettext("http", "Method Not Allowed"),
    406: pgettext("http", "Not Acceptable"),
    408: pgettext("http", "Request Timeout"),
    409: pgettext("http", "Conflict"),
    410: pgettext("http", "Gone"),
    411: pgettext("http", "Length Required"),
    412: pgettext("http", "Precondition Failed"),
    413: pgettext("http", "Request Entity Too Large"),
    414: pgettext("http", "Request URI Too Long"),
    415: pgettext("http", "Unsupported Media Type"),
    416: pgettext("http", "Requested Range Not Satisfiable"),
    417: pgettext("http", "Expectation Failed"),
    422: pgettext("http", "Unprocessable Entity"),
    423: pgettext("http", "Locked"),
    424: pgettext("http", "Failed Dependency"),
    428: pgettext("http", "Precondition Required"),
    429: pgettext("http", "Too Many Requests"),
    431: pgettext("http", "Request Header Fields Too Large"),
    500: pgettext("http", "Internal Server Error"),
    501: pgettext("http", "Not Implemented"),
    502: pgettext("http", "Bad Gateway"),
    503: pgettext("http", "Service Unavailable"),
    504: pgettext("http", "Gateway Timeout"),
    505: pgettext("http", "HTTP Version Not Supported"),
}
SENTENCES: dict[int, str] = {
    400: _("Expected a request that can be read, but this one cannot. Check its form and send it again."),
    404: _("Expected to find this page, but there is none that you can see. Check the link."),
    415: _("Expected JSON with the content type application/json, but got something else."),
}


def name_of(error: HTTPException) -> str:
    """Give the name of an error of HTTP."""
    return NAMES.get(error.code or 0, error.name)


def sentence_of(error: HTTPException) -> str:
    """Say what an error of HTTP means here, in the words of Werkzeug where it has no others."""
    known = {
        405: _("Expected another method than {method} at this address. See /api/openapi.json.", method=request.method),
        413: _too_large(),
        429: _("Expected fewer requests from you in this time. Try again in {time}.", time=wait()),
    }
    return known.get(error.code or 0) or SENTENCES.get(error.code or 0) or error.description or error.name


def _too_large() -> str:
    """Say which bound a body is beyond: that of its size, or those of what a form may hold."""
    largest = (request.max_content_length or 8_000_000) // 1_000_000
    if (request.content_length or 0) > largest * 1_000_000 or not request.max_form_parts:
        return _(
            "Expected at most {largest} MB, but this is larger. Send a smaller file, or one at a time.", largest=largest
        )
    text = (request.max_form_memory_size or 0) / 1_000_000
    return _(
        "Expected at most {fields} fields with {size} MB of text, but this form has more. Send it in parts, or longer "
        "texts as files.",
        fields=request.max_form_parts,
        size=int(text) if text == int(text) else text,
    )


def wait() -> str:
    """Say how long to wait, after the limit that this request met."""
    broken = next((one.current_limit for one in current_app.extensions.get("limiter", ())), None)
    return wait_for(broken) if broken is not None else _("a moment")


def wait_for(broken: RequestLimit) -> str:
    """Say how long to wait until a limit that was reached lets one in again."""
    seconds = max(1, min(broken.limit.get_expiry(), round(broken.reset_at - clock.now().timestamp())))
    if seconds < 100:
        return ngettext("{n} second", "{n} seconds", seconds)
    return ngettext("{n} minute", "{n} minutes", -(-seconds // 60))


def came_from() -> str:
    """Give the address on this site that led to this request, empty where none did."""
    try:
        came = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    return local_target(came._replace(scheme="", netloc="").geturl(), "") if came.netloc == request.host else ""


def page_of_it() -> str:
    """Give the address of the page that was refused, or of the one with the button for it, as others can open it."""
    if request.method in READS:
        return request.base_url
    return f"{request.host_url.rstrip('/')}{came_from().partition('?')[0] or '/'}"
