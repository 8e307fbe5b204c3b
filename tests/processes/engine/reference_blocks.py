"""The blocks of random models of which we know what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.processes.engine.reference import ITEMS, NAMES, Block, Env, Living, Paper, Run, Then

MESSAGE = '<messageEventDefinition messageRef="m"/>'
OBJECT = '<dataObject id="{0}"/><dataObjectReference id="{0}_r" name="{1}" dataObjectRef="{0}"/>'


@dataclass
class Task(Block):
    """A step of a person; perhaps with a message on its border, behind which somebody does something besides."""

    beside: list[Block] = field(default_factory=list)
    id: str = ""

    def draw(self, paper: Paper, at: str, condition: str = "") -> str:
        """Draw it."""
        self.id = paper.flow(at, paper.node("userTask"), condition)
        if self.beside:
            about = {"attachedToRef": self.id, "cancelActivity": "false"}
            side = paper.node("boundaryEvent", MESSAGE, named=f"{self.id}_b", **about)
            for block in self.beside:
                side = block.draw(paper, side)
            paper.flow(side, paper.node("endEvent"))
        return self.id

    def run(self, run: Run, living: Living, after: Then) -> None:
        """Wait for the person."""

        def happens() -> None:
            living.tokens += 1
            run.sequence(self.beside, living)

        border = run.open(f"{self.id}_b", living, happens, event=True) if self.beside else None

        def done() -> None:
            if border is not None:
                run.waiting.remove(border)
            after()

        run.open(self.id, living, done)


@dataclass
class Script(Block):
    """A script: `add` a number or an `item`, `copy` a field, or `push` one to the log."""

    kind: str
    target: str
    source: str
    number: int = 0

    def draw(self, paper: Paper, at: str, condition: str = "") -> str:
        """Draw it."""
        text = {
            "add": f"{self.target} = {self.target} + {self.number}",
            "copy": f"{self.target} = {self.source}",
            "push": f"log = log + [{self.source}]",
            "item": f"{self.target} = {self.target} + {self.source}",
        }[self.kind]
        return paper.flow(at, paper.node("scriptTask", f"<script>{text}</script>"), condition)

    def run(self, run: Run, living: Living, after: Then) -> None:
        """Carry it out."""
        known = living.env.known()
        if self.kind == "push":
            living.env.set("log", [*known["log"], known[self.source]])
        elif self.kind == "copy":
            living.env.set(self.target, known[self.source])
        else:
            more = known[self.source] if self.kind == "item" else self.number
            living.env.set(self.target, known[self.target] + more)
        after()


@dataclass
class Split(Block):
    """Branches side by side: `and`, or `or`, of which the second is taken only where b is even."""

    kind: str
    branches: list[list[Block]]

    def draw(self, paper: Paper, at: str, condition: str = "") -> str:
        """Draw it."""
        tag = "parallelGateway" if self.kind == "and" else "inclusiveGateway"
        split, join = paper.flow(at, paper.node(tag), condition), paper.node(tag)
        for number, branch in enumerate(self.branches):
            last, way = split, ("a == a", "b % 2 == 0", "a == a")[number] if self.kind == "or" else ""
            for block in branch:
                last, way = block.draw(paper, last, way), ""
            paper.flow(last, join)
        return join

    def run(self, run: Run, living: Living, after: Then) -> None:
        """Carry out the branches, and wait for all."""
        even = living.env.known()["b"] % 2 == 0
        taken = [b for n, b in enumerate(self.branches) if self.kind == "and" or n != 1 or even]
        left = [len(taken)]

        def joined() -> None:
            left[0] -= 1
            if not left[0]:
                after()

        for branch in taken:
            run.then(branch, living, joined)


@dataclass
class Choice(Block):
    """One way where a is smaller than b, the other one else."""

    branches: list[list[Block]]

    def draw(self, paper: Paper, at: str, condition: str = "") -> str:
        """Draw it."""
        split, join = paper.flow(at, paper.node("exclusiveGateway"), condition), paper.node("exclusiveGateway")
        for way, branch in zip(("a &lt; b", "a &gt;= b"), self.branches, strict=True):
            last = split
            for block in branch:
                last, way = block.draw(paper, last, way), ""
            paper.flow(last, join)
        return join

    def run(self, run: Run, living: Living, after: Then) -> None:
        """Carry out one of them."""
        known = living.env.known()
        run.then(self.branches[0 if known["a"] < known["b"] else 1], living, after)


@dataclass
class Sub(Block):
    """A sub-process, with data objects of these names; perhaps done in rounds over numbers, with an item."""

    owns: tuple[str, ...]
    blocks: list[Block]
    item: str = ""
    numbers: tuple[int, ...] = ()
    parallel: bool = False
    collects: str = ""
    tag: str = "subProcess"

    def draw(self, paper: Paper, at: str, condition: str = "") -> str:
        """Draw it."""
        made = paper.name("sub")
        inner = "".join(OBJECT.format(f"{made}_{name}", name) for name in self.owns) + paper.inside(self.blocks)
        if self.item:
            about = f'isSequential="{str(not self.parallel).lower()}" camunda:elementVariable="{self.item}"'
            if self.collects:
                about += f' camunda:outputCollection="got" camunda:outputElement="{self.collects}"'
            inner += f'<multiInstanceLoopCharacteristics {about} camunda:collection="{list(self.numbers)}"/>'
        return paper.flow(at, paper.node(self.tag, inner, named=made), condition)

    def run(self, run: Run, living: Living, after: Then) -> None:
        """Carry it out, once or in rounds."""
        owns = frozenset(self.owns)
        if not self.item:
            inside = Living(Env(living.env, owns), after)
            run.sequence(self.blocks, inside)
            return
        got: list[object] = [None] * len(self.numbers)
        left = [len(self.numbers)]

        def one(number: int) -> None:
            mine = frozenset({self.item, self.collects}) - {""}
            round_ = Env(living.env, mine, {self.item: self.numbers[number]})
            inside = Env(round_, owns)

            def over() -> None:
                if self.collects:
                    got[number] = inside.known()[self.collects]
                left[0] -= 1
                if left[0]:
                    if not self.parallel:
                        one(number + 1)
                    return
                if self.collects:
                    living.env.set("got", got)
                after()

            run.sequence(self.blocks, Living(inside, over))

        for number in range(len(self.numbers) if self.parallel else 1):
            one(number)


def scripts(items: tuple[str, ...]) -> st.SearchStrategy[Block]:
    """A script that may ask for these items."""
    name, number = st.sampled_from(NAMES), st.integers(1, 9)
    some: list[st.SearchStrategy[Script]] = [
        st.builds(Script, st.just("add"), name, name, number),
        st.builds(Script, st.just("copy"), name, name),
        st.builds(Script, st.just("push"), st.just("log"), st.sampled_from((*NAMES, *items))),
    ]
    if items:
        some.append(st.builds(Script, st.just("item"), name, st.sampled_from(items)))
    return st.one_of(some)


@st.composite
def branches(draw: st.DrawFn, depth: int, items: tuple[str, ...]) -> list[Block]:
    """A step of a person (so that one token moves at a time), then up to three blocks."""
    beside = draw(st.lists(scripts(items), max_size=2)) if draw(st.integers(0, 3)) == 0 else []
    first = Task([Task(), *beside] if beside else [])
    return [first, *draw(st.lists(blocks(depth, items), max_size=3))]


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0, items: tuple[str, ...] = ()) -> Block:
    """One block."""
    kind = draw(
        st.sampled_from(("script", "script", "task") + (("and", "or", "xor", "sub", "many") if depth < 3 else ()))
    )
    if kind == "script":
        return draw(scripts(items))
    if kind == "task":
        return draw(branches(9, items))[0]
    inner = branches(depth + 1, items)
    if kind in ("and", "or"):
        return Split(kind, draw(st.lists(inner, min_size=2, max_size=3)))
    if kind == "xor":
        return Choice([draw(inner), draw(inner)])
    owns = tuple(draw(st.sets(st.sampled_from(NAMES), max_size=2)))
    if kind == "sub" or len(items) == len(ITEMS):
        return Sub(tuple(sorted(owns)), draw(inner), tag=draw(st.sampled_from(("subProcess", "transaction"))))
    item = ITEMS[len(items)]
    numbers = tuple(draw(st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True)))
    inside = draw(branches(depth + 1, (*items, item)))
    collects = draw(st.sampled_from(("", *NAMES)))
    return Sub(tuple(sorted(owns)), inside, item, numbers, draw(st.booleans()), collects)


@st.composite
def whole(draw: st.DrawFn) -> Block:
    """A process that is one block, with several branches in most cases."""
    return (
        Split("and", [draw(branches(1, ())), draw(branches(1, ()))])
        if draw(st.booleans())
        else Sub((), draw(branches(0, ())))
    )
