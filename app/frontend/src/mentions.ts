/** In boxes for comments, @ offers people who may read it and # steps of the process; what was taken is written there. */
import { option, paused, popup } from "./popup";
import { say } from "./words";

interface Offer {
  value: string;
  words: string;
  more: string;
}

const BEGUN = /(^|[\s(,;])([@#])([\p{L}\p{N}_.+-]{0,40})$/u;

/** Bring a box to life. */
export function mentions(element: HTMLElement): void {
  const box = element as HTMLTextAreaElement;
  const begun = (): string => {
    const [, , sign = "", text = ""] = BEGUN.exec(box.value.slice(0, box.selectionStart)) ?? [];
    return sign + text;
  };
  const list = popup({ field: box, label: say("Fits what you type"), tabTakes: true, take: (chosen) => {
    const at = box.selectionStart;
    box.setRangeText(`${chosen.dataset.written ?? ""} `, at - begun().length, at, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } });
  const look = paused(
    async (signal, text) => {
      const address = new URL(box.dataset.offers ?? "", location.href);
      address.searchParams.set("of", text.startsWith("#") ? "steps" : "people");
      address.searchParams.set("q", text.slice(1));
      const answer = await fetch(address, { signal, headers: { Accept: "application/json", "X-Fragment": "1" } });
      return ((await answer.json()) as { items: Offer[] }).items;
    },
    (found) => {
      if (document.activeElement !== box || !begun()) return;
      // With the sign alone Enter still begins a new line: the first one is lit once a letter is there.
      list.show(found.map(({ value, words, more }, at) => {
        const made = option(`${box.id}-${at}`, words, more);
        made.dataset.written = value;
        return made;
      }), say("Fits: {number}", { number: found.length }), begun().length > 1);
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
  if (document.activeElement === box) follow(); // who types fast began a name before this was fetched
}
