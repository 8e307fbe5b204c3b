/**
 * The page that a row of a list leads to, beside the list: the real page without its frame. What is sent in it is sent
 * as its forms say, and where that leads is shown here too. The address names what is shown, so that going back closes it.
 */
import { csrf, swap, tag } from "./page";
import { say } from "./words";

const ROOM = matchMedia("(width >= 1100px)");
const NAME = "open";

export class Beside {
  /** Which row's page stands beside the list; empty where none does. */
  shown = "";
  private readonly place: HTMLElement | null;
  private asked: AbortController | null = null;
  /** The row after the one that is shown, for when that has gone from the list. */
  next = "";
  /** What the list would have said of what was done beside it. */
  private told: HTMLElement | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly said: (words: string) => void,
    private readonly refresh: () => Promise<void>,
  ) {
    this.place = root.querySelector<HTMLElement>(".beside");
    this.place?.addEventListener("submit", (event) => void this.sent(event));
    this.place?.addEventListener("click", (event) => this.clicked(event));
    addEventListener("popstate", () => this.follow());
    ROOM.addEventListener("change", () => { if (!this.fits()) this.close(); });
    this.follow();
  }

  /** Whether there is room beside the list. */
  fits(): boolean {
    return !!this.place && ROOM.matches;
  }

  /** Show a page beside the list; `inside` takes the focus there. */
  async open(href: string, id: string, next: string, inside: boolean): Promise<void> {
    const first = !this.shown;
    this.next = next;
    if (id !== this.shown) {
      this.shown = id;
      const address = new URL(location.href);
      address.searchParams.set(NAME, id);
      history[first ? "pushState" : "replaceState"](null, "", address);
      if (!(await this.show(href, { signal: this.fresh() }))) return;
    }
    if (inside) this.focus();
  }

  /** Take what stands beside the list away again, and go back to its row. */
  close(): void {
    if (!this.shown) return;
    const address = new URL(location.href);
    address.searchParams.delete(NAME);
    history.replaceState(null, "", address);
    this.clear();
  }

  private clear(): void {
    const row = this.row(this.shown);
    const within = this.place?.contains(document.activeElement) ?? false;
    this.shown = "";
    this.asked?.abort();
    this.place?.replaceChildren();
    if (this.place) this.place.hidden = true;
    this.root.classList.remove("opened");
    this.mark();
    if (within) row?.querySelector<HTMLElement>("a")?.focus();
  }

  /** Do as the address says: after going back or forth, or when the page was loaded with it. */
  private follow(): void {
    const id = new URLSearchParams(location.search).get(NAME) ?? "";
    if (!id) { this.clear(); return; }
    const link = this.row(id)?.querySelector<HTMLAnchorElement>(".what a");
    if (!link || !this.fits() || id === this.shown) return;
    this.shown = id;
    this.mark();
    void this.show(link.href, { signal: this.fresh() });
  }

  private row(id: string): HTMLElement | null {
    return id ? this.root.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) : null;
  }

  private fresh(): AbortSignal {
    this.asked?.abort();
    this.asked = new AbortController();
    return this.asked.signal;
  }

  /** Fetch a page without its frame and show it; gives where it was in the end, nothing where another was asked for. */
  private async show(href: string, more: RequestInit): Promise<URL | null> {
    const place = this.place;
    if (!place) return null;
    place.hidden = false;
    this.root.classList.add("opened");
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(href, { ...more, headers: { "X-Part": "main", Accept: "text/html", "X-CSRF-Token": csrf() } });
      const html = await answer.text();
      const part = new DOMParser().parseFromString(html, "text/html").querySelector(".part");
      if (!part) throw new Error(String(answer.status));
      const where = new URL(answer.url || href, location.href);
      if (where.pathname !== location.pathname) swap(place, part.outerHTML);
      else this.told = part.querySelector<HTMLElement>(".flashes:not(:empty)");
      place.scrollTop = 0;
      return where;
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return null;
      if (more.method === "POST") this.unsent(place);
      else location.href = href;
      return null;
    } finally {
      if (!more.signal?.aborted) place.removeAttribute("aria-busy");
    }
  }

  /** What did not arrive stays as it was typed, to be sent again. */
  private unsent(place: HTMLElement): void {
    place.querySelector("[data-unsent]")?.remove();
    for (const form of place.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
    const note = tag("p", "callout warning", say("It could not be sent."));
    note.dataset.unsent = "";
    note.setAttribute("role", "alert");
    place.prepend(note);
  }

  /** A link to what the list leads to, or to what comes next, is followed here; one to the list goes back to it. */
  private clicked(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const row = [...this.root.querySelectorAll<HTMLAnchorElement>("[data-row] .what a")].find((one) => one.href === link.href)?.closest<HTMLElement>("[data-row]");
    const isList = link.pathname === location.pathname && !link.search && !link.hash;
    if (!row && !isList && link.dataset.key !== "next") return;
    event.preventDefault();
    if (isList) { this.close(); return; }
    const after = row?.nextElementSibling as HTMLElement | null | undefined;
    void this.open(link.href, row?.dataset.row ?? link.pathname.split("/").pop() ?? "", after?.dataset.row ?? "", true).then(() => this.mark());
  }

  /** Mark the row whose page stands beside the list. */
  mark(): void {
    for (const row of this.root.querySelectorAll<HTMLElement>("[data-row]")) {
      const here = row.dataset.row === this.shown;
      row.classList.toggle("here", here);
      if (here) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  /** Send a form of the page beside the list; where it leads back to the list the next one is opened. */
  private async sent(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.place?.hasAttribute("aria-busy")) return;
    const [id, next] = [this.shown, this.next];
    this.told = null;
    const where = await this.show(button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action, {
      method: "POST", body: new FormData(form, button),
    });
    if (!where) return;
    await this.refresh();
    if (where.pathname !== location.pathname) { this.focus(); return; }
    const ahead = this.row(next) ?? this.root.querySelector<HTMLElement>("[data-row]");
    const link = ahead?.querySelector<HTMLAnchorElement>(".what a");
    if (!ahead || !link || ahead.dataset.row === id) {
      this.close();
      this.said(this.toldNow()?.textContent?.trim() ?? "");
      return;
    }
    const after = ahead.nextElementSibling as HTMLElement | null;
    await this.open(link.href, ahead.dataset.row ?? "", after?.dataset.row ?? "", true);
    this.mark();
  }

  private toldNow(): HTMLElement | null {
    const told = this.told;
    this.told = null;
    return told;
  }

  private focus(): void {
    const head = this.place?.querySelector<HTMLElement>("[data-error-summary], h1");
    if (!head) return;
    head.tabIndex = -1;
    head.focus();
    const before = this.toldNow();
    if (before) this.place?.prepend(before);
    const told = this.place?.querySelector(".flashes");
    const words = say("{what}. Escape goes back to the list.", { what: head.textContent?.trim() ?? "" });
    this.said(`${told?.textContent?.trim() ?? ""} ${words}`.trim());
  }
}
