/** While choosing: post the form to its preview URL and show the answer; the last choice wins. */
import { swap } from "./page";

function watch(form: HTMLFormElement): void {
  // Looked for each time: what stands around it may be swapped.
  const into = (): HTMLElement | null => document.querySelector<HTMLElement>(form.dataset.previewInto ?? "#preview");
  if (!into() || !form.dataset.preview) return;
  let timer = 0;
  let running: AbortController | null = null;
  const show = async (): Promise<void> => {
    const target = into();
    if (!target) return;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.preview ?? "", {
        method: "POST", body: new FormData(form), signal: running.signal, headers: { Accept: "text/html", "X-Fragment": "1" },
      });
      if (answer.headers.get("Content-Type")?.startsWith("text/html")) {
        swap(target, await answer.text());
        place(target);
        fill(form, target);
      }
      target.removeAttribute("aria-busy");
    } catch (problem) {
      if (!(problem instanceof DOMException && problem.name === "AbortError")) target.removeAttribute("aria-busy");
    }
  };
  const soon = (): void => {
    into()?.setAttribute("aria-busy", "true"); // from now on it shows what is no longer asked
    running?.abort();
    clearTimeout(timer);
    timer = window.setTimeout(() => void show(), 350);
  };
  form.addEventListener("submit", () => { // what is sent may not be there any more when a preview would come
    clearTimeout(timer);
    running?.abort();
    into()?.removeAttribute("aria-busy");
  });
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.setTimeout(() => { if (other(form)) soon(); });
}

/** What the answer brings for another place of the page goes there: what could be done, where something else is chosen. */
function place(answer: Element): void {
  const part = answer.querySelector<HTMLTemplateElement>("template[data-part]");
  const there = part && document.getElementById(part.dataset.part ?? "");
  if (there) swap(there, part.innerHTML);
  part?.remove();
}

/** Fields that go with the choices take what the answer holds for them; the one somebody is typing in stays theirs. */
function fill(form: HTMLFormElement, answer: Element): void {
  const given = JSON.parse(answer.querySelector("script[data-fills]")?.textContent ?? "{}") as Record<string, string>;
  for (const [name, value] of Object.entries(given)) {
    const field = form.elements.namedItem(name);
    const fills = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    if (fills && field !== document.activeElement && field.value !== value) field.value = value;
  }
}

/** Whether the form holds something else than the page came with: what was kept came back, or one went back. */
function other(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (!(field as HTMLInputElement).name) return false; // not sent: what scripts put beside a list to type in
    if (field instanceof HTMLSelectElement) return [...field.options].some((o) => o.selected !== o.defaultSelected && o.value !== "");
    if (field instanceof HTMLInputElement && /checkbox|radio/.test(field.type)) return field.checked !== field.defaultChecked;
    return (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.type !== "hidden" && field.value !== field.defaultValue;
  });
}

const start = (root: ParentNode): void => root.querySelectorAll<HTMLFormElement>("form[data-preview]:not([data-watched])").forEach((form) => {
  form.dataset.watched = "";
  watch(form);
});
start(document);
document.addEventListener("stepwell:new", (event) => start((event as CustomEvent<HTMLElement>).detail));
