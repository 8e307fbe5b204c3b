/**
 * A list that one works through: j and k go from row to row, with what a row leads to beside it where there is room;
 * rows with a tick are chosen by x, shift and Ctrl+A, and a bar says what would be done with how many.
 */
import { Beside } from "./beside";
import { need, swap, typing } from "./page";
import { say } from "./words";

const ROWS = "[data-row]";
const TICKS = "input[name=task]";

class List {
  private last: HTMLInputElement | null = null;
  private readonly beside: Beside;

  constructor(private readonly root: HTMLElement) {
    this.beside = new Beside(root, (words) => this.said(words), () => this.refresh());
    root.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("change", () => this.count());
    root.addEventListener("submit", (event) => void this.sent(event));
    document.addEventListener("keydown", (event) => this.pressed(event), true);
    document.addEventListener("stepwell:new", () => this.renewed());
    this.renewed();
  }

  private rows(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(ROWS)];
  }

  private ticks(): HTMLInputElement[] {
    return [...this.root.querySelectorAll<HTMLInputElement>(TICKS)];
  }

  private said(words: string): void {
    need(this.root, "[data-list-said]").textContent = words;
  }

  /** The list has come anew: the row beside which something stands is marked again. */
  private renewed(): void {
    this.root.querySelector("[data-chosen]")?.classList.add("floats");
    this.beside.mark();
    this.count();
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest("[data-choose-none]")) return this.tickAll(false);
    if (target.closest("[data-choose-every]")) return this.tickAll(true);
    if (target instanceof HTMLInputElement && target.matches(TICKS)) return this.ticked(target, event.shiftKey);
    const link = target.closest<HTMLAnchorElement>(`${ROWS} .what a`);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !this.beside.fits()) return;
    event.preventDefault();
    void this.open(need(this.root, `[data-row="${link.closest<HTMLElement>(ROWS)?.dataset.row ?? ""}"]`), true);
  }

  /** A tick with shift takes those between it and the last one along. */
  private ticked(box: HTMLInputElement, range: boolean): void {
    const all = this.ticks();
    const from = this.last ? all.indexOf(this.last) : -1;
    const to = all.indexOf(box);
    if (range && from >= 0) for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
    this.last = box;
    this.count();
  }

  private tickAll(on: boolean): void {
    for (const one of this.ticks()) one.checked = on;
    this.count();
    if (!on) this.here()?.querySelector<HTMLElement>("a")?.focus();
  }

  /** Say in the bar how many are chosen, and what each button would do with how many of them. */
  private count(): void {
    const bar = this.root.querySelector<HTMLElement>("[data-chosen]");
    if (!bar) return;
    const chosen = this.ticks().filter((one) => one.checked);
    const able = (act: string): number => chosen.filter((one) => (one.dataset.can ?? "").split(" ").includes(act)).length;
    bar.classList.toggle("some", chosen.length > 0);
    const number = (text: string | undefined, n: number): string => (text ?? "").replace("{n}", n.toLocaleString(document.documentElement.lang));
    need(bar, "[data-chosen-head]").hidden = !chosen.length;
    const head = need(bar, "[data-chosen-count]");
    head.textContent = number(head.dataset.chosenCount, chosen.length);
    for (const button of bar.querySelectorAll<HTMLButtonElement>("button[data-of-n]")) {
      const n = able(button.value);
      button.hidden = chosen.length > 0 && !n;
      need(button, "span").textContent = number(button.dataset.ofN, n);
    }
    const left = chosen.length - able("complete");
    const not = need(bar, "[data-chosen-not]");
    not.hidden = !left;
    not.textContent = number(not.dataset.chosenNot, left);
  }

  /** Do it without a page load; only handing over asks on a page of its own to whom. */
  private async sent(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    const act = (event.submitter as HTMLButtonElement | null)?.value ?? "";
    if (!form.matches("[data-chosen]") || event.defaultPrevented || act === "delegate") return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    body.delete("task");
    for (const one of this.ticks()) if (one.checked && (one.dataset.can ?? "").split(" ").includes(act)) body.append("task", one.value);
    const part = need(this.root, ".list-part");
    part.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1", Accept: "text/html" } });
      const html = await answer.text();
      if (!html.includes('class="list-part"')) throw new Error(String(answer.status));
      const now = swap(part, html, true);
      now.querySelector<HTMLElement>("[data-said], [data-error-summary]")?.focus();
    } catch {
      part.removeAttribute("aria-busy");
      delete form.dataset.sent;
      form.submit();
    }
  }

  private async refresh(): Promise<void> {
    const part = this.root.querySelector<HTMLElement>(".list-part");
    if (!part || this.ticks().some((one) => one.checked)) return;
    const answer = await fetch(this.root.dataset.narrowed ?? location.href, { headers: { "X-Fragment": "1", Accept: "text/html" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) swap(part, await answer.text(), true);
  }

  private here(): HTMLElement | undefined {
    const rows = this.rows();
    return rows.find((row) => row.contains(document.activeElement)) ?? rows.find((row) => row.classList.contains("here"));
  }

  private async open(row: HTMLElement, inside: boolean): Promise<void> {
    const link = need<HTMLAnchorElement>(row, ".what a");
    const rows = this.rows();
    row.scrollIntoView({ block: "nearest" });
    if (!inside) link.focus({ preventScroll: true });
    if (!this.beside.fits()) {
      for (const one of rows) one.classList.toggle("here", one === row);
      return;
    }
    const next = rows[rows.indexOf(row) + 1]?.dataset.row ?? "";
    await this.beside.open(link.href, row.dataset.row ?? "", next, inside);
    this.beside.mark();
    if (!inside) this.said(say("{n} of {all}: {what}. Enter goes to it.", { n: rows.indexOf(row) + 1, all: rows.length, what: link.textContent?.trim() ?? "" }));
  }

  private pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || (typing(event.target) && !(event.target as Element).matches(TICKS))) return;
    const rows = this.rows();
    const here = this.here();
    const within = this.root.querySelector(".list-part")?.contains(document.activeElement) ?? false;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "a" || !within || !this.ticks().length) return;
      this.tickAll(true);
    } else if (event.key === "j" || event.key === "k") {
      const at = here ? rows.indexOf(here) + (event.key === "j" ? 1 : -1) : 0;
      const after = here ? undefined : rows.find((one) => one.dataset.row === this.beside.next);
      const row = after ?? rows[Math.max(0, Math.min(rows.length - 1, at))];
      if (!row) return;
      void this.open(row, false);
    } else if (event.key === "x" && here?.querySelector(TICKS)) {
      const box = need<HTMLInputElement>(here, TICKS);
      box.checked = !box.checked;
      this.ticked(box, false);
    } else if (event.key === "Enter" && here && this.beside.fits() && here.querySelector(".what a") === document.activeElement) {
      void this.open(here, true);
    } else if (event.key === "Escape" && this.beside.shown) {
      this.beside.close();
    } else if (event.key === "Escape" && this.ticks().some((one) => one.checked)) this.tickAll(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Bring a list to life. */
export function list(element: HTMLElement): void {
  new List(element);
}
