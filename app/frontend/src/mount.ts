/** Islands: an element with data-island="name" is brought to life once, now or when it arrives later. */
import { tag } from "./page";
import { say } from "./words";

const islands = new Map<string, (element: HTMLElement) => void | Promise<void>>();

/** Bring every element with data-island=name to life. */
export function mount(name: string, start: (element: HTMLElement) => void | Promise<void>): void {
  islands.set(name, start);
  wake(document);
}

function wake(root: ParentNode): void {
  const found = [...root.querySelectorAll<HTMLElement>("[data-island]:not([data-awake])")];
  if (root instanceof HTMLElement && root.matches("[data-island]:not([data-awake])")) found.push(root);
  for (const element of found) {
    const start = islands.get(element.dataset.island ?? "");
    if (!start) continue;
    element.dataset.awake = "";
    Promise.resolve(start(element)).catch((problem: unknown) => {
      element.dataset.failed = "";
      const words = tag("p", "canvas-wait", say("This diagram cannot be drawn here. The words beside it say the same."));
      element.querySelector(".canvas")?.replaceChildren(words);
      console.warn(`The ${element.dataset.island} did not start:`, problem);
    });
  }
}

document.addEventListener("stepwell:new", (event) => wake((event as CustomEvent<HTMLElement>).detail));
document.addEventListener("htmx:after:swap", () => wake(document));
