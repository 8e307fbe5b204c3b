/** Lists of entries in forms: add one by copying the template, take one away; without scripts the server does it. */
import { say } from "./words";

function number(list: Element): void {
  [...list.children].forEach((entry, at) => {
    entry.querySelectorAll(":scope > .entry-title [data-number], :scope > button [data-number]").forEach((part) => { part.textContent = String(at + 1); });
  });
}

function first(entry: Element): HTMLElement | null {
  return entry.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button");
}

/** Bring one list to life. */
export function entries(field: HTMLElement): void {
  const list = field.querySelector<HTMLElement>(":scope > .entry-list");
  const template = field.querySelector<HTMLTemplateElement>(":scope > template");
  const add = field.querySelector<HTMLButtonElement>(":scope > button[name=_add]");
  const said = field.querySelector<HTMLElement>(":scope > [data-said]");
  if (!list || !template || !add) return;
  const most = Number(field.dataset.most ?? "300");
  let next = list.children.length;
  const changed = (words: string): void => {
    number(list);
    add.hidden = list.children.length >= most;
    if (said) said.textContent = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  add.addEventListener("click", (event) => {
    event.preventDefault();
    list.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll(`__${field.dataset.level}__`, String(next)));
    next += 1;
    const entry = list.lastElementChild;
    if (!entry) return;
    document.dispatchEvent(new CustomEvent("stepwell:new", { detail: entry }));
    changed(say("Entry {number} was added.", { number: list.children.length }));
    first(entry)?.focus();
  });
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[name=_remove]") : null;
    const entry = button?.closest("[data-entry]");
    if (!button || !entry || entry.parentElement !== list) return;
    event.preventDefault();
    const near = entry.nextElementSibling ?? entry.previousElementSibling;
    entry.remove();
    changed(say("An entry was removed. {count} left.", { count: list.children.length }));
    (near?.querySelector<HTMLElement>(":scope > button[name=_remove]") ?? add).focus();
  });
  add.hidden = list.children.length >= most;
}
