/** Keys: / search, g h|w|p|r go, j k items, n next task, e outline, ? help. Never while typing, never with a modifier. */
import { typing } from "./page";

const PLACES: Record<string, string> = { h: "home", w: "work", p: "processes", r: "proposals" };
let going = 0;

function walk(by: number): void {
  const items = [...document.querySelectorAll<HTMLElement>("main [data-item]")].filter((item) => item.offsetParent !== null);
  const at = items.findIndex((item) => item.classList.contains("here"));
  const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + by))];
  if (!next) return;
  items[at]?.classList.remove("here");
  next.classList.add("here");
  next.scrollIntoView({ block: "nearest" });
  (next.querySelector<HTMLElement>("a, button, input") ?? next).focus({ preventScroll: true });
}

function outline(): void {
  const list = document.querySelector<HTMLElement>(".outline");
  const fold = list?.closest<HTMLDetailsElement>("details");
  if (fold) fold.open = !fold.open;
  if (list && (!fold || fold.open)) {
    list.scrollIntoView({ block: "nearest" });
    list.querySelector<HTMLElement>("a")?.focus();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const gone = Date.now() - going < 1200;
  going = 0;
  const place = gone ? PLACES[event.key] : undefined;
  if (place) document.querySelector<HTMLAnchorElement>(`.rail a[data-key="${place}"]`)?.click();
  else if (event.key === "g") going = Date.now();
  else if (event.key === "/") document.querySelector<HTMLInputElement>("[data-key-search]")?.focus();
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "n") document.querySelector<HTMLAnchorElement>('main a[data-key="next"]')?.click();
  else if (event.key === "e") outline();
  else if (event.key === "?") document.querySelector<HTMLDialogElement>("#keys-help")?.showModal();
  else return;
  event.preventDefault();
});
