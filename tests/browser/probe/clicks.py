"""What a page shows after a click: each kind of control that opens, offers or switches something, used once."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import ElementHandle, Error, Page

from tests.browser.probe.window import DRAWN, WIDTHS, Window

CONTROLS = (
    "button[type=button], [role=tab], summary, .outline a[data-select], #main a[hx-get], input[role=combobox], "
    "textarea[aria-autocomplete]"
)
KINDS = """
(controls) => [...document.querySelectorAll(controls)].map((one) => {
  const shown = one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert], dialog:not([open])');
  const said = (name) => one.getAttribute(name) === 'true';
  const used = one.disabled || one.parentElement.open || said('aria-pressed') || said('aria-selected');
  const part = one.closest('[data-island], .menu, .tool, [role=tablist], section[class], aside, form');
  const does = ['mode', 'show', 'zoom', 'go'].map((name) => one.dataset[name] ?? '').join('');
  const named = (of) => `${of.tagName.toLowerCase()}.${[...of.classList].join('.')}`;
  const where = part ? named(part) + (part.dataset.island ?? '') : 'the page';
  return shown && !used ? `${named(one)} ${does} in ${where}` : null;
})
"""
SETTLED = "() => !document.querySelector('[aria-busy=true], .loading, .htmx-request')"
SHUT = "() => document.querySelectorAll('.menu[open], .tool[open]').forEach((one) => (one.open = false))"
OFFERED = "[role=listbox]:not([hidden])"
# What a browser notes where nothing was filled in or drawn yet: the page says so, which is looked at.
REFUSED = "status of 422"
MOST = 25


@dataclass
class Clicks:
    """Who uses what nobody used before; `known` are the kinds of controls that were."""

    known: set[str] = field(default_factory=set)

    def look(self, window: Window) -> list[str]:
        """Use each control of a new kind on the page that is open and say what is wrong with what it shows."""
        found: list[str] = []
        for _ in range(MOST):
            kinds: list[str | None] = window.page.evaluate(KINDS, CONTROLS)
            fresh = ((at, kind) for at, kind in enumerate(kinds) if kind and kind not in self.known)
            at, kind = next(fresh, (0, None))
            if kind is None:
                break
            self.known.add(kind)
            found += [f"after a click on {kind}: {one}" for one in self._use(window, at)]
            window.problems.clear()
        return found

    def _use(self, window: Window, at: int) -> list[str]:
        page = window.page
        here = page.url
        window.resized(WIDTHS[0])
        try:
            _used(page.query_selector_all(CONTROLS)[at], page)
        except Error as refused:
            return [f"nothing comes of it: {refused.message[:300]}"]
        problems = [said for said in window.problems if REFUSED not in said]
        wrong = [*problems, *window.measured(WIDTHS[0], "light", fitted=False), *_of_axe(window)]
        if page.url.partition("#")[0] != here.partition("#")[0]:
            page.goto(here)
        page.keyboard.press("Escape")
        page.evaluate(SHUT)
        return wrong


def _of_axe(window: Window) -> list[str]:
    """Give what axe says, but not that what an open list covers in part is small: it is not once that is shut."""
    covers = window.page.locator(OFFERED).count()
    return [one for one in window.axe() if not (covers and one.startswith("target-size"))]


def _used(control: ElementHandle, page: Page) -> None:
    typed: str = control.evaluate("one => ({ INPUT: 'a', TEXTAREA: '@a' })[one.tagName] ?? ''")
    control.click(timeout=20_000)
    if typed:
        page.keyboard.type(typed)
        page.wait_for_selector(OFFERED)
    live = page.locator("[data-live]").count()
    page.wait_for_load_state("load" if live else "networkidle")
    page.wait_for_function(SETTLED)
    page.wait_for_function(DRAWN)
