"""A person in front of a browser: whatever goes wrong in it fails the test."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

REPOSITORY = Path(__file__).resolve().parents[2]
AXE = REPOSITORY / "app" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = os.environ.get("STEPWELL_SCREENSHOTS")
WATCH = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.__violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));
"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# How high a window browsers still lay out and draw well.
HIGHEST = 8_000
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
DRAWN = """
() => !document.querySelector('[data-tabs][aria-busy]') && [...document.querySelectorAll('figure[data-island]')].every(
  (figure) => figure.closest('details:not([open])') || figure.dataset.ready || figure.dataset.failed
    || figure.querySelector('svg'))
"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Person:
    """Somebody with a browser window; `problems` is what the browser complained about."""

    url: str
    context: BrowserContext
    page: Page
    problems: list[str] = field(default_factory=list)

    @classmethod
    def arrive(
        cls,
        browser: Browser,
        url: str,
        *,
        narrow: bool = False,
        scripts: bool = True,
        zone: str | None = None,
        worker: bool = False,
    ) -> Person:
        """Open a window, on a phone if `narrow`, without JavaScript if not `scripts`, where the clocks of `zone` go.

        What speaks where there is no network, the `worker`, costs each window some files and is left out.
        """
        context = browser.new_context(
            viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
            java_script_enabled=scripts, reduced_motion="reduce", timezone_id=zone,
            service_workers="allow" if worker else "block",
        )  # fmt: skip
        context.set_default_timeout(60_000)
        page = context.new_page()
        person = cls(url, context, page)
        if scripts:
            page.add_init_script(WATCH)
        page.on("console", lambda message: person._said(message.type, message.text))
        page.on("pageerror", lambda error: person.problems.append(f"error: {error}"))
        return person

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.problems.append(f"console: {text} at {self.page.url}")

    def sign_in(self, email: str, password: str) -> Person:
        """Sign in by the form."""
        self.page.goto(f"{self.url}/signin")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Hello")
        return self

    def visit(self, path: str) -> Page:
        """Go to a page and look it over."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        self.look()
        return self.page

    def press(self, name: str, *, exact: bool = True) -> Page:
        """Press a button, wait for what comes of it, and look it over."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state("networkidle" if not self.page.locator("[data-live]").count() else "load")
        self.look()
        return self.page

    def look(self) -> None:
        """Fail on console errors, CSP violations and what axe finds."""
        self.page.wait_for_function(DRAWN)
        assert self.page.evaluate("window.__violations") == []
        assert self.problems == []
        found = self.axe()
        assert found == [], f"{self.page.url}\n" + "\n".join(found)

    def axe(self) -> list[str]:
        """Give what axe finds wrong on the page as it is now.

        The window is made as high as the page meanwhile: of what a bar covers half, axe takes the other half for all.
        """
        scrolled = self.page.evaluate("scrollY")
        size, high = self.page.viewport_size, int(self.page.evaluate("document.documentElement.scrollHeight"))
        if size is not None:
            self.page.set_viewport_size({"width": size["width"], "height": min(max(high, size["height"]), HIGHEST)})
            self.page.evaluate("scrollTo(0, 0)")
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(
            "rules => axe.run(document, rules).then(result => result.violations)", RULES
        )
        if size is not None:
            self.page.set_viewport_size(size)
            self.page.evaluate("y => scrollTo(0, y)", scrolled)
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:160]}"
            for violation in found
            for node in violation["nodes"]
        ]

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page for people to look at, where STEPWELL_SCREENSHOTS names a folder."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

    def leave(self) -> None:
        """Close the window."""
        self.context.close()
