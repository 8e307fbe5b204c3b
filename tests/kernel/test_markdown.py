"""What people write becomes safe HTML, and names whom it means to name."""

from __future__ import annotations

import pytest

from app.kernel.pages.markdown import mentions, to_html


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@anna.berg and (@tom), **@gus**: @anna.berg", ("anna.berg", "tom", "gus")),
        ("@o'brien@example.org", ("o'brien@example.org",)),
        ("run `@anna` now", ()),
        ("```\n@anna\n```", ()),
        ("~~~python\n@app.route\n~~~\n@tom", ("tom",)),
        ("Before:\n\n    @anna\n\nafter @tom", ("tom",)),
        ("> @anna said so\n\n@tom", ("tom",)),
        ("- one\n  > @anna\n- @tom", ("tom",)),
        ("write to x@anna.example or first.last+tag@tom.example", ()),
        ("see https://social.example/@anna and <https://social.example/@tom>", ()),
    ],
)
def test_mentions_are_not_in_code_quotes_or_addresses(text, named):
    assert mentions(text) == named


def test_bare_links_are_links_that_pass_nothing_on():
    html = to_html("See https://a.example/x?a=1&b=2, (http://b.example/c(d)) and `https://code.example`.")
    assert html.count("<a ") == 2
    assert 'href="https://a.example/x?a=1&amp;b=2" rel="nofollow noopener noreferrer">' in html
    assert ">http://b.example/c(d)</a>)" in html and "<code>https://code.example</code>" in html


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example"])
def test_other_schemes_stay_text(text):
    assert "<a" not in to_html(text)


def test_links_that_have_words_stay_as_they_are():
    html = to_html("[https://a.example](https://b.example) <https://c.example/d>")
    assert html.count("<a ") == 2 and 'href="https://b.example"' in html


def test_each_paragraph_has_the_direction_of_its_words():
    assert to_html("שלום\n\n- one") == '<p dir="auto">שלום</p>\n<ul>\n<li dir="auto">one</li>\n</ul>\n'
