/** While choosing: post the form to its preview URL and show the answer; the last choice wins. */
import { swap } from "./page";

function watch(form: HTMLFormElement): void {
  const target = document.querySelector<HTMLElement>(form.dataset.previewInto ?? "#preview");
  if (!target || !form.dataset.preview) return;
  let timer = 0;
  let running: AbortController | null = null;
  const show = async (): Promise<void> => {
    running?.abort();
    running = new AbortController();
    target.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.preview ?? "", {
        method: "POST", body: new FormData(form), signal: running.signal, headers: { Accept: "text/html", "X-Fragment": "1" },
      });
      if (answer.headers.get("Content-Type")?.startsWith("text/html")) swap(target, await answer.text());
      target.removeAttribute("aria-busy");
    } catch (problem) {
      if (!(problem instanceof DOMException && problem.name === "AbortError")) target.removeAttribute("aria-busy");
    }
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void show(), 350);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}

const start = (root: ParentNode): void => root.querySelectorAll<HTMLFormElement>("form[data-preview]:not([data-watched])").forEach((form) => {
  form.dataset.watched = "";
  watch(form);
});
start(document);
document.addEventListener("stepwell:new", (event) => start((event as CustomEvent<HTMLElement>).detail));
