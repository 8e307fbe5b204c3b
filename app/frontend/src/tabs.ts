/**
 * The tabs of a page in place: what a tab holds is fetched when it is opened, and the address names the open one, so that
 * reloading, sending it on and going back all show the same. Without this, tabs are links to the page with another open.
 */
import { swap } from "./page";

let asked: AbortController | undefined;
let shown = location.search;

const place = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-tabs]");

/** Fetch the tabs as an address shows them and put them where they stand; where that fails the address is gone to. */
async function show(address: URL, focused: boolean): Promise<void> {
  const before = place();
  if (!before) return;
  asked?.abort();
  asked = new AbortController();
  shown = address.search;
  before.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "X-Part": "tabs", Accept: "text/html" }, signal: asked.signal });
    const html = answer.ok && !answer.redirected ? await answer.text() : "";
    const part = new DOMParser().parseFromString(html, "text/html").querySelector("[data-tabs]");
    if (!part) throw new Error(String(answer.status));
    const now = swap(before, part.outerHTML, true);
    const links = [...now.querySelectorAll<HTMLAnchorElement>(".tabs a")];
    if (focused) links.find((link) => link.href === address.href)?.focus({ preventScroll: true });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") return;
    // The address names this tab already: going there would only scroll.
    if (address.href === location.href) location.reload();
    else location.href = address.href;
  }
}

/** Open the tab that a link of this page leads to, and come to it where it does not stand in view. */
async function open(link: HTMLAnchorElement): Promise<void> {
  const address = new URL(link.href);
  const isTab = link.closest(".tabs") !== null;
  history.pushState(null, "", address);
  await show(address, isTab);
  if (!isTab) place()?.scrollIntoView();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href$='#tabs']") : null;
  if (!link || !place() || link.pathname !== location.pathname || event.defaultPrevented) return;
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  void open(link);
});

addEventListener("popstate", () => {
  if (place() && location.search !== shown) void show(new URL(location.href), false);
});

/** A link to what a tab holds that is not open opens it. */
function anchored(): void {
  const id = decodeURIComponent(location.hash.slice(1));
  const link = id ? document.getElementById(id)?.closest<HTMLAnchorElement>("[data-tabs] .tabs a") : null;
  if (!link) return;
  const address = new URL(link.href);
  address.hash = id;
  history.replaceState(null, "", address);
  void show(address, false).then(() => document.getElementById(id)?.scrollIntoView());
}

anchored();
addEventListener("hashchange", anchored);
