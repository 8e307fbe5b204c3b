"""What functions and methods say of the values that they are called with, or on: the kinds that `hints.note` knows."""

from __future__ import annotations

BY_FUNCTION = {
    **dict.fromkeys(("sum", "max", "min"), "numbers"),
    **dict.fromkeys(("any", "all", "sorted", "list", "set", "tuple", "enumerate", "reversed", "zip"), "list"),
    **dict.fromkeys(("abs", "round", "int", "float"), "number"), "range": "count", "bool": "truth", "dict": "object",
}  # fmt: skip
BY_METHOD = {
    **dict.fromkeys(
        ("upper", "lower", "strip", "startswith", "endswith", "split", "replace", "title", "isdigit", "format",
         "join", "lstrip", "rstrip", "capitalize", "find", "splitlines", "removeprefix", "removesuffix"), "text"),
    **dict.fromkeys(("append", "extend", "index", "count", "sort", "pop", "insert", "remove"), "list"),
    **dict.fromkeys(("items", "keys", "values", "get", "update"), "object"),
}  # fmt: skip
GIVE_TEXT = ("upper", "lower", "strip", "replace", "title", "format", "join", "capitalize", "isoformat", "strftime")
BY_FEEL = {
    **dict.fromkeys(
        ("count", "list contains", "append", "concatenate", "union", "distinct values", "flatten", "index of",
         "insert before", "remove", "reverse", "sublist", "sort", "any", "all", "duplicate values"), "list"),
    **dict.fromkeys(("sum", "mean", "median", "mode", "stddev", "product", "min", "max"), "numbers"),
    **dict.fromkeys(("floor", "ceiling", "modulo", "sqrt", "exp", "log", "odd", "even", "decimal", "abs"), "number"),
    **dict.fromkeys(
        ("contains", "string length", "substring", "matches", "replace", "split", "substring before", "number",
         "substring after", "upper case", "lower case", "starts with", "ends with"), "text"),
    "string join": "texts", "date": "date", "time": "time", "date and time": "date-time", "duration": "duration",
    "get entries": "object",
}  # fmt: skip
BY_CLASS = {"date": "date", "datetime": "date-time", "time": "time"}
