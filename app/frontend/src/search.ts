/** The search on top offers what fits while one types; Enter without a choice leads to its page, as without scripts. */
import { need } from "./page";
import { paused, popup } from "./popup";
import { say } from "./words";

/** Bring a search form to life. */
export function search(form: HTMLElement): void {
  const field = need<HTMLInputElement>(form, "input[name=q]");
  field.type = "text"; // a combobox must not be a field of the type search
  field.enterKeyHint = "search";
  const offers = popup({ field, label: say("What fits"), take: (option) => option.click() });
  const look = paused(
    async (signal, text) => {
      const answer = await fetch(`/search?q=${encodeURIComponent(text)}`, { signal, headers: { "X-Fragment": "1" } });
      return answer.ok && !answer.redirected ? answer.text() : "";
    },
    (html) => {
      const found = new DOMParser().parseFromString(html, "text/html").querySelector<HTMLElement>("[data-said]");
      if (found && document.activeElement === field) offers.show([...found.childNodes], found.dataset.said ?? "");
    },
  );
  field.addEventListener("input", () => {
    if (field.value.trim()) look.ask(field.value.trim());
    else {
      look.stop();
      offers.close();
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape" && field.value) field.value = "";
    else if (event.key === "ArrowDown" && field.value.trim()) look.ask(field.value.trim());
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", look.stop);
  form.addEventListener("submit", look.stop);
}
