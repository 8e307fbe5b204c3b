/** In boxes for comments, @ and some letters offer colleagues; what was taken stands there by its short name. */
import { option, paused, popup } from "./popup";
import { say } from "./words";

interface Colleague {
  value: string;
  words: string;
  more: string;
}

const BEGUN = /(^|[\s(,;])@([\p{L}\p{N}_.+-]{1,40})$/u;

/** Bring a box to life. */
export function mentions(element: HTMLElement): void {
  const box = element as HTMLTextAreaElement;
  const begun = (): string => BEGUN.exec(box.value.slice(0, box.selectionStart))?.[2] ?? "";
  const list = popup({ field: box, label: say("Colleagues"), tabTakes: true, take: (chosen) => {
    const at = box.selectionStart;
    box.setRangeText(`${chosen.dataset.handle ?? ""} `, at - begun().length, at, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } });
  const look = paused(
    async (signal, text) => {
      const answer = await fetch(`/people/choose?of=mentioned&q=${encodeURIComponent(text)}`, { signal, headers: { Accept: "application/json", "X-Fragment": "1" } });
      return ((await answer.json()) as { items: Colleague[] }).items;
    },
    (found) => {
      if (document.activeElement !== box || !begun()) return;
      list.show(found.slice(0, 8).map(({ value, words, more }, at) => {
        const made = option(`${box.id}-${at}`, words, more);
        made.dataset.handle = value;
        return made;
      }), say("Fits: {number}", { number: found.length }), true);
    },
  );
  const follow = (): void => {
    if (begun()) look.ask(begun());
    else {
      look.stop();
      if (list.open) list.close();
    }
  };
  box.addEventListener("input", follow);
  box.addEventListener("click", follow);
  box.addEventListener("blur", look.stop);
}
