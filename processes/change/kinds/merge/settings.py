"""What two steps have besides names and instructions: joined where that can be done, and where not, known before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from processes.change.draft import BPMN, Element, kind

_EXTENSIONS = BPMN + "extensionElements"
# What is told apart by a word in it, so that what two steps have goes together: the element, in which there are ...
_LISTS: Mapping[str, str] = {"formData": "id", "properties": "name"}
_ROWS: Mapping[str, str] = {"formProperty": "id"}
_REPEATED = frozenset({"taskListener", "executionListener"})
_FORMS = frozenset({"formKey", "formRef", "formId", "formDefinition", "formData", "formProperty"})
_USUAL = {"isForCompensation": "false", "startQuantity": "1", "completionQuantity": "1"}
_OWN = frozenset({"id", "name", "default"})
_SAID = frozenset({"documentation", "incoming", "outgoing", "extensionElements"})
_DATA = ("ioSpecification", "property", "dataInputAssociation", "dataOutputAssociation")
_SETS = {"inputSet": "dataInputRefs", "outputSet": "dataOutputRefs"}


def settings_clash(first: Element, second: Element) -> bool:
    """Whether two steps are set up in ways that one step cannot be."""
    own, other = _forms(first), _forms(second)
    if own and other and not (own == other and own <= {"formData", "formProperty"}) and not _same_forms(first, second):
        return True
    if any(_attribute_clashes(first, str(name), str(value)) for name, value in second.attrib.items()):
        return True
    if any(not _may_take(first, child) for child in second if kind(child) not in (*_SAID, *_DATA)):
        return True
    return any(_extension_clashes(first, child) for child in _extensions(second))


def join_settings(first: Element, second: Element) -> None:
    """Let the first have what the second is set up with; only where nothing clashes."""
    for name, value in second.attrib.items():
        if name not in _OWN and name not in first.attrib:
            first.set(name, value)
    for child in _extensions(second):
        _join_extension(first, child)
    for tag in _DATA:
        for child in second.findall(BPMN + tag):
            _join_data(first, child)


def _attribute_clashes(first: Element, name: str, value: str) -> bool:
    if name in _OWN or first.get(name, _USUAL.get(name)) == value:
        return False
    return first.get(name) is not None or not name.startswith("{")


def _may_take(first: Element, child: Element) -> bool:
    """Whether something that a step says in BPMN's own words is said by the other one in the same."""
    return not isinstance(child.tag, str) or any(_same(own, child) for own in first.findall(str(child.tag)))


def _extensions(step: Element) -> list[Element]:
    return [child for held in step.findall(_EXTENSIONS) for child in held if isinstance(child.tag, str)]


def _extension_clashes(first: Element, child: Element) -> bool:
    local = _local(child)
    own = [one for one in _extensions(first) if one.tag == child.tag]
    if local in _REPEATED or not own:
        return False
    if local in _LISTS:
        rows = [row for one in own for row in one]
        return any(_is_other(rows, row, _LISTS[local]) for row in child if isinstance(row.tag, str))
    if local in _ROWS:
        return _is_other(own, child, _ROWS[local])
    return not any(_same(one, child) for one in own)


def _is_other(rows: list[Element], row: Element, key: str) -> bool:
    return any(one.get(key) == row.get(key) and not _same(one, row) for one in rows)


def _join_extension(first: Element, child: Element) -> None:
    holder = first.find(_EXTENSIONS)
    if holder is None:
        holder = etree.Element(_EXTENSIONS)
        first.insert(len(first.findall(BPMN + "documentation")), holder)
        holder.tail = first.text
    own = [one for one in holder if one.tag == child.tag]
    if _local(child) in _LISTS and own:
        known = [row.get(_LISTS[_local(child)]) for row in own[0]]
        for row in [row for row in child if row.get(_LISTS[_local(child)]) not in known]:
            own[0].append(row)
    elif _local(child) in _REPEATED or not any(_same(one, child) for one in own):
        holder.append(child)


def _join_data(first: Element, child: Element) -> None:
    own = first.find(child.tag)
    if kind(child) == "ioSpecification" and own is not None:
        _join_specification(own, child)
        return
    first.insert(_place(first, kind(child)), child)


def _join_specification(own: Element, other: Element) -> None:
    for tag in ("dataInput", "dataOutput"):
        there = own.findall(BPMN + tag) or own.findall(BPMN + "dataInput")
        at = list(own).index(there[-1]) + 1 if there else 0
        for offset, child in enumerate(other.findall(BPMN + tag)):
            own.insert(at + offset, child)
    for tag in _SETS:
        first, second = own.find(BPMN + tag), other.find(BPMN + tag)
        if first is None and second is not None:
            own.append(second)
        elif first is not None and second is not None:
            for reference in list(second):
                first.append(reference)


def _place(first: Element, tag: str) -> int:
    """Where a child of this tag stands in a step, after BPMN's schema."""
    before = (*_SAID, "auditing", "monitoring", "categoryValueRef", *_DATA[: _DATA.index(tag) + 1])
    places = [number for number, child in enumerate(first) if kind(child) in before]
    return places[-1] + 1 if places else 0


def _forms(step: Element) -> set[str]:
    names = {str(name).rpartition("}")[2] for name in step.attrib} | {_local(one) for one in _extensions(step)}
    return names & _FORMS


def _same_forms(first: Element, second: Element) -> bool:
    return [*_said_of_forms(first)] == [*_said_of_forms(second)]


def _said_of_forms(step: Element) -> Iterator[tuple[str, bytes]]:
    for name, value in sorted(step.attrib.items()):
        if str(name).rpartition("}")[2] in _FORMS:
            yield str(name), str(value).encode()
    for one in _extensions(step):
        if _local(one) in _FORMS:
            yield str(one.tag), _text(one)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _same(one: Element, other: Element) -> bool:
    return _text(one) == _text(other)


def _text(element: Element) -> bytes:
    """An element without the blanks in it."""
    return b" ".join(etree.tostring(element, method="c14n", with_tail=False).split()).replace(b"> <", b"><")
