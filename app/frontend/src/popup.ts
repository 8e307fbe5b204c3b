/** A list below a field while one types in it: arrows go through it, Enter takes, Escape closes (ARIA 1.2, combobox). */

/** What holds the field, what is done with what was taken, and whether Tab takes what is lit. */
export interface Choosing {
  field: HTMLInputElement | HTMLTextAreaElement;
  label: string;
  take: (option: HTMLElement) => void;
  tabTakes?: boolean;
}

export interface Popup {
  readonly open: boolean;
  /** Show these nodes, which hold `role=option` elements with ids, and say `words` to who cannot see them. */
  show: (nodes: Node[], words: string, lit?: boolean) => void;
  close: () => void;
}

let count = 0;

/** Give a field its list; the field's parent must be `position: relative`. */
export function popup({ field, label, take, tabTakes = false }: Choosing): Popup {
  const list = document.createElement("div");
  const told = document.createElement("p");
  list.id = `popup-${++count}`;
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  told.className = "sr-only";
  told.setAttribute("role", "status");
  field.after(list, told);
  const combobox = field instanceof HTMLInputElement;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.autocomplete = "off";
  if (combobox) {
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "false");
  }
  let lit = -1;
  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role="option"]:not([aria-disabled])')];

  function light(at: number): void {
    const all = options();
    all[lit]?.setAttribute("aria-selected", "false");
    lit = all.length && at >= 0 ? (at + all.length) % all.length : -1;
    const option = all[lit];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function close(): void {
    list.hidden = true;
    light(-1);
    if (combobox) field.setAttribute("aria-expanded", "false");
    told.textContent = "";
  }

  function show(nodes: Node[], words: string, first = false): void {
    list.replaceChildren(...nodes);
    lit = -1;
    list.hidden = !nodes.length;
    if (combobox) field.setAttribute("aria-expanded", String(!list.hidden));
    light(first ? 0 : -1);
    if (!list.hidden) list.scrollIntoView({ block: "nearest" });
    told.textContent = words;
  }

  field.addEventListener("keydown", (event) => {
    const pressed = event as KeyboardEvent;
    if (list.hidden || pressed.isComposing) return;
    const all = options();
    const option = all[lit];
    if (pressed.key === "ArrowDown") light(lit + 1);
    else if (pressed.key === "ArrowUp") light(lit < 1 ? all.length - 1 : lit - 1);
    else if (pressed.key === "Escape") close();
    else if (option && (pressed.key === "Enter" || (tabTakes && pressed.key === "Tab"))) {
      close();
      take(option);
      if (pressed.key === "Tab" && combobox) return;
    } else return;
    pressed.preventDefault();
    pressed.stopPropagation();
  });
  field.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="option"]:not([aria-disabled])') : null;
    if (!option) return;
    close();
    if (!(option instanceof HTMLAnchorElement)) take(option);
  });
  return { get open() { return !list.hidden; }, show, close };
}

/** An option of a list: its words, and a second line where there is one. */
export function option(id: string, words: string, more = ""): HTMLElement {
  const made = document.createElement("div");
  made.id = id;
  made.className = "offer";
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  const first = document.createElement("span");
  first.dir = "auto";
  first.textContent = words;
  made.append(first);
  if (more) made.append(Object.assign(document.createElement("small"), { textContent: more }));
  return made;
}

const PAUSE = 180;

/** Ask the server once somebody pauses; what was asked before is given up. */
export function paused<T>(ask: (signal: AbortSignal, text: string) => Promise<T>, then: (found: T) => void): { ask: (text: string) => void; stop: () => void } {
  let timer = 0;
  let running: AbortController | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    running?.abort();
  };
  return {
    stop,
    ask: (text) => {
      stop();
      timer = window.setTimeout(() => {
        const mine = (running = new AbortController());
        ask(mine.signal, text).then((found) => { if (!mine.signal.aborted) then(found); }, () => undefined);
      }, PAUSE);
    },
  };
}
