"""Forty scripts as people write them, with what they must give, and twelve conditions in Python and FEEL."""

from __future__ import annotations

from typing import Any

DATA: dict[str, Any] = {
    "amount": 1200,
    "name": "Ann",
    "items": [{"sku": "a", "price": 10.0, "qty": 2}, {"sku": "b", "price": 5.5, "qty": 4}],
    "approved": True,
    "customer": {"name": "Acme", "country": "DE", "tags": ["vip", "b2b"]},
    "votes": [1, -1, 1, 1],
    "due": "2026-11-01",
    "score": None,
}
SCRIPTS: dict[str, tuple[str, dict[str, Any]]] = {
    "assign": (
        "total = amount * 2",
        {"total": 2400},
    ),
    "del_name": (
        ("tmp = 1\ndel tmp"),
        {},
    ),
    "del_key": (
        "del customer['country']",
        {"customer": {"name": "Acme", "tags": ["vip", "b2b"]}},
    ),
    "listcomp": (
        "skus = [i['sku'] for i in items]",
        {"skus": ["a", "b"]},
    ),
    "sum_gen": (
        "total = sum(i['price']*i['qty'] for i in items)",
        {"total": 42.0},
    ),
    "dictcomp": (
        "m = {i['sku']: i['qty'] for i in items}",
        {"m": {"a": 2, "b": 4}},
    ),
    "setcomp_len": (
        "n = len({t for t in customer['tags']})",
        {"n": 2},
    ),
    "nested_set": (
        "customer['vip'] = 'vip' in customer['tags']",
        {"customer": {"name": "Acme", "country": "DE", "tags": ["vip", "b2b"], "vip": True}},
    ),
    "list_append": (
        ("votes.append(1)\nn = len(votes)"),
        {"n": 5},
    ),
    "aug": (
        ("amount += 5\namount *= 2"),
        {"amount": 2410},
    ),
    "aug_item": (
        ("customer['n'] = 1\ncustomer['n'] += 4"),
        {"customer": {"name": "Acme", "country": "DE", "tags": ["vip", "b2b"], "n": 5}},
    ),
    "ternary": (
        "level = 'high' if amount > 1000 else 'low'",
        {"level": "high"},
    ),
    "if_else": (
        ("if approved and amount > 1000:\n    lvl = 2\nelse:\n    lvl = 1"),
        {"lvl": 2},
    ),
    "for_loop": (
        ("t = 0\nfor i in items:\n    t += i['qty']"),
        {"t": 6},
    ),
    "while_loop": (
        ("n = 0\nwhile n < 5:\n    n += 1"),
        {"n": 5},
    ),
    "def_helper": (
        ("def disc(x, p=10):\n    return x * (100 - p) / 100\nprice = disc(200)"),
        {"price": 180.0},
    ),
    "def_recursive": (
        ("def fact(n):\n    return 1 if n < 2 else n * fact(n-1)\nf = fact(5)"),
        {"f": 120},
    ),
    "lambda_sort": (
        "s = sorted(items, key=lambda i: -i['qty'])[0]['sku']",
        {"s": "b"},
    ),
    "str_methods": (
        "u = name.upper().replace('A','B').strip().split('N')",
        {"u": ["B", "", ""]},
    ),
    "fstring": (
        "msg = f'Hello {name}, {amount:.2f} {customer[\"name\"]!r}'",
        {"msg": "Hello Ann, 1200.00 'Acme'"},
    ),
    "str_format": (
        "msg = '{} owes {:.1f}'.format(name, amount)",
        {"msg": "Ann owes 1200.0"},
    ),
    "percent": (
        "msg = '%s-%03d' % (name, 7)",
        {"msg": "Ann-007"},
    ),
    "round_minmax": (
        ("a = round(2.567, 2)\nb = min(votes) + max(votes)\nc = abs(-3)"),
        {"a": 2.57, "b": 0, "c": 3},
    ),
    "any_all": (
        ("a = any(v < 0 for v in votes)\nb = all(i['qty'] > 0 for i in items)"),
        {"a": True, "b": True},
    ),
    "zip_enum": (
        ("p = [(i, a) for i, a in enumerate(zip([1],[2]))]\nq = p[0][1][1]"),
        {"q": 2},
    ),
    "unpack": (
        ("a, b = 1, 2\na, b = b, a\nfirst, *rest = votes"),
        {"a": 2, "b": 1, "first": 1, "rest": [-1, 1, 1]},
    ),
    "try_except": (
        ("try:\n    x = int('z')\nexcept ValueError:\n    x = 0"),
        {"x": 0},
    ),
    "datetime_delta": (
        ("import datetime\nd = (datetime.datetime(2026,1,31) + datetime.timedelta(days=1)).isoformat()"),
        {"d": "2026-02-01T00:00:00"},
    ),
    "strptime": (
        ("import datetime\nd = datetime.datetime.strptime(due,'%Y-%m-%d').strftime('%d.%m.%Y')"),
        {"d": "01.11.2026"},
    ),
    "decimal": (
        ("import decimal\nd = str(decimal.Decimal('0.1') + decimal.Decimal('0.2'))"),
        {"d": "0.3"},
    ),
    "json_dumps": (
        ("import json\ns = json.dumps({'a': [1, None, True]})"),
        {"s": '{"a": [1, null, true]}'},
    ),
    "math": (
        ("import math\nc = math.ceil(2.1)"),
        {"c": 3},
    ),
    "get_default": (
        ("x = customer.get('vat', 'none')\nk = sorted(customer.keys())"),
        {"x": "none", "k": ["country", "name", "tags"]},
    ),
    "walrus_none": (
        ("y = score or 5\nif (n := len(items)) > 1:\n    z = n"),
        {"y": 5, "z": 2},
    ),
    "dict_merge": (
        ("d = {**customer, 'x': 1}\ne = d | {'y': 2}\nr = e['y']"),
        {"r": 2},
    ),
    "slice": (
        ("a = votes[1:3]\nb = name[::-1]"),
        {"a": [-1, 1], "b": "nnA"},
    ),
    "isinstance": (
        "t = isinstance(amount, int) and not isinstance(name, list)",
        {"t": True},
    ),
    "raise": (
        ("ok = 0\ntry:\n    raise ValueError('bad')\nexcept ValueError as e:\n    ok = str(e)"),
        {"ok": "bad"},
    ),
    "class_def": (
        ("class P:\n    def __init__(self, x):\n        self.x = x\nv = P(3).x"),
        {"v": 3},
    ),
    "generator": (
        ("def g():\n    yield 1\n    yield 2\nl = list(g())"),
        {"l": [1, 2]},
    ),
}
CONDITIONS: list[tuple[str, str, bool]] = [
    ("amount > 1000", "amount > 1000", True),
    ("approved and amount > 1000", "approved and amount > 1000", True),
    ("customer['country'] == 'DE'", 'customer.country = "DE"', True),
    ("customer['country'] in ['DE','AT']", 'customer.country in ["DE","AT"]', True),
    ("score is None", "score = null", True),
    ("not approved", "not(approved)", False),
    ("len(items) > 1", "count(items) > 1", True),
    ("any(i['qty'] > 3 for i in items)", "some i in items satisfies i.qty > 3", True),
    ("all(v > 0 for v in votes)", "every v in votes satisfies v > 0", False),
    ("sum(votes) >= 2", "sum(votes) >= 2", True),
    ("name.lower().startswith('a')", 'starts with(name, "A")', True),
    ("amount * 0.19 < 300", "amount * 0.19 < 300", True),
]
