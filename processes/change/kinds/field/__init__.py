"""Changing what a step asks for: a field less, a field more, or one that reads otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from processes.change.contract import About, Blank, Operation, Seen, Step
from processes.change.diff.forms import kind_words
from processes.change.draft import Draft
from processes.change.formfields.rule import FormField
from processes.change.kinds.field import reading
from processes.change.kinds.field.parameters import WAYS, Before, Names, Rule, name_from
from processes.change.kinds.field.writing import CODES, change_form
from processes.change.kinds.insert.parameters import OneOf
from processes.change.names import few, full_label, label_of, listed, quoted
from processes.change.options.fields import fields, form_fields, ways
from processes.change.refusal import CannotChange, Choice, Refusal
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

GONE, OTHERWISE = _("no longer ask for {field} in {step}"), _("ask for {field} otherwise in {step}")
NEW, NEW_NEEDED = _("ask for {field} ({kind}) in {step}"), _("ask for {field} ({kind}) in {step} and insist on it")
CALLED = _("call {field} in {step} {now}")
NEEDED, OPTIONAL = _("insist on {field} in {step}"), _("no longer insist on {field} in {step}")
Titles = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Field(Operation):
    """Let a step ask for fields no longer, for one more, or for one otherwise."""

    step: str
    field: tuple[str, ...]
    change: str
    schema_: str = ""
    before: str = ""

    kind = "field"
    about = About(
        title=_("Ask for less, or for something else"),
        hint=_("Fields that nobody reads go, and what is missing is asked for."),
        does="drops fields of a step's form, adds one, or changes what one is called and takes",
        verb=r"(?:no longer (?:ask for|insist on)|ask for|insist on|call)\b",
        troubles={"too_much": 1, "unclear": 7, "errors": 12},
        joins=("in", "otherwise", "insist", "on", "it"),
        keep=_("Leave the form as it is"),
        said=(GONE, NEW, NEW_NEEDED, OTHERWISE, CALLED, NEEDED, OPTIONAL),
    )
    parameters = (
        Step(),
        Names(blank=Blank("form_field", _("Which fields?"), options=fields, when=("change", ("drop", "edit")))),
        OneOf(name="change", about="drop, add or edit", of=WAYS,
              blank=Blank("form_change", _("What should change?"), options=ways, first=True)),
        Rule(blank=Blank("form_rule", _("How is it asked for?"), when=("change", ("add", "edit")))),
        Before(),
    )  # fmt: skip
    codes = CODES
    explains = frozenset({"form"})
    reads_files = True

    def completed(self) -> Field:
        """What is added has a name, if only that of its title; what is dropped or edited is named."""
        if self.change != "drop" and not self.schema_:
            words = _("It is not said how the field is asked for. Give it a name and say what may stand in it.")
            raise CannotChange("UNKNOWN_OPERATION", words, field="schema")
        title = str(json.loads(self.schema_).get("title", "")) if self.change == "add" else ""
        made = replace(self, field=(name_from(title),)) if title and not self.field else self
        made = replace(made, schema_="") if self.change == "drop" else made
        if not made.field or (self.change == "add" and len(made.field) > 1):
            words = _("It is not said which field this is about. Choose one.")
            raise CannotChange("UNKNOWN_OPERATION", words, field="field")
        return made

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Change the form, wherever it is said."""
        change_form(draft, self)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Field]) -> Iterator[str]:
        """No longer ask for “fax” in “Book”; ask for “Remark” (a text) in “Pay”."""
        yield few([one._phrase(graph, {}) for one in operations])

    @classmethod
    def told(cls, model: Model, operations: Sequence[Field]) -> Iterator[str]:
        """The same with the titles that stand at the fields."""
        steps = dict.fromkeys(one.step for one in operations)
        titles = {(step, one.name): one.title for step in steps for one in form_fields(model, step)}
        yield few([one._phrase(model.graph, titles) for one in operations])

    def _phrase(self, graph: Graph, titles: Titles) -> str:
        step, rule = full_label(graph, self.step), json.loads(self.schema_ or "{}")
        said = {"step": step, "field": listed(quoted(titles.get((self.step, name), name)) for name in self.field)}
        if self.change == "drop":
            return placed(GONE, **said)
        if self.change == "add":
            said["field"] = quoted(str(rule.get("title") or self.field[0]))
            kind = kind_words(FormField(self.field[0], rule))
            return placed(NEW_NEEDED if rule.get("required") else NEW, **said, kind=kind)
        if rule.keys() == {"required"}:
            return placed(NEEDED if rule["required"] else OPTIONAL, **said)
        if rule.keys() == {"title"}:
            return placed(CALLED, **said, now=quoted(str(rule["title"])))
        return placed(OTHERWISE, **said)

    def names(self, graph: Graph) -> set[str]:
        """The step, the fields, and what a new one is called."""
        title = json.loads(self.schema_ or "{}").get("title")
        return {*Operation.names(self, graph), *self.field, *([title] if title else [])}

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """What makes the form what it was; None where no operation can say all of what went."""
        undoing = reading.back(base, self)
        found = [one for said in undoing or () if (one := Field(*said).if_readable()) is not None]
        made = tuple(one for (one,) in found if isinstance(one, Field))
        whole = undoing is not None and len(made) == len(undoing)
        return made if whole and reading.undoes(base, self, made) else None

    def conflicts(self, base: Model, live: Model) -> Iterator[Refusal]:
        """A field that another change made to read otherwise, in what this one says of it, or takes out."""
        was, now = ({one.name: one for one in form_fields(model, self.step)} for model in (base, live))
        said = json.loads(self.schema_ or "{}")
        for name in self.field if self.change != "add" else ():
            old, new = was.get(name), now.get(name)
            if old is None or new is None:
                continue
            told = {key for key in {*old.rule, *new.rule} if old.rule.get(key) != new.rule.get(key)}
            told |= {"required"} if old.required != new.required else set()
            if told and (self.change == "drop" or told & said.keys()):
                words = _(
                    "{field} of {step} was made to read otherwise in the live version meanwhile. "
                    "Say which of them holds.",
                    field=quoted(old.title), step=label_of(live.graph, self.step),
                )  # fmt: skip
                choices = (
                    Choice("drop", _("Keep what is live")),
                    Choice("revise", _("Make the change again on the live version")),
                )  # fmt: skip
                yield Refusal("CHANGED_MEANWHILE", words, choices, self.step)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Field]:
        """One for all fields that are gone from a form, one for each that is new or reads otherwise."""
        for said in reading.between(seen) if seen.found.of("form") else ():
            if (found := cls(*said).if_readable()) is not None:
                yield from (one for one in found if isinstance(one, cls))

    @classmethod
    def places(cls, model: Model) -> Iterator[Field]:
        """Every field of every form, and a new one in each step that people do."""
        yield from (cls(*said) for said in reading.places(model))

    def instead(self, choice: str, steps: Sequence[str]) -> tuple[Operation, ...] | None:
        """Fewer fields, or those that need not be filled in any more."""
        if choice == "optional":
            return (Field(self.step, self.field, "edit", reading.as_text({}, False)),)
        if choice == "both":
            return (*(Field(step, self.field, "drop") for step in steps), self)
        if choice == "others":
            return (Field(self.step, tuple(steps), "drop"),)
        return () if choice in ("keep", "drop") else None
