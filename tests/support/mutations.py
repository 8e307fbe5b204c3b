"""BPMN files as nobody should send them: small and large damage done at random to files that are well."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]
TAGS = (
    "userTask", "task", "scriptTask", "serviceTask", "callActivity", "subProcess", "exclusiveGateway", "startEvent",
    "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway", "endEvent", "boundaryEvent",
    "intermediateCatchEvent", "intermediateThrowEvent", "sequenceFlow", "transaction", "adHocSubProcess", "lane",
    "timerEventDefinition", "terminateEventDefinition", "multiInstanceLoopCharacteristics", "process", "participant",
)  # fmt: skip
VALUES = (
    b"", b" ", b"\xff\xfe", b"&#0;", b"&amp;" * 2000, b"x" * 19_000, b"true", b"-1", b"9" * 400,
    "é☃\U0001f600".encode(),
    b"PT0S", b"R/PT1S", b"P99999999Y", b"${1/0}", b"__import__('os').system('x')", b"= for x in 1..9999999 return x",
    b"a) or (b", b"../../etc/passwd", b"1e999", b"0 0 31 2 *", b"&lt;script&gt;",
)  # fmt: skip
_ELEMENT = re.compile(rb"<[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(rb'([\w:-]+)="([^"]*)"')
_NAME = re.compile(rb"(</?(?:[\w-]+:)?)(\w+)")


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Do one to four kinds of damage to a file."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        content = chance.choice(KINDS)(content, chance)
    return content


def flip(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    """Leave the end, the beginning or some of the middle out."""
    first, second = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return chance.choice((content[:first], content[second:], content[:first] + content[second:]))


def swap(content: bytes, chance: random.Random) -> bytes:
    """Give all elements of one name another one."""
    names = sorted({match.group(2) for match in _NAME.finditer(content)})
    if not names:
        return content
    old, new = chance.choice(names), chance.choice(TAGS).encode()
    return _NAME.sub(lambda match: match.group(1) + (new if match.group(2) == old else match.group(2)), content)


def edit(content: bytes, chance: random.Random) -> bytes:
    """Change the value of some attributes: to something odd, or to that of another one."""
    places = list(_ATTRIBUTE.finditer(content))
    for place in sorted(chance.sample(places, min(len(places), chance.choice((1, 2, 8)))), key=lambda p: -p.start()):
        value = chance.choice(VALUES) if chance.random() < 0.5 else chance.choice(places).group(2)
        content = content[: place.start(2)] + value + content[place.end(2) :]
    return content


def repeat(content: bytes, chance: random.Random) -> bytes:
    """Repeat an element, id and all, once or often."""
    places = list(_ELEMENT.finditer(content))
    if not places:
        return content
    place = chance.choice(places)
    text = place.group() if place.group().endswith(b"/>") else place.group()[:-1].rstrip(b"/") + b"/>"
    return content[: place.start()] + text * chance.choice((1, 2, 300)) + content[place.start() :]


def drop(content: bytes, chance: random.Random) -> bytes:
    """Take single tags out."""
    for place in sorted(
        chance.sample(found := list(_ELEMENT.finditer(content)), min(3, len(found))), key=lambda p: -p.start()
    ):
        content = content[: place.start()] + content[place.end() :]
    return content


def nest(content: bytes, chance: random.Random) -> bytes:
    """Put many elements into each other inside the process."""
    depth, tag = chance.choice((20, 90, 400)), chance.choice((b"subProcess", b"extensionElements", b"documentation"))
    inside = b"".join(b'<%s id="n%d">' % (tag, n) for n in range(depth)) + b"</%s>" % tag * depth
    place = content.find(b"</process") if b"</process" in content else content.find(b"</bpmn:process")
    return content[:place] + inside + content[place:] if place > 0 else content + inside


def recode(content: bytes, chance: random.Random) -> bytes:
    """Write it in another encoding than it says, or say another than it is written in."""
    text = content.decode("utf-8", "replace")
    name = chance.choice(("utf-16", "utf-32", "utf-7", "latin-1", "cp500", "shift_jis", "idna", "rot13", "nothing"))
    if chance.random() < 0.5:
        return re.sub(rb'encoding="[^"]*"', b'encoding="%s"' % name.encode(), content, count=1)
    try:
        return text.encode(name, "replace")
    except (LookupError, UnicodeError):
        return b"\xef\xbb\xbf" + content


def declare(content: bytes, chance: random.Random) -> bytes:
    """Put something before or into the root that XML allows and nobody needs."""
    extra = chance.choice((
        b'<!DOCTYPE x [<!ENTITY a "b">]>', b"<?x y?>" * 50, b"<!-- -->" * 500, b"<![CDATA[x]]>", b"\x00", b"&a;&a;",
    ))  # fmt: skip
    place = chance.choice([0, content.find(b"?>") + 2, content.find(b"<process"), len(content)])
    return content[:place] + extra + content[place:]


def many(content: bytes, chance: random.Random) -> bytes:
    """Add many steps and flows of which some go nowhere or in a circle."""
    count = chance.choice((10, 200, 1500))
    steps = b"".join(b'<task id="m%d"/>' % n for n in range(count))
    flows = b"".join(
        b'<sequenceFlow id="mf%d" sourceRef="m%d" targetRef="m%d"/>'
        % (n, chance.randrange(count), chance.randrange(count))
        for n in range(count * 2)
    )
    place = content.find(b"</process")
    return content[:place] + steps + flows + content[place:] if place > 0 else content


KINDS: tuple[Damage, ...] = (flip, cut, swap, edit, edit, edit, repeat, drop, nest, recode, declare, many)
