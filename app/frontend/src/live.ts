/** Live parts: the stream only says which topic moved; the parts that show it fetch themselves again. */
import { swap } from "./page";

const POLL = 30_000;
const AGAIN = 3_000;
const TRIES = 5;
const WATCH = 5_000;
const waiting = new Map<string, number>();
const asked = new Set<string>();
const missed = new Set<string>();
const owed = new Set<string>();

/**
 * Fetch a part again. Parts are known by what they show and not by their element, since each answer brings a new one;
 * what moves while an answer is under way is asked for once more, so that no older answer is the last.
 */
async function refetch(source: string, tries = TRIES): Promise<void> {
  if (asked.has(source)) { missed.add(source); return; }
  asked.add(source);
  const well = await brought(source).finally(() => asked.delete(source));
  if (missed.delete(source)) void refetch(source);
  else if (!well && tries > 1) later(source, AGAIN, tries - 1);
}

/** Whether the part shows what the server says now, or need not; one that is in use is owed it until it is left. */
async function brought(source: string): Promise<boolean> {
  if (!shown(source)) return true;
  const answer = await fetch(source, { headers: { Accept: "text/html", "X-Fragment": "1" } }).catch(() => null);
  if (!answer?.ok) return !!answer && answer.status < 500 && answer.status !== 429;
  const html = answer.redirected ? "" : await answer.text().catch(() => null);
  const part = shown(source);
  if (html === null || !part) return html !== null;
  if (html) show(part, html);
  return true;
}

/** The part that shows this source, unless somebody types or chooses in it. */
function shown(source: string): HTMLElement | undefined {
  const parts = document.querySelectorAll<HTMLElement>("[data-live-src]");
  const part = [...parts].find((one) => one.dataset.liveSrc === source);
  const used = part && (part.contains(busy()) || part.querySelector("[name=task]:checked"));
  if (used) owed.add(source);
  return used ? undefined : part;
}

function settle(): void {
  for (const source of owed) if (owed.delete(source)) later(source, 120);
}

function show(part: HTMLElement, html: string): void {
  const held = document.activeElement;
  const id = held instanceof HTMLElement && part.contains(held) ? held.id : "";
  const now = swap(part, own(html, part.id), true);
  if (id) now.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus({ preventScroll: true });
}

function later(source: string, wait: number, tries = TRIES): void {
  clearTimeout(waiting.get(source));
  waiting.set(source, window.setTimeout(() => void refetch(source, tries), wait));
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

/** Nobody tells that nothing happens: parts that say so are looked at now and then, too. */
function watch(): void {
  if (document.hidden) return;
  for (const part of document.querySelectorAll<HTMLElement>("[data-live-watch]")) if (part.dataset.liveSrc) later(part.dataset.liveSrc, 0);
}

function pinged(topic: string | null): void {
  const parts = document.querySelectorAll<HTMLElement>(topic === null ? "[data-live-src]" : `[data-live~="${CSS.escape(topic)}"]`);
  for (const part of parts) if (part.dataset.liveSrc) later(part.dataset.liveSrc, 120);
}

/*
 * One stream a browser, however many tabs: browsers open six connections to a server, and each stream holds one. The tab
 * that has the lock listens for all of them and tells the others; a hidden tab gives the lock away and looks when it is
 * seen again. Each page carries the mark of its request, and the stream begins with what moved since the oldest mark of
 * the tabs it serves: nothing is lost while pages load or tabs hand over. Where a browser has neither locks nor channels,
 * each tab asks now and then.
 */
const LOCK = "stepwell-live";
const GATHERING = 200;
const MOST = 50;
const MARGIN = 5_000; // as the server's hub has it
type Said = { want?: string[]; since?: string; moved?: string; mark?: string; who?: true };

class Line {
  private readonly channel = new BroadcastChannel(LOCK);
  private readonly wanted = new Set<string>();
  private stream: EventSource | null = null;
  private release: (() => void) | null = null;
  private asking: AbortController | null = null;
  private polling = 0;
  private opening = 0;
  private mark = document.body.dataset.liveMark ?? "";
  private since = this.mark;
  private from = this.mark;
  private heard: { moved: string; mark: string }[] = [];

  constructor(private readonly address: string) {
    this.channel.addEventListener("message", (event: MessageEvent<Said>) => this.told(event.data));
    document.addEventListener("visibilitychange", () => this.seen(!document.hidden));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => { if (event.persisted) this.seen(true); });
    if (!document.hidden) this.ask(this.mark);
  }

  private seen(visible: boolean): void {
    if (!visible) { this.leave(); return; }
    this.ask();
    pinged(null);
  }

  /** Wait for the lock; until then another tab listens for this one. */
  private ask(since?: string): void {
    if (this.asking) return;
    this.asking = new AbortController();
    this.say({ want: topics(), since });
    void navigator.locks
      .request(LOCK, { signal: this.asking.signal }, () => new Promise<void>((done) => { this.release = done; this.lead(); }))
      .catch(() => undefined);
  }

  private lead(): void {
    this.wanted.clear();
    this.since = this.from = this.mark;
    this.heard = [];
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
    if (said.moved !== undefined) { pinged(said.moved || null); this.mark = said.mark ?? this.mark; }
    if (said.who && this.asking) this.say({ want: topics(), since: this.mark });
    if (said.want && this.release) {
      this.serve(said.want, said.since ?? this.mark);
    }
  }

  /** Listen for what another tab shows, and tell it what its page is too old to know. */
  private serve(want: string[], since: string): void {
    const fresh = want.filter((topic) => !this.wanted.has(topic));
    for (const topic of fresh) this.wanted.add(topic);
    if (fresh.length || before(since, this.from, MARGIN)) {
      if (before(since, this.since)) this.since = since;
      if (before(since, this.from)) this.from = since;
      this.reopen();
    } else for (const told of this.heard) if (!before(told.mark, since, -MARGIN)) this.say(told);
  }

  private say(said: Said): void {
    this.channel.postMessage(said);
  }

  /** Open the stream on what all tabs want, once they have had time to say it. */
  private reopen(wait = GATHERING): void {
    clearTimeout(this.opening);
    this.opening = window.setTimeout(() => {
      this.opening = 0;
      this.stream?.close();
      const asks = new URLSearchParams({ since: this.since });
      if (this.wanted.size <= MOST) asks.set("topics", [...this.wanted].join(" "));
      this.stream = this.listen(`${this.address}?${asks}`);
    }, wait);
  }

  private listen(url: string): EventSource {
    const stream = new EventSource(url);
    const heard = (event: Event): void => {
      const told = event as MessageEvent<string>;
      this.mark = told.lastEventId || this.mark;
      // What a tab is owed is asked of the stream to come; this one may not cover it.
      if (!this.opening) this.since = this.mark;
      this.moved(topicOf(told.data));
    };
    stream.addEventListener("message", heard);
    stream.addEventListener("ping", heard);
    stream.addEventListener("open", () => {
      clearInterval(this.polling);
      this.polling = 0;
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED && stream === this.stream) this.reopen(POLL);
      this.polling ||= window.setInterval(() => this.moved(""), POLL);
    });
    return stream;
  }

  private moved(topic: string): void {
    pinged(topic || null);
    const told = { moved: topic, mark: this.mark };
    if (this.heard.push(told) > MOST) this.from = this.heard.shift()?.mark ?? this.mark;
    // While a stream is to be opened some tab's topics are not listened for: its mark stays where it was.
    this.say(this.opening ? { moved: topic } : told);
  }
}

/**
 * Whether one mark is older than another; one that is no mark is older than all. Marks of one server go by their number.
 * Those of several go by their moments, which clocks tell apart no better than by a margin: with it the one counts as
 * older that may be, with its negative only the one that surely is.
 */
function before(one: string, other: string, margin = 0): boolean {
  const [a, b] = [one.split("-"), other.split("-")];
  const [first, second] = a[0] === b[0] && a.length === b.length ? [a[1], b[1]] : [a[2], b[2]];
  return (Number(first) || 0) < (Number(second) || 0) + (a[0] === b[0] ? 0 : margin);
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
  document.addEventListener("focusout", settle);
  document.addEventListener("change", settle);
  window.setInterval(watch, WATCH);
  if ("locks" in navigator && "BroadcastChannel" in window) new Line(url);
  else window.setInterval(() => { if (!document.hidden) pinged(null); }, POLL);
}

const url = document.body.dataset.liveUrl;
if (url && document.querySelector("[data-live]")) follow(url);
