"""Decision tables for tests, written short."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

NEWEST = "https://www.omg.org/spec/DMN/20230324/MODEL/"
SPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    NEWEST,
)


def dmn(*decisions: str, space: str = NEWEST, prefix: str = "") -> bytes:
    """A DMN file."""
    inner = "".join(decisions)
    if prefix:
        inner = inner.replace("</", f"</{prefix}:").replace("<", f"<{prefix}:").replace(f"<{prefix}:/", "</")
        name = f"xmlns:{prefix}"
        return f'<{prefix}:definitions {name}="{space}" id="d" name="d">{inner}</{prefix}:definitions>'.encode()
    return f'<definitions xmlns="{space}" id="d" name="d">{inner}</definitions>'.encode()


def table(
    id: str,
    inputs: str,
    outputs: str,
    *rules: str,
    policy: str = "UNIQUE",
    aggregation: str = "",
    requires: str = "",
    orders: dict[str, str] | None = None,
    defaults: dict[str, str] | None = None,
) -> str:
    """A decision with a table; inputs "amount:number;x", a rule "< 5 | - => \"a\" | 1"."""
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{one}"/></informationRequirement>'
        for one in requires.split()
    )
    asked = "".join(_input(one) for one in inputs.split(";"))
    said = "".join(
        _output(one, (orders or {}).get(one, ""), (defaults or {}).get(one, "")) for one in outputs.split(";")
    )
    added = f' aggregation="{aggregation}"' if aggregation else ""
    body = f'<decisionTable hitPolicy="{policy}"{added}>{asked}{said}{"".join(map(_rule, rules))}</decisionTable>'
    return f'<decision id="{id}" name="{id}">{needs}{body}</decision>'


def _input(said: str) -> str:
    text, _, kind = said.partition(":")
    inner = f'<inputExpression typeRef="{kind}"><text>{escape(text)}</text></inputExpression>'
    return f"<input label={quoteattr(text)}>{inner}</input>"


def _output(name: str, order: str, default: str) -> str:
    inner = f"<outputValues><text>{escape(order)}</text></outputValues>" if order else ""
    inner += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f'<output name="{name}">{inner}</output>'


def _rule(said: str) -> str:
    asks, _, gives = said.partition("=>")
    cells = "".join(f"<inputEntry><text>{escape(cell.strip())}</text></inputEntry>" for cell in asks.split("|"))
    cells += "".join(f"<outputEntry><text>{escape(cell.strip())}</text></outputEntry>" for cell in gives.split("|"))
    return f"<rule>{cells}</rule>"


def formula(id: str, text: str, requires: str = "", variable: str = "") -> str:
    """A decision that is an expression."""
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{one}"/></informationRequirement>'
        for one in requires.split()
    )
    named = f'<variable name="{variable}"/>' if variable else ""
    body = f"<literalExpression><text>{escape(text)}</text></literalExpression>"
    return f'<decision id="{id}" name="{id}">{named}{needs}{body}</decision>'
