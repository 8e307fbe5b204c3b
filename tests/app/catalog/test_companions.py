"""Files beside a model: sent, inherited, replaced, refused, given back."""

from __future__ import annotations

import io

import pytest

from app.catalog import actions, queries
from app.kernel.errors import Conflict, Invalid
from processes import companions
from processes.model import Refused
from tests.factories import models
from tests.factories.accounts import CSRF

DMN = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"/>'
FORM = b'{"type": "object", "properties": {"a": {"type": "string"}}}'


def load(session, owner, files=None):
    return actions.create(session, owner, "offer", "Offer", models.linear("A", "B"), files=files)


def test_files_are_kept_byte_for_byte_and_inherited(session, owner):
    process = load(session, owner, {"t.dmn": DMN, "f.form": FORM})
    second = actions.publish(session, owner, process, models.linear("A", "C"))
    assert queries.files_of(session, second.id) == {"t.dmn": DMN, "f.form": FORM}
    third = actions.publish(session, owner, process, models.linear("A"), files={"t.dmn": DMN + b" "})
    assert queries.files_of(session, third.id) == {"t.dmn": DMN + b" "}
    assert queries.changed_files(session, second, third) == [("f.form", "removed"), ("t.dmn", "changed")]
    assert not queries.files_of(session, actions.publish(session, owner, process, models.linear("A"), files={}).id)


def test_other_files_are_another_version(session, owner):
    process = load(session, owner, {"t.dmn": DMN})
    with pytest.raises(Conflict):
        actions.revise(session, owner, process, models.linear("A", "B"))
    made = actions.revise(session, owner, process, models.linear("A", "B"), files={"t.dmn": DMN + b"\n"})
    assert made.number == 2


BAD = {
    "../t.dmn": (DMN, "BAD_FILE_NAME"),
    "t.exe": (b"", "BAD_FILE_KIND"),
    "big.json": (b"[" * 1_000_001, "TOO_LARGE"),
    "a.dmn": (b"", "EMPTY"),
    "b.dmn": (b"nothing", "NOT_XML"),
    "c.dmn": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
    "d.dmn": (b"<a/>", "NOT_DMN"),
    "e.dmn": (b"<a><b></a>", "NOT_WELL_FORMED"),
    "f.dmn": (b"<a>" * 200 + b"</a>" * 200, "FILE_LIMITS"),
    "g.json": (b"{", "NOT_JSON"),
    "h.form": (b"[]", "NOT_A_FORM"),
    "i.json": (b'{"a":' * 100 + b"1" + b"}" * 100, "NOT_A_FORM"),
    "j.json": (b"[" * 20000, "NOT_JSON"),
    "k.json": (b"\xff\xfe{}", "NOT_JSON"),
}


REFUSED = {"BAD_FILE_NAME", "BAD_FILE_KIND", "TOO_LARGE"}


@pytest.mark.parametrize("name", [name for name, (_, code) in BAD.items() if code in REFUSED])
def test_files_that_may_not_be_sent_are_refused_with_a_code(session, owner, name):
    content, code = BAD[name]
    with pytest.raises(Invalid) as refused:
        load(session, owner, {name: content})
    assert refused.value.code == code, refused.value.detail


@pytest.mark.parametrize("name", [name for name, (_, code) in BAD.items() if code not in REFUSED])
def test_a_file_that_cannot_be_read_is_said_and_left_out(session, owner, name):
    content, code = BAD[name]
    process = load(session, owner, {name: content, "good.form": FORM})
    live = queries.live_version(session, process)
    assert queries.files_of(session, live.id) == {"good.form": FORM}
    assert live.runs and live.mode == "executable"
    (said,) = [one for one in live.assumptions if one["code"] == "FILE_LEFT_OUT"]
    assert said["element"] == name and name in said["text"] and said["text"].endswith("The file is left out.")
    with pytest.raises(Refused) as refused:
        companions.check({name: content})
    assert refused.value.code == code


def test_too_many_files_are_refused(session, owner):
    with pytest.raises(Invalid) as refused:
        load(session, owner, {f"{n}.form": FORM for n in range(51)})
    assert refused.value.code == "TOO_MANY_FILES"


def test_a_model_is_read_with_the_keys_of_what_it_calls(session, owner):
    load(session, owner)
    xml = models.linear("A").replace(b"<userTask", b'<callActivity calledElement="offer"', 1)
    assert b"callActivity" in xml
    model = actions.parsed(xml.replace(b"</userTask>", b"</callActivity>", 1))
    assert queries.known_to(session, owner, model) == {"offer": "offer"}


def test_the_api_takes_files_as_text_and_as_parts(app, people):
    client = app.test_client()
    given = {"key": "offer", "bpmn": models.linear("A").decode(), "files": {"t.dmn": DMN.decode()}}
    made = client.post("/api/v1/processes", json=given, headers=people["as_manager"])
    assert made.status_code == 201, made.json
    assert [f["name"] for f in client.get(FILES.format(1), headers=people["as_manager"]).json] == ["t.dmn"]
    parts = {"file": (io.BytesIO(models.linear("B")), "b.bpmn"), "files": [(io.BytesIO(FORM), "x/f.form")]}
    made = client.post("/api/v1/processes/offer/versions", data=parts, headers=people["as_manager"])
    assert made.status_code == 201, made.json
    answer = client.get(FILES.format(2) + "/f.form", headers=people["as_manager"])
    assert answer.data == FORM and "attachment" in answer.headers["Content-Disposition"]
    assert client.get(FILES.format(2) + "/t.dmn", headers=people["as_manager"]).status_code == 404


FILES = "/api/v1/processes/offer/versions/{}/companions"


def test_the_api_says_which_files_it_leaves_out_and_refuses_what_is_none(app, people):
    given = {"key": "offer", "bpmn": models.linear("A").decode(), "files": {"t.dmn": "no"}}
    answer = app.test_client().post("/api/v1/processes", json=given, headers=people["as_manager"])
    assert answer.status_code == 201
    (said,) = answer.json["live"]["assumptions"]
    assert (said["code"], said["element"]) == ("FILE_LEFT_OUT", "t.dmn")
    given["files"] = {"t.dmn": 1}
    given["key"] = "other"
    assert app.test_client().post("/api/v1/processes", json=given, headers=people["as_manager"]).status_code == 422


def submit(browser, url, data):
    return browser.post(url, data={**data, **CSRF})


def test_the_page_takes_files_and_keeps_those_of_before(browser):
    first = {"title": "Offer", "key": "offer", "file": (io.BytesIO(models.linear("A")), "a.bpmn")}
    answer = submit(
        browser, "/processes/new", first | {"files": [(io.BytesIO(DMN), "t.dmn"), (io.BytesIO(FORM), "f.form")]}
    )
    assert answer.status_code == 303, answer.text
    assert "t.dmn" in browser.get("/processes/offer/versions/1").text
    assert browser.get("/processes/offer/versions/1/files/t.dmn").data == DMN
    again = {"file": (io.BytesIO(models.linear("B")), "b.bpmn"), "had_files": "1", "keep_file": "t.dmn"}
    assert submit(browser, "/processes/offer/versions/new", again).status_code == 303
    page = browser.get("/processes/offer/versions/2").text
    assert "t.dmn" in page and "f.form</b> was removed" in page


def test_a_refused_page_keeps_the_files(browser):
    first = {
        "title": "Offer",
        "key": "offer",
        "file": (io.BytesIO(b"no"), "a.bpmn"),
        "files": (io.BytesIO(DMN), "t.dmn"),
    }
    answer = submit(browser, "/processes/new", first)
    assert answer.status_code == 422 and 'name="beside_name" value="t.dmn"' in answer.text
    first = {
        "title": "Offer",
        "file": (io.BytesIO(models.linear("A")), "a.bpmn"),
        "files": (io.BytesIO(b"no"), "t.dmn"),
    }
    answer = submit(browser, "/processes/new", first)
    assert answer.status_code == 303
    assert "“t.dmn” cannot be used" in browser.get(answer.headers["Location"] + "/versions/1").text
