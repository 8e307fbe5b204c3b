/** The entry: small behaviours on every page, and the diagrams only where a page has one. */
import "./htmx";
import { mount } from "./mount";
import "./autosave";
import "./choose";
import { combobox } from "./combobox";
import { early } from "./early";
import { entries } from "./entries";
import { list } from "./list";
import { search } from "./search";
import "./drafts";
import "./keys";
import "./live";
import "./offline";
import "./preview";
import "./theme";
import "./small";
import "./tabs";
import "./zone";

mount("diagram", async (element) => (await import("./diagram")).diagram(element));
mount("compare", async (element) => (await import("./compare")).compare(element));
mount("workshop", async (element) => (await import("./workshop")).workshop(element));
mount("entries", entries);
mount("list", list);
mount("upload", async (element) => (await import("./upload")).upload(element));
mount("search", search);
mount("several", async (element) => (await import("./several")).several(element));
mount("combobox", combobox);

/** What helps while one writes is fetched when somebody comes to the form, and once more where that failed. */
function onceUsed(element: HTMLElement, start: (help: typeof import("./writing")) => void): void {
  const form = element.closest("form") ?? element;
  function wait(): () => void {
    const stop = new AbortController();
    const go = (): void => { stop.abort(); void import("./writing").then(start, wait); };
    for (const use of ["focusin", "pointerover", "dragenter", "click", "input"]) form.addEventListener(use, go, { signal: stop.signal });
    return go;
  }
  const go = wait();
  if (form.contains(document.activeElement)) go();
}

mount("pictures", (element) => {
  const waiting = early(element);
  onceUsed(element, (help) => { waiting.abort(); help.pictures(element); });
});
mount("mentions", (element) => { onceUsed(element, (help) => { help.mentions(element); }); });
mount("written", (element) => { element.hidden = false; onceUsed(element, (help) => { help.written(element); }); });
