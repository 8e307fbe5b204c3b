/**
 * The workshop in place: each act is sent and what it makes of the list is shown where one stands; the map stays and shows
 * the change as it is, also while the next part is chosen. Without this every act is a page of its own.
 */
import type { Again } from "./compare";
import { draftKey, kept, need, swap, typing } from "./page";
import { say } from "./words";

/** Not by its id, which goes to the field that one types into where there are many. */
const STEP = "select[name=step]";
const PARTS = [".shop-side", ".shop-foot", "[data-problems]"];

/** Bring the workshop to life. */
export function workshop(root: HTMLElement): void {
  const form = need<HTMLFormElement>(root, "form");
  const map = need(root, "#shop-map");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void act(form, event.submitter);
  });
  root.addEventListener("stepwell:step", (event) => choose(form, (event as CustomEvent<string>).detail));
  root.addEventListener("change", (event) => {
    if ((event.target as Element).matches(STEP)) chosen(map, form);
  });
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-open-next]")) sheet(root, true);
    else if (target.closest("[data-close-next]")) sheet(root, false);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && (event.target as Element).closest(".sheet")) sheet(root, false);
  });
  const pencil = root.querySelector<HTMLButtonElement>("[data-draw]");
  if (pencil) {
    pencil.hidden = false;
    pencil.addEventListener("click", () => void draw(form, map, pencil));
  }
  document.addEventListener("stepwell:new", () => redraw(root, map));
  document.addEventListener("keydown", (event) => {
    if (!root.isConnected || !(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z" || typing(event.target) || root.querySelector(".draw-board")) return;
    event.preventDefault();
    root.querySelector<HTMLButtonElement>(event.shiftKey ? "[data-redo]" : "[data-undo]")?.click();
  });
  chosen(map, form);
}

/** Open the modeler in the place of the map, on the list as it is; what was drawn becomes changes of the list. */
async function draw(form: HTMLFormElement, map: HTMLElement, pencil: HTMLButtonElement): Promise<void> {
  if (!document.querySelector("link[data-modeler]")) {
    const style = document.createElement("link");
    [style.rel, style.href, style.dataset.modeler] = ["stylesheet", pencil.dataset.style ?? "", ""];
    document.head.append(style);
  }
  const steps = form.querySelector<HTMLSelectElement>(STEP);
  if (steps) steps.value = "";
  pencil.disabled = true;
  try {
    const { board } = await import("./modeler");
    const opened = await board(map, form.dataset.drawing ?? "", (xml) => {
      const body = new FormData(form);
      body.set("act", "draw");
      body.set("drawn", new Blob([xml], { type: "application/xml" }), "drawn.bpmn");
      opened.close();
      void act(form, null, body);
    });
  } catch (error) {
    const words = error instanceof TypeError ? say("No connection. Try again in a moment.") : say("This cannot be drawn by hand here. Choose changes from the list instead.");
    tell(need(document, "#workshop"), words);
  } finally {
    pencil.disabled = false;
  }
}

/** Send an act, and show what it made of everything beside the map. */
async function act(form: HTMLFormElement, by: HTMLElement | null, body = new FormData(form, by)): Promise<void> {
  const root = need(document, "#workshop");
  if (root.hasAttribute("aria-busy")) return; // pressed twice: the second one would meet what the first one made
  root.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "main", Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("#workshop form[data-preview]");
    if (!now) return leave(form, page, answer);
    kept.set(draftKey(form), null);
    show(root, page, by);
  } catch {
    tell(root, say("No connection. Try again in a moment."));
  } finally {
    root.removeAttribute("aria-busy");
  }
}

/** Go where the answer is another page: what was sent; or show it, where somebody was faster. */
function leave(form: HTMLFormElement, page: Document, answer: Response): void {
  if (answer.redirected) {
    kept.set(draftKey(form), null);
    location.href = answer.url;
    return;
  }
  const here = need(document, "main");
  swap(here, (page.querySelector("main") ?? page.body).innerHTML);
  here.focus();
  scrollTo(0, 0);
}

/** Put in what came, and go to where the act leads: its own button where that is still there, else the list. */
function show(root: HTMLElement, page: Document, by: HTMLElement | null): void {
  const { action } = { action: by instanceof HTMLButtonElement ? by.value : "" };
  for (const name of ["seen", "shown", "was_title", "was_reason", "offered", "of", "kept"]) {
    const [here, there] = [root, page].map((one) => one.querySelector<HTMLInputElement>(`#shop > input[name="${name}"]`));
    if (here && there) here.value = there.value;
  }
  for (const selector of PARTS) {
    const [here, there] = [root.querySelector(selector), page.querySelector(`#workshop ${selector}`)];
    if (here && there) swap(here, there.innerHTML);
  }
  const drawing = page.querySelector<HTMLFormElement>("#shop")?.dataset.drawing;
  if (drawing) need(root, "#shop").dataset.drawing = drawing;
  const again = page.querySelector<HTMLElement>("#shop-map");
  const changes = page.querySelector("#shop-map-changes")?.textContent ?? "{}";
  if (again) drawn(root, { after: again.dataset.after ?? "", changes: JSON.parse(changes) as Again["changes"] });
  tell(root, [...page.querySelectorAll(".flashes .callout, [data-problems] li")].map((one) => one.textContent?.trim() ?? "").join(" "));
  const problem = root.querySelector<HTMLElement>(".error-summary");
  const same = root.querySelector<HTMLButtonElement>(`button[name="act"][value="${CSS.escape(action)}"]:not(:disabled)`);
  const head = root.querySelector<HTMLElement>("#changes-head");
  sheet(root, false, false);
  if (problem) problem.focus();
  else if (action === "share" || action === "save") same?.focus();
  else if (action === "undo" || action === "redo") (same ?? head)?.focus();
  else head?.focus({ preventScroll: matchMedia("(width >= 900px)").matches });
}

function tell(root: HTMLElement, words: string): void {
  need(root, "[data-says]").textContent = words;
}

/** A preview brought what the map shows with the next change in it. */
function redraw(root: HTMLElement, map: HTMLElement): void {
  const said = root.querySelector<HTMLScriptElement>("#preview script[data-map]");
  if (!said || !map.isConnected) return;
  const given = JSON.parse(said.textContent ?? "{}") as Again;
  said.remove();
  drawn(root, given);
}

function drawn(root: HTMLElement, given: Again): void {
  root.querySelector("#shop-map")?.dispatchEvent(new CustomEvent<Again>("stepwell:again", { detail: given }));
}

/** A step on the map was chosen: where work is done there, the next change is about it. */
function choose(form: HTMLFormElement, id: string): void {
  const steps = need<HTMLSelectElement>(form, STEP);
  const root = need(document, "#workshop");
  if (![...steps.options].some((option) => option.value === id)) {
    tell(root, say("Nothing is worked on there. Choose a step where somebody does something."));
    return;
  }
  steps.value = id;
  steps.dispatchEvent(new Event("stepwell:set"));
  steps.dispatchEvent(new Event("change", { bubbles: true }));
  sheet(root, true);
}

function chosen(map: HTMLElement, form: HTMLFormElement): void {
  const id = form.querySelector<HTMLSelectElement>(STEP)?.value ?? "";
  map.dispatchEvent(new CustomEvent("stepwell:chosen", { detail: id }));
}

/** On phones the next change slides over the map; elsewhere it stands beside it, and is only gone to. */
function sheet(root: HTMLElement, open: boolean, focus = true): void {
  const next = root.querySelector<HTMLElement>("#next");
  const opener = root.querySelector<HTMLElement>("[data-open-next]");
  if (!next) return;
  next.toggleAttribute("data-open", open);
  opener?.setAttribute("aria-expanded", String(open));
  if (focus && open) next.querySelector<HTMLElement>("#next-head")?.focus({ preventScroll: matchMedia("(width >= 900px)").matches });
  else if (focus) opener?.focus();
}
