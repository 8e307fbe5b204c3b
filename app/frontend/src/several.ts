/** Many boxes to tick become a field that finds: what is chosen stands above it, each with a button that takes it out. */
import { folded } from "./combobox";
import { tag } from "./page";
import { option, popup } from "./popup";
import { say } from "./words";

const MOST = 50;
let count = 0;

/** Bring a list of boxes to life; they stay in the form and are sent as they were. */
export function several(fieldset: HTMLElement): void {
  const boxes = [...fieldset.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const words = new Map(boxes.map((box) => [box, box.closest("label")?.querySelector("span")?.textContent?.trim() ?? box.value]));
  const legend = fieldset.querySelector("legend")?.textContent?.trim() ?? "";
  const chosen = tag("ul", "chips", "");
  chosen.setAttribute("aria-label", say("What is chosen"));
  const field = document.createElement("input");
  field.type = "text";
  field.className = "choosing";
  field.dir = "auto";
  field.id = `several-${++count}`;
  field.setAttribute("aria-label", legend);
  const around = tag("div", "finding", "");
  around.append(field);
  for (const box of boxes) {
    const label = box.closest("label");
    if (label) label.hidden = true;
  }
  (boxes[0]?.closest("label") ?? fieldset.lastElementChild)?.before(chosen, around);

  const list = popup({ field, label: legend, tabTakes: true, take: (taken) => {
    const box = boxes[Number(taken.dataset.at)];
    if (box) tick(box, true);
    field.value = "";
  } });

  function tick(box: HTMLInputElement, on: boolean): void {
    box.checked = on;
    for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
    show();
  }

  function chip(box: HTMLInputElement): HTMLElement {
    const item = tag("li", "", "");
    const button = tag("button", "chip small", words.get(box) ?? "") as HTMLButtonElement;
    button.type = "button";
    button.setAttribute("aria-label", say("Choose {name} no longer", { name: words.get(box) ?? "" }));
    button.append(tag("span", "", "×"));
    button.addEventListener("click", () => {
      tick(box, false);
      field.focus();
    });
    item.append(button);
    return item;
  }

  function show(): void {
    chosen.replaceChildren(...boxes.filter((box) => box.checked).map(chip));
    chosen.hidden = !chosen.children.length;
  }

  function open(): void {
    const typed = folded(field.value).split(/\s+/);
    const fits = boxes.map((box, at) => ({ box, at })).filter(({ box }) => !box.checked && typed.every((word) => folded(words.get(box) ?? "").includes(word)));
    const nodes = fits.slice(0, MOST).map(({ box, at }) => {
      const made = option(`${field.id}-${at}`, words.get(box) ?? "");
      made.dataset.at = String(at);
      return made;
    });
    if (!nodes.length) {
      const none = option(`${field.id}-none`, say("Nothing fits. Type fewer letters."));
      none.setAttribute("aria-disabled", "true");
      nodes.push(none);
    }
    list.show(nodes, say("Fits: {number}", { number: fits.length }), field.value !== "" && fits.length > 0);
  }

  field.addEventListener("input", open);
  field.addEventListener("click", () => { if (!list.open) open(); });
  field.addEventListener("blur", () => { field.value = ""; });
  field.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || list.open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    open();
  });
  for (const box of boxes) box.addEventListener("stepwell:set", show);
  fieldset.closest("form")?.addEventListener("reset", () => setTimeout(show));
  show();
}
