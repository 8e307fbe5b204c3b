# ruff: noqa: E501 - extensions of other builders stand on one line, as they write them
"""Service steps in the dialects of other builders: what they become, and that what cannot be kept is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.engine.normalise.services import feel_values
from processes.engine.values import OpenTask
from processes.errors import EngineError
from processes.expressions import templates
from processes.expressions.templates import CannotKeep
from tests.processes.engine.models import Case, compiled, model, nodes, normalised

SPACES = (
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:flowable="http://flowable.org/bpmn"'
)


def one(inside: str = "", attributes: str = "", kind: str = "serviceTask") -> bytes:
    inner = f"<extensionElements>{inside}</extensionElements>" if inside else ""
    return model(
        nodes("startEvent:s endEvent:e") + f'<{kind} id="a" name="Ask" {SPACES} {attributes}>{inner}</{kind}>',
        "",
        "s>a a>e",
    )


def task(inside: str = "", attributes: str = "", kind: str = "serviceTask") -> OpenTask:
    (found,) = Case(compiled(one(inside, attributes, kind), "executable")).turn.open
    return found


def filled(template: Any, **data: Any) -> Any:
    return templates.render(template, data, lambda name: f"<{name}>")


def test_our_own_attributes() -> None:
    found = task(
        attributes='stepwell:connector="billing" stepwell:method="post" stepwell:path="/orders/${order.id}" '
        'stepwell:body=\'{"sum": ${total}, "who": "Dear ${name}"}\' '
        'stepwell:returns="invoice=body.id, state=status" stepwell:errors="404=GONE" stepwell:retries="3"'
    )
    settings = found.settings
    assert (found.kind, settings["connector"], settings["method"], settings["retries"]) == (
        "http",
        "billing",
        "POST",
        3,
    )
    assert filled(settings["url"], order={"id": 7}) == "/orders/7"
    assert filled(settings["body"], total=3.5, name='A "B"') == {"sum": 3.5, "who": 'Dear A "B"'}
    assert settings["result"] == {"invoice": "body.id", "state": "status"}
    assert settings["errors"] == [{"status": "404", "code": "GONE"}]


def test_our_own_element() -> None:
    settings = task(
        '<stepwell:request connector="crm" path="/people"><stepwell:header name="Authorization">Bearer {{secret:CRM}}'
        '</stepwell:header><stepwell:query name="q">${name}</stepwell:query>'
        '<stepwell:result field="found" from="body.items"/><stepwell:error status="4xx" code="NO"/></stepwell:request>'
    ).settings
    assert settings["method"] == "GET"
    assert filled(settings["headers"]) == {"Authorization": "Bearer <CRM>"}
    assert filled(settings["query"], name="Ada") == {"q": "Ada"}
    assert (settings["result"], settings["errors"]) == ({"found": "body.items"}, [{"status": "4xx", "code": "NO"}])


ZEEBE = (
    '<zeebe:taskDefinition type="io.camunda:http-json:1" retries="4"/><zeebe:ioMapping>'
    '<zeebe:input source="POST" target="method"/><zeebe:input source="=&quot;https://api.example.com/&quot; + kind" target="url"/>'
    '<zeebe:input source="bearer" target="authentication.type"/><zeebe:input source="{{secrets.TOKEN}}" target="authentication.token"/>'
    '<zeebe:input source="={&quot;X-Case&quot;: case}" target="headers"/>'
    '<zeebe:input source="={&quot;amount&quot;: total, note: &quot;from us&quot;, tags: [1, name]}" target="body"/></zeebe:ioMapping>'
    '<zeebe:taskHeaders><zeebe:header key="resultVariable" value="answer"/>'
    '<zeebe:header key="resultExpression" value="={number: response.body.order.id}"/>'
    '<zeebe:header key="errorExpression" value="=if error.code = &quot;404&quot; then bpmnError(&quot;GONE&quot;, &quot;no&quot;) else null"/>'
    "</zeebe:taskHeaders>"
)


def test_the_template_of_camunda_8() -> None:
    found = task(ZEEBE)
    settings = found.settings
    assert (found.kind, settings["method"], settings["retries"]) == ("http", "POST", 4)
    assert filled(settings["url"], kind="orders") == "https://api.example.com/orders"
    assert settings["auth"]["kind"] == "bearer" and filled(settings["auth"]["token"]) == "<TOKEN>"
    assert filled(settings["headers"], case="C1") == {"X-Case": "C1"}
    assert filled(settings["body"], total=2, name="x") == {"amount": 2, "note": "from us", "tags": [1, "x"]}
    assert settings["errors"] == [{"status": "404", "code": "GONE"}]
    answer = {"status": 200, "headers": {}, "body": {"order": {"id": 9}}}
    seen = {**answer, "response": answer}
    assert templates.value_of(settings["result"]["number"], seen) == 9
    assert templates.value_of(settings["result"]["answer"], seen) == answer


def test_the_connector_of_camunda_7() -> None:
    settings = task(
        "<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId><camunda:inputOutput>"
        '<camunda:inputParameter name="url">https://api.example.com/x?id=${id}</camunda:inputParameter>'
        '<camunda:inputParameter name="method">put</camunda:inputParameter><camunda:inputParameter name="headers"><camunda:map>'
        '<camunda:entry key="Accept">application/json</camunda:entry></camunda:map></camunda:inputParameter>'
        '<camunda:inputParameter name="payload">{"n": ${n}}</camunda:inputParameter>'
        '<camunda:outputParameter name="code">${statusCode}</camunda:outputParameter>'
        '<camunda:outputParameter name="who">${S(response).prop("person").prop("name").stringValue()}</camunda:outputParameter>'
        "</camunda:inputOutput></camunda:connector>"
    ).settings
    assert (settings["method"], settings["headers"]) == ("PUT", {"Accept": "application/json"})
    assert filled(settings["url"], id=5) == "https://api.example.com/x?id=5"
    assert filled(settings["body"], n=1) == {"n": 1}
    assert settings["result"]["code"] == "status"
    assert templates.value_of(settings["result"]["who"], {"body": {"person": {"name": "Ada"}}}) == "Ada"


def test_the_operator_of_spiffworkflow() -> None:
    settings = task(
        '<spiffworkflow:serviceTaskOperator id="http/GetRequest" resultVariable="found"><spiffworkflow:parameters>'
        '<spiffworkflow:parameter id="url" type="str" value="\'https://api.example.com/v1\'"/>'
        '<spiffworkflow:parameter id="headers" type="any" value="{\'X-Key\': key}"/>'
        '<spiffworkflow:parameter id="basic_auth_username" type="str" value="\'me\'"/>'
        '<spiffworkflow:parameter id="basic_auth_password" type="str" value="\'SPIFF_SECRET:PASS\'"/>'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
    ).settings
    assert (settings["method"], settings["url"]) == ("GET", "https://api.example.com/v1")
    assert filled(settings["headers"], key="k") == {"X-Key": "k"}
    assert filled(settings["auth"]) == {"kind": "basic", "username": "me", "password": "<PASS>"}
    assert settings["result"] == {"found": "body"}


def test_http_and_mail_of_flowable() -> None:
    settings = task(
        '<flowable:field name="requestMethod"><flowable:string>GET</flowable:string></flowable:field>'
        '<flowable:field name="requestUrl"><flowable:expression>https://x.example/${id}</flowable:expression></flowable:field>',
        'flowable:type="http"',
    ).settings
    assert filled(settings["url"], id=3) == "https://x.example/3"
    mail = task(
        '<flowable:field name="to" stringValue="a@example.com"/><flowable:field name="subject" stringValue="Hi"/>'
        '<flowable:field name="text" expression="Dear ${name}"/>',
        'flowable:type="mail"',
    )
    assert mail.kind == "mail" and filled(mail.settings["text"], name="Ada") == "Dear Ada"


@pytest.mark.parametrize("kind", ["serviceTask", "sendTask"])
def test_mails(kind: str) -> None:
    own = task('<stepwell:mail to="${email}" subject="Case ${n}">Dear ${name}</stepwell:mail>', kind=kind)
    assert own.kind == "mail"
    assert filled(own.settings, email="a@b.c", n=1, name="A") == {"to": "a@b.c", "subject": "Case 1", "text": "Dear A"}
    spiff = task(
        '<spiffworkflow:serviceTaskOperator id="smtp/SendHTMLEmail"><spiffworkflow:parameters>'
        '<spiffworkflow:parameter id="email_to" value="address"/><spiffworkflow:parameter id="email_subject" value="\'Hello\'"/>'
        '<spiffworkflow:parameter id="email_body" value="\'Text\'"/></spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>'
    )
    assert filled(spiff.settings, address="x@y.z")["to"] == "x@y.z"


def test_what_cannot_be_kept_is_said_and_done_by_a_person() -> None:
    found = normalised(one(attributes='stepwell:connector="c" stepwell:path="/${import os}"'), "executable")
    (blocker,) = found.blockers
    assert blocker.code == "DONE_BY_PERSON" and "cannot be evaluated" in blocker.text
    for broken in ('stepwell:method="BREW"', 'stepwell:retries="many"', 'stepwell:returns="x"'):
        assert normalised(one(attributes=f'stepwell:connector="c" {broken}'), "executable").blockers


def test_documenting_mode_asks_people() -> None:
    (found,) = Case(compiled(one(ZEEBE), "documenting")).turn.open
    assert (found.kind, found.settings) == ("work", {})


def test_what_an_answer_gives_is_asked_of_nobody() -> None:
    body = nodes("startEvent:s endEvent:e userTask:u task:yes task:no exclusiveGateway:x")
    body += '<serviceTask id="a" stepwell:connector="c" stepwell:path="/" stepwell:returns="ok=body.ok"/>'
    xml = model(body, "", "s>u u>a a>x x>yes:ok~==~True x>no:ok~==~False yes>e no>e")
    (asked,) = Case(compiled(xml, "executable")).turn.open
    assert "ok" not in asked.form["properties"]


def test_secrets_in_data_are_not_filled_in() -> None:
    template = templates.text("Bearer {{secret:KEY}} for ${name}")
    assert filled(template, name="{{secret:OTHER}}") == "Bearer <KEY> for {{secret:OTHER}}"
    assert templates.secrets_in({"a": [template]}) == {"KEY"}
    assert filled(templates.text("${name}"), name="{{secret:OTHER}}") == "{{secret:OTHER}}"
    with pytest.raises(EngineError):
        templates.render(template, {"name": ""})
    with pytest.raises(CannotKeep):
        templates.expression('"x" + "{{secret:KEY}}"')


@pytest.mark.parametrize(
    "written",
    ['= "\\ud800"', '= "it\\\'s"', "= " + "9" * 5000, "= 1e999", "= " + "[" * 400 + "]" * 400, "= {a: [" * 30],
)
def test_what_json_cannot_hold_is_worked_out_or_refused_in_words(written: str) -> None:
    try:
        json.dumps(feel_values.value(written), ensure_ascii=False).encode()
    except CannotKeep as fault:
        assert str(fault)


@pytest.mark.parametrize("written", ['{"a": NaN}', '{"a": "\\ud800"}', "[" * 2000 + "]" * 2000, '{"a": 1e999}'])
def test_a_body_that_json_cannot_hold_is_text(written: str) -> None:
    assert filled(templates.structure(written)) == written


@given(st.text(max_size=60))
def test_any_text_compiles_or_is_refused_in_words(written: str) -> None:
    for compile_it in (templates.text, templates.structure, feel_values.value):
        try:
            compile_it(written)
        except CannotKeep as fault:
            assert str(fault)


@given(
    st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers() | st.booleans() | st.none(), max_size=4)
)
def test_values_cannot_break_out_of_a_body(values: dict[str, Any]) -> None:
    template = templates.structure('{"a": "${v}", "b": ${v}, "c": "x ${w} y"}')
    done = filled(template, v=values, w='"}, {"')
    assert done == {"a": values, "b": values, "c": 'x "}, {" y'}
