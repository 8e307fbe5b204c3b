/** Nothing typed is ever lost: text of forms with data-draft is kept in this browser until it was sent well. */
import { draftKey, kept, tag } from "./page";
import { say } from "./words";

const SENT = "stepwell:sent";
type Draft = Record<string, string[]>;

function fields(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[] {
  return [...form.elements].filter((element): element is HTMLInputElement =>
    /^(input|textarea|select)$/i.test(element.tagName) && (element as HTMLInputElement).name !== "" &&
    (!["hidden", "password", "file", "submit"].includes((element as HTMLInputElement).type) || "keep" in (element as HTMLElement).dataset));
}

function read(form: HTMLFormElement): Draft {
  const draft: Draft = {};
  for (const field of fields(form)) {
    const values = (draft[field.name] ??= []);
    const ticked = field instanceof HTMLInputElement && /checkbox|radio/.test(field.type);
    if (!ticked || field.checked) values.push(field.value);
  }
  return draft;
}

function write(form: HTMLFormElement, draft: Draft): void {
  for (const field of fields(form)) {
    const values = draft[field.name];
    if (!values) continue;
    if (field instanceof HTMLInputElement && /checkbox|radio/.test(field.type)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0] ?? "";
    field.dispatchEvent(new Event("stepwell:set"));
  }
}

function keep(form: HTMLFormElement): void {
  const key = draftKey(form);
  const first = JSON.stringify(read(form));
  const stored = kept.get(key);
  if (stored && stored !== first && !form.querySelector(".has-error")) {
    write(form, JSON.parse(stored) as Draft);
    const note = tag("p", "draft-note", `${say("What you typed before is back.")} `);
    const drop = tag("button", "button quiet", say("Start afresh")) as HTMLButtonElement;
    drop.type = "button";
    drop.addEventListener("click", () => {
      kept.set(key, null);
      write(form, JSON.parse(first) as Draft);
      note.remove();
    });
    note.append(drop);
    form.prepend(note);
  }
  form.addEventListener("input", () => kept.set(key, JSON.stringify(read(form))));
  form.addEventListener("submit", () => kept.set(SENT, JSON.stringify({ key, from: location.pathname, at: Date.now() })));
}

/** After sending: the draft goes unless the form came back with errors or the session had ended. */
function settle(): void {
  const sent = JSON.parse(kept.get(SENT) ?? "null") as { key: string; at: number } | null;
  document.querySelectorAll<HTMLElement>("[data-draft-kept]").forEach((said) => { said.hidden = (said.dataset.draftKept === "yes") !== !!sent; });
  if (!sent) return;
  kept.set(SENT, null);
  const failed = document.querySelector(".error-summary, .has-error, .error-page, form[data-sign-in], input[type=password]");
  if (!failed && Date.now() - sent.at < 60_000) kept.set(sent.key, null);
}

settle();
const start = (root: ParentNode): void => root.querySelectorAll<HTMLFormElement>("form[data-draft]:not([data-kept])").forEach((form) => {
  form.dataset.kept = "";
  keep(form);
});
start(document);
document.addEventListener("stepwell:new", (event) => start((event as CustomEvent<HTMLElement>).detail));
