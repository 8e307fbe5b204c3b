/** A long select becomes a field that finds: one types, arrows and Enter choose. Without scripts it stays a select. */
import { option, paused, popup } from "./popup";
import { say } from "./words";

interface Choice {
  value: string;
  words: string;
  more: string;
}

const MOST = 50;
const COPIED = ["aria-describedby", "aria-invalid", "aria-label", "disabled"];

/** Text as it is compared: without case and accents. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}

function fitting(choices: Choice[], text: string): Choice[] {
  const words = folded(text).split(/\s+/);
  return choices.filter(({ words: said, more }) => words.every((word) => folded(`${said} ${more}`).includes(word)));
}

/** Bring a select to life; with `data-offers`, an address, the server is asked for what is not in it. */
export function combobox(element: HTMLElement): void {
  const select = element as HTMLSelectElement;
  const blank = [...select.options].find((one) => !one.value);
  const needed = select.required;
  const field = document.createElement("input");
  field.type = "text";
  field.className = "choosing";
  field.dir = "auto";
  field.id = select.id;
  field.placeholder = blank?.text ?? "";
  for (const name of COPIED) if (select.hasAttribute(name)) field.setAttribute(name, select.getAttribute(name) ?? "");
  if (needed) field.setAttribute("aria-required", "true");
  select.id += "-select";
  select.required = false;
  select.hidden = true;
  select.after(field);

  const label = document.querySelector<HTMLLabelElement>(`label[for="${CSS.escape(field.id)}"]`)?.firstChild?.textContent ?? "";
  let shown: Choice[] = [];
  const list = popup({ field, label: label.trim(), tabTakes: true, take: (chosen) => put(shown[Number(chosen.dataset.at)]) });

  const known = (): Choice[] => [...select.options].filter((one) => one.value || !needed)
    .map((one) => ({ value: one.value, words: one.text, more: one.dataset.more ?? "" }));
  const sync = (): void => {
    const now = select.selectedOptions[0];
    field.value = now?.value ? now.text : "";
  };

  function put(choice: Choice | undefined): void {
    if (!choice) return;
    if (![...select.options].some((one) => one.value === choice.value)) select.add(new Option(choice.words, choice.value));
    const changed = select.value !== choice.value;
    select.value = choice.value;
    sync();
    if (changed) for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  function offer(found: Choice[], more: boolean): void {
    shown = found.slice(0, MOST);
    const nodes: HTMLElement[] = shown.map((choice, at) => {
      const made = option(`${field.id}-${at}`, choice.words, choice.more);
      made.dataset.at = String(at);
      return made;
    });
    if (!nodes.length) {
      const none = option(`${field.id}-none`, say("Nothing fits. Type fewer letters."));
      none.setAttribute("aria-disabled", "true");
      nodes.push(none);
    } else if (more || found.length > MOST) nodes.push(hint(say("There are more: type a few letters of the name.")));
    list.show(nodes, say("Fits: {number}", { number: found.length }), !!typed() && shown.length > 0);
  }

  function hint(words: string): HTMLElement {
    const made = document.createElement("div");
    made.className = "offer-head";
    made.setAttribute("role", "presentation");
    made.textContent = words;
    return made;
  }

  const typed = (): string => (folded(field.value) === folded(select.selectedOptions[0]?.text ?? "") ? "" : field.value.trim());
  const look = paused(
    async (signal, text) => {
      const address = new URL(select.dataset.offers ?? "", location.href);
      address.searchParams.set("q", text);
      const answer = await fetch(address, { signal, headers: { Accept: "application/json", "X-Fragment": "1" } });
      return (await answer.json()) as { items: Choice[]; cut: boolean };
    },
    ({ items, cut }) => { if (document.activeElement === field) offer(items, cut); },
  );

  function open(): void {
    const text = typed();
    if (text && select.dataset.offers) look.ask(text);
    else offer(text ? fitting(known(), text) : known(), !!select.dataset.offers);
  }

  function settle(): void {
    look.stop();
    const text = folded(field.value);
    const fits = known().filter((choice) => (text ? folded(choice.words) === text : !choice.value));
    // Of namesakes the chosen one stays, and a name that two have chooses neither.
    if (fits.length === 1) put(fits[0]);
    sync();
  }

  field.addEventListener("input", open);
  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", () => { if (!list.open) open(); });
  field.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || list.open) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") open();
    else if (event.key === "Escape" && typed()) sync();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", settle);
  select.addEventListener("stepwell:set", sync);
  select.form?.addEventListener("reset", () => setTimeout(sync));
  sync();
}
