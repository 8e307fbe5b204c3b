/** A form with data-autosave keeps what is typed on the server a moment after typing stops, and says when. */
import { csrf, draftKey, kept } from "./page";
import { say } from "./words";

const WAIT = 1200;
const AGAIN = 10_000;

function body(form: HTMLFormElement): FormData {
  const given = new FormData(form);
  for (const [name, value] of [...given.entries()]) {
    if (value instanceof File) given.delete(name);
  }
  return given;
}

/** The time of day in the reader's zone; in that of the browser where it does not know the zone by this name. */
function clock(at: Date): string {
  const short: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  try {
    return at.toLocaleTimeString(document.documentElement.lang, { ...short, timeZone: document.body.dataset.zone });
  } catch {
    return at.toLocaleTimeString([], short);
  }
}

function start(form: HTMLFormElement): void {
  const said = form.querySelector<HTMLElement>("[data-saved]");
  let timer = 0;
  let sent = false;
  const save = async (): Promise<void> => {
    if (sent) return;
    try {
      const answer = await fetch(form.dataset.autosave ?? "", {
        method: "POST", body: body(form), headers: { "X-Fragment": "1", "X-CSRF-Token": csrf(), Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const { saved_at } = (await answer.json()) as { saved_at: string };
      if (said) said.textContent = say("Saved {time}", { time: clock(new Date(saved_at)) });
      kept.set(draftKey(form), null);
    } catch {
      if (said) said.textContent = say("Not saved yet; kept in this browser.");
      timer = window.setTimeout(() => void save(), AGAIN);
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void save(), WAIT);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
}

const wake = (root: ParentNode): void => root.querySelectorAll<HTMLFormElement>("form[data-autosave]:not([data-saving])").forEach((form) => {
  form.dataset.saving = "";
  start(form);
});
wake(document);
document.addEventListener("stepwell:new", (event) => wake((event as CustomEvent<HTMLElement>).detail));

/** After a button added or removed an entry without scripts, go on where it was. */
const at = document.querySelector<HTMLFormElement>("form[data-at]")?.dataset.at;
const field = at ? document.getElementById(at) ?? document.getElementById(`${at}-title`)?.parentElement : null;
(field?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea") ?? field)?.focus();
