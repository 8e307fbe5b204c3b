/** Islands: an element with data-island="name" is brought to life once, now or when it arrives later. */
import { tag } from "./page";
import { say } from "./words";

const islands = new Map<string, (element: HTMLElement) => void | Promise<void>>();

/** Bring every element with data-island=name to life. */
export function mount(name: string, start: (element: HTMLElement) => void | Promise<void>): void {
  islands.set(name, start);
  wake(document);
}

const NARROW = "(width < 700px)";
const later = new WeakSet<Element>();

/** Where there is little room a drawing that need not be seen at first is folded away. */
function fold(root: ParentNode): void {
  if (!matchMedia(NARROW).matches) return;
  for (const folded of root.querySelectorAll<HTMLDetailsElement>("details[data-fold-narrow]")) {
    delete folded.dataset.foldNarrow;
    folded.open = false;
  }
}

/** Whether it lies in a closed fold, where nothing has a size: it wakes when that is opened. */
function isFolded(element: Element): boolean {
  const folded = element.parentElement?.closest("details:not([open])");
  if (folded && !later.has(folded)) {
    later.add(folded);
    folded.addEventListener("toggle", () => wake(folded));
  }
  return !!folded;
}

function wake(root: ParentNode): void {
  fold(root);
  const found = [...root.querySelectorAll<HTMLElement>("[data-island]:not([data-awake])")];
  if (root instanceof HTMLElement && root.matches("[data-island]:not([data-awake])")) found.push(root);
  for (const element of found) {
    const start = islands.get(element.dataset.island ?? "");
    if (!start || isFolded(element)) continue;
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
