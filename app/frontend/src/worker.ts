/** The service worker: says that there is no network, where the browser would only say that it failed.
 *
 * It keeps the page that says so, as nobody in particular gets it, and the files that this page is made of; never what a
 * person was shown, never an answer of the API. The server writes what to keep, named by its content, above this script:
 * other files are another script, which throws away what the one before kept.
 */
interface Kept { version: string; page: string; files: string[] }
interface Waited extends Event { waitUntil: (work: Promise<unknown>) => void }
interface Fetched extends Waited { request: Request; preloadResponse: Promise<Response | undefined>; respondWith: (answer: Promise<Response>) => void }
interface Scope {
  stepwell: Kept;
  skipWaiting: () => Promise<void>;
  clients: { claim: () => Promise<void> };
  registration: { navigationPreload?: { enable: () => Promise<void> } };
  addEventListener: {
    (kind: "install" | "activate", does: (event: Waited) => void): void;
    (kind: "fetch", does: (event: Fetched) => void): void;
  };
}

const scope = globalThis as unknown as Scope;
const { version, page, files } = scope.stepwell;
const PREFIX = "stepwell-";
const NAME = PREFIX + version;
const whole = new Set(files.map((file) => new URL(file, location.origin).href));

scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) => event.waitUntil(settle()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(reached(event));
  else if (request.method === "GET" && whole.has(request.url)) event.respondWith(kept(request));
});

async function keep(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll([page, ...files].map((url) => new Request(url, { credentials: "omit" })));
  await scope.skipWaiting();
}

async function settle(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.registration.navigationPreload?.enable();
  await scope.clients.claim();
}

async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** Nobody can be reached: what was read is asked for again by a reload, what was sent goes back to where it was typed. */
async function reached({ request, preloadResponse }: Fetched): Promise<Response> {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch (problem) {
    const said = await (await caches.open(NAME)).match(page, { ignoreVary: true });
    if (!said) throw problem;
    return request.method === "GET" ? said : leadingTo(new URL(request.referrer || "/", location.origin), said);
  }
}

async function leadingTo(form: URL, said: Response): Promise<Response> {
  const back = encodeURIComponent(form.pathname + form.search);
  const html = (await said.text()).replace("<body", `<body data-back="${back}"`);
  const names = ["Content-Type", "Content-Security-Policy"];
  return new Response(html, { headers: names.map((name): [string, string] => [name, said.headers.get(name) ?? ""]) });
}
