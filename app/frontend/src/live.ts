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

/*
 * One stream a browser, however many tabs: browsers open six connections to a server, and each stream holds one. The tab
 * that has the lock listens for all of them and tells the others; a hidden tab gives the lock away and looks when it is
 * seen again. Where a browser has neither locks nor channels, each tab asks now and then.
 */
const LOCK = "stepwell-live";
const GATHERING = 200;
const MOST = 50;
type Said = { want?: string[]; moved?: string; who?: true };

class Line {
  private readonly channel = new BroadcastChannel(LOCK);
  private readonly wanted = new Set<string>();
  private stream: EventSource | null = null;
  private release: (() => void) | null = null;
  private asking: AbortController | null = null;
  private polling = 0;
  private opening = 0;

  constructor(private readonly address: string) {
    this.channel.addEventListener("message", (event: MessageEvent<Said>) => this.told(event.data));
    document.addEventListener("visibilitychange", () => this.seen(!document.hidden));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => { if (event.persisted) this.seen(true); });
    if (!document.hidden) this.ask();
  }

  private seen(visible: boolean): void {
    if (!visible) { this.leave(); return; }
    this.ask();
    pinged(null);
  }

  /** Wait for the lock; until then another tab listens for this one. */
  private ask(): void {
    if (this.asking) return;
    this.asking = new AbortController();
    this.say({ want: topics() });
    void navigator.locks
      .request(LOCK, { signal: this.asking.signal }, () => new Promise<void>((done) => { this.release = done; this.lead(); }))
      .catch(() => undefined);
  }

  private lead(): void {
    this.wanted.clear();
    for (const topic of topics()) this.wanted.add(topic);
    this.say({ who: true });
    this.reopen();
  }

  private leave(): void {
    this.asking?.abort();
    this.asking = null;
    this.stream?.close();
    this.stream = null;
    clearInterval(this.polling);
    clearTimeout(this.opening);
    this.polling = this.opening = 0;
    this.release?.();
    this.release = null;
  }

  private told(said: Said): void {
    if (said.moved !== undefined) pinged(said.moved || null);
    if (said.who && this.asking) this.say({ want: topics() });
    if (said.want && this.release) {
      const fresh = said.want.filter((topic) => !this.wanted.has(topic));
      for (const topic of fresh) this.wanted.add(topic);
      if (fresh.length) this.reopen();
    }
  }

  private say(said: Said): void {
    this.channel.postMessage(said);
  }

  /** Open the stream on what all tabs want, once they have had time to say it. */
  private reopen(): void {
    clearTimeout(this.opening);
    this.opening = window.setTimeout(() => {
      this.stream?.close();
      const few = this.wanted.size <= MOST ? `?topics=${encodeURIComponent([...this.wanted].join(" "))}` : "";
      this.stream = this.listen(this.address + few);
    }, GATHERING);
  }

  private listen(url: string): EventSource {
    const stream = new EventSource(url);
    const heard = (event: Event): void => this.moved(topicOf((event as MessageEvent<string>).data));
    stream.addEventListener("message", heard);
    stream.addEventListener("ping", heard);
    stream.addEventListener("open", () => {
      clearInterval(this.polling);
      this.polling = 0;
    });
    stream.addEventListener("error", () => {
      this.polling ||= window.setInterval(() => this.moved(""), POLL);
    });
    return stream;
  }

  private moved(topic: string): void {
    pinged(topic || null);
    this.say({ moved: topic });
  }
}

function topicOf(text: string): string {
  try { return (JSON.parse(text) as { topic?: string }).topic ?? ""; } catch { return text; }
}

/** What the parts of this page show now. */
function topics(): string[] {
  const parts = [...document.querySelectorAll<HTMLElement>("[data-live]")];
  return [...new Set(parts.flatMap((part) => (part.dataset.live ?? "").split(/\s+/).filter(Boolean)))];
}

function follow(url: string): void {
  if ("locks" in navigator && "BroadcastChannel" in window) new Line(url);
  else window.setInterval(() => { if (!document.hidden) pinged(null); }, POLL);
}

const url = document.body.dataset.liveUrl;
if (url && document.querySelector("[data-live]")) follow(url);
