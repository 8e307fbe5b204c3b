"""Going through an expression or script: which names it reads that it has not set before, and how."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from processes.forms.variable_usage import calls, hints
from processes.forms.variable_usage.places import CONDITIONS, Places
from processes.forms.variable_usage.use import Use


class Reader(Places, ast.NodeVisitor):
    """Goes through an expression or script in its order, and notes how each name is read that it has not set before."""

    # what statements say

    def visit_Assign(self, node: ast.Assign) -> None:
        """What is given is read first; from there on the name is the script's own."""
        self.visit(node.value)
        for target in node.targets:
            self._assign(target, node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """`a += b` reads both."""
        self.visit_BinOp(ast.BinOp(node.target, node.op, node.value))
        self._assign(node.target, None)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """An assignment that says a type."""
        if node.value is not None:
            self.visit(node.value)
            self._assign(node.target, node.value)

    def visit_For(self, node: ast.For) -> None:
        """What is gone through is a list; the name of the loop is one of its items."""
        self._each(node.target, node.iter)
        for inner in (*node.body, *node.orelse):
            self.visit(inner)

    def visit_If(self, node: ast.If) -> None:
        """A question."""
        self._ask(node.test)
        for inner in (*node.body, *node.orelse):
            self.visit(inner)

    def visit_While(self, node: ast.While) -> None:
        """A question that is asked again."""
        self._ask(node.test)
        for inner in (*node.body, *node.orelse):
            self.visit(inner)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """What a function is called with is its own."""
        self.own[node.name] = Use()
        self.own.update({arg.arg: Use() for arg in node.args.args})
        for inner in node.body:
            self.visit(inner)

    def visit_Expr(self, node: ast.Expr) -> None:
        """A value by itself is what the expression gives."""
        use = self.place(node.value)
        if use is None:
            self.visit(node.value)
        else:
            hints.note(use, self.whole)

    # what values say

    def visit_Name(self, node: ast.Name) -> None:
        """A name that is read in a way that says nothing."""
        use = self.place(node)
        if use is not None and isinstance(node.ctx, ast.Load):
            use.otherwise = True

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """A field that is read."""
        use = self.place(node)
        if use is None:
            self.visit(node.value)
        else:
            use.otherwise = True

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """A field or an item; with a condition, as in FEEL, those items for which it holds."""
        if self.place(node) is None:
            self.visit(node.value)
        if not isinstance(node.slice, (ast.Constant, *CONDITIONS)) and self.place(node.slice) is None:
            self.visit(node.slice)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What is compared is of one kind; what something is looked for in is a list, or a text."""
        sides = [node.left, *node.comparators]
        places = [use for side in sides if (use := self.place(side)) is not None]
        for side in sides:
            if self.place(side) is None:
                self.visit(side)
        counted = any(hints.is_reckoned(side) for side in sides)
        for use in places:
            use.add(Use(counted=True) if counted else hints.compared(node))
        if any(isinstance(op, (ast.In, ast.NotIn)) for op in node.ops) and self.place(node.comparators[-1]) is not None:
            calls.looked_in(self, node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """A sum of texts is a text; otherwise it is counted with."""
        parts = hints.parts_of(node)
        kind = hints.of_sum(node, [(part, self.place(part)) for part in parts])
        for part in parts:
            use = self.place(part)
            if use is None:
                self.visit(part)
            else:
                use.add(kind)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Questions joined."""
        for part in node.values:
            self._ask(part)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """A question turned, or a number."""
        if isinstance(node.op, ast.Not):
            self._ask(node.operand)
            return
        self.give(node.operand, "number")
        if self.place(node.operand) is None:
            self.visit(node.operand)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """A question, and what follows from it."""
        self._ask(node.test)
        self.visit(node.body)
        self.visit(node.orelse)

    def visit_Call(self, node: ast.Call) -> None:
        """What is called says what it is called with."""
        calls.read_call(self, node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """What it is called with is its own."""
        before = dict(self.own)
        self.own.update({arg.arg: Use() for arg in node.args.args})
        self.visit(node.body)
        self.own = before

    def visit_ListComp(self, node: ast.ListComp) -> None:
        """Each item of a list."""
        self.rounds(node.generators, [node.elt])

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        """Each item of a list."""
        self.rounds(node.generators, [node.elt])

    def visit_SetComp(self, node: ast.SetComp) -> None:
        """Each item of a list."""
        self.rounds(node.generators, [node.elt])

    def visit_DictComp(self, node: ast.DictComp) -> None:
        """Each item of a list."""
        self.rounds(node.generators, [node.key, node.value])

    def each_by(self, rule: ast.Lambda, source: ast.expr) -> None:
        """What a rule asks of each item of a list."""
        use, before = self.place(source), dict(self.own)
        names = [arg.arg for arg in rule.args.args]
        self.own.update({name: use.items() if use is not None else Use() for name in names[:1]})
        if self.place(rule.body) is None:
            self.visit(rule.body)
        self.own = before

    def _each(self, target: ast.expr, source: ast.expr) -> None:
        inner = calls.gone_through(self, source)
        if isinstance(target, ast.Name):
            self.own[target.id] = inner if inner is not None else Use()
        else:
            self._assign(target, None)
            names = target.elts if isinstance(target, ast.Tuple) else []
            if inner is not None and names and isinstance(names[-1], ast.Name) and hints.is_numbered(source):
                self.own[names[-1].id] = inner

    def rounds(self, generators: Iterable[ast.comprehension], made: Iterable[ast.expr], kind: str = "") -> None:
        """Each item of a list; what is made of it must be of this kind."""
        before = dict(self.own)
        for one in generators:
            self._each(one.target, one.iter)
            for test in one.ifs:
                self._ask(test)
        for part in made:
            if kind:
                self.give(part, kind)
            if not kind or self.place(part) is None:
                self.visit(part)
        self.own = before
