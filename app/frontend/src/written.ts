/** How a comment will look, seen before it is sent: asked for while the fold is open. */
import { csrf, need, swap } from "./page";
import { paused } from "./popup";

/** Bring the fold of a form to life; it may have been opened before this was fetched. */
export function written(element: HTMLElement): void {
  const fold = element as HTMLDetailsElement;
  const box = fold.closest("form")?.querySelector("textarea");
  const page = need(fold, ".prose");
  if (!box) return;
  const look = paused(
    async (signal, text) => {
      const body = new URLSearchParams({ text, csrf: csrf() });
      const answer = await fetch("/comments/preview", { method: "POST", body, signal, headers: { Accept: "text/html", "X-CSRF-Token": csrf(), "X-Fragment": "1" } });
      return answer.ok ? answer.text() : "";
    },
    (html) => { swap(page, html); },
  );
  const show = (): void => { if (fold.open) look.ask(box.value); };
  fold.addEventListener("toggle", show);
  box.addEventListener("input", show);
  show();
}
