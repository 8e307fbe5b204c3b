/** What several islands need from the page. */

/** The CSRF token of this session, or nothing. */
export function csrf(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** The element with this selector, or an error that names it. */
export function need<E extends Element = HTMLElement>(root: ParentNode, selector: string): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`Expected ${selector} on the page, but it is missing.`);
  return found;
}

/** The JSON of an inline <script type="application/json">, or of a URL; nothing gives the fallback. */
export async function data<T>(where: string | undefined, fallback: T): Promise<T> {
  if (!where) return fallback;
  if (where.startsWith("#")) return JSON.parse(document.querySelector(where)?.textContent || "null") ?? fallback;
  const answer = await fetch(where, { headers: { Accept: "application/json" } });
  return answer.ok ? ((await answer.json()) as T) : fallback;
}

/** A small tag of text; never HTML, whatever the text holds. */
export function tag(name: string, className: string, text: string, title = ""): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  if (title) element.title = title;
  return element;
}

/** Put the HTML of the server's answer into the page and let islands and htmx find what is new. */
export function swap(target: Element, html: string, whole = false): Element {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const nodes = Array.from(parsed.body.childNodes);
  const first = nodes.find((node): node is Element => node instanceof Element);
  if (whole && first) target.replaceWith(...nodes);
  else target.replaceChildren(...nodes);
  const now = whole && first ? first : target;
  document.dispatchEvent(new CustomEvent("stepwell:new", { detail: now }));
  (window.htmx as { process?: (element: Element) => void } | undefined)?.process?.(now);
  return now;
}

/** Whether the reader is typing just now. */
export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** Storage that may be full, forbidden or absent: then nothing is kept. */
export const kept = {
  get: (key: string): string | null => {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  set: (key: string, value: string | null): void => {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch { /* private window: the page works, it only forgets */ }
  },
};

/** Where what is typed into a form is kept: for who is signed in alone, since others may use this browser too. */
export function draftKey(form: HTMLFormElement): string {
  return `stepwell:draft:${document.body.dataset.person ?? ""}:${form.dataset.draft ?? ""}`;
}
