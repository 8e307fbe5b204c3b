/** Live parts: the stream only says which topic moved; the parts that show it fetch themselves again. */
import { swap } from "./page";

const POLL = 30_000;
const waiting = new Map<Element, number>();

async function refetch(part: HTMLElement): Promise<void> {
  const source = part.dataset.liveSrc;
  if (!source || !part.isConnected || part.contains(busy()) || part.querySelector("[name=task]:checked")) return;
  const answer = await fetch(source, { headers: { Accept: "text/html", "X-Fragment": "1" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const held = document.activeElement;
  const id = held instanceof HTMLElement && part.contains(held) ? held.id : "";
  const now = swap(part, own(await answer.text(), part.id), true);
  if (id) now.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus({ preventScroll: true });
}

/** The part's own HTML, whether the source answers the part alone or a whole page that holds it. */
function own(html: string, id: string): string {
  const found = id ? new DOMParser().parseFromString(html, "text/html").getElementById(id) : null;
  return found?.outerHTML ?? html;
}

/** The field somebody types in: a part that holds it waits for the next ping. */
function busy(): Element | null {
  const active = document.activeElement;
  return active instanceof HTMLElement && /^(textarea|input|select)$/i.test(active.tagName) ? active : null;
}

function pinged(topic: string | null): void {
  const parts = document.querySelectorAll<HTMLElement>(topic === null ? "[data-live-src]" : `[data-live~="${CSS.escape(topic)}"]`);
  for (const part of parts) {
    clearTimeout(waiting.get(part));
    waiting.set(part, window.setTimeout(() => void refetch(part), 120));
  }
}

function listen(url: string): void {
  let timer = 0;
  const stream = new EventSource(url);
  const heard = (event: Event): void => {
    const text = (event as MessageEvent<string>).data;
    let topic: string | undefined;
    try { topic = (JSON.parse(text) as { topic?: string }).topic; } catch { topic = text; }
    if (topic) pinged(topic);
  };
  stream.addEventListener("message", heard);
  stream.addEventListener("ping", heard);
  stream.addEventListener("open", () => {
    clearInterval(timer);
    timer = 0;
  });
  stream.addEventListener("error", () => {
    timer ||= window.setInterval(() => pinged(null), POLL);
  });
  addEventListener("pagehide", () => stream.close());
}

const url = document.body.dataset.liveUrl;
if (url && document.querySelector("[data-live]")) listen(url);
