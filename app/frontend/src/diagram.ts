/** The diagram as a map: overlays, the current step lit, steps chosen by click or arrow keys, in step with the outline. */
import { drawing, type Drawing, type Shape } from "./viewer";
import { data, swap, tag } from "./page";
import { pins, type Overlay } from "./pins";
import { tints } from "./tints";
import { trail } from "./trail";
import { say } from "./words";

/** Draw the diagram of the figure and keep it in step with the outline and the panel. */
export async function diagram(figure: HTMLElement): Promise<void> {
  const drawn = drawing(figure);
  const map = new StepMap(figure, drawn);
  await drawn.import(figure.dataset.src ?? "");
  map.name();
  pins(drawn, await data<Overlay[]>(figure.dataset.overlays, []));
  await trail(figure, drawn);
  const current = figure.dataset.current;
  if (current && drawn.shapes.get(current)) drawn.canvas.addMarker(current, "is-current");
  drawn.fit(current ?? "");
  tints(figure, drawn);
  map.listen();
}

class StepMap {
  private chosen = "";

  constructor(private readonly figure: HTMLElement, private readonly drawn: Drawing) {}

  /** Make the canvas one place to tab to, with words for those who do not see it. */
  name(): void {
    const { box } = this.drawn;
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    const name = this.figure.dataset.name;
    box.setAttribute("aria-label", name
      ? say("Diagram of {process}. Arrow keys go from step to step, Enter opens a step, e opens the outline.", { process: name })
      : say("Diagram of the process. Arrow keys go from step to step, Enter opens a step, e opens the outline."));
  }

  listen(): void {
    const { box, events } = this.drawn;
    events.on("element.click", ({ element }) => {
      const step = element.labelTarget ?? element;
      if (step.businessObject?.$instanceOf("bpmn:FlowNode")) this.choose(step.id, true);
    });
    box.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => this.fromOutline(event));
    const { panel } = this;
    panel?.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close(panel);
    });
    addEventListener("hashchange", () => this.fromHash());
    this.fromHash();
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) this.step(by);
    else if (event.key === "Enter" && this.chosen) this.open(this.chosen, true);
    else if (event.key === "Escape" && this.panel?.dataset.open !== undefined) this.close(this.panel);
    else if (event.key === "+" || event.key === "-") this.figure.querySelector<HTMLElement>(`[data-zoom="${event.key === "+" ? "in" : "out"}"]`)?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The steps in the order of the outline; without one, in reading order of the drawing. */
  private order(): string[] {
    const listed = [...document.querySelectorAll<HTMLElement>(`#${CSS.escape(this.figure.dataset.outline || "outline")} [data-step]`)]
      .map((item) => item.dataset.step ?? "").filter((id) => this.drawn.shapes.get(id));
    if (listed.length) return listed;
    const steps = this.drawn.shapes.getAll().filter((shape) => !shape.labelTarget && shape.businessObject?.$instanceOf("bpmn:FlowNode"));
    return steps.sort((a: Shape, b: Shape) => a.x - b.x || a.y - b.y).map((shape) => shape.id);
  }

  private step(by: number): void {
    const order = this.order();
    const at = order.indexOf(this.chosen || this.figure.dataset.current || "");
    const next = order[at < 0 ? 0 : (at + by + order.length) % order.length];
    if (next) this.choose(next, false);
  }

  private choose(id: string, open: boolean): void {
    const shape = this.drawn.shapes.get(id);
    if (!shape) return;
    if (this.chosen && this.drawn.shapes.get(this.chosen)) this.drawn.canvas.removeMarker(this.chosen, "is-chosen");
    this.chosen = id;
    const root = this.drawn.canvas.findRoot(shape);
    if (root) this.drawn.canvas.setRootElement(root);
    this.drawn.canvas.addMarker(id, "is-chosen");
    this.drawn.center(shape);
    for (const item of document.querySelectorAll<HTMLElement>(".outline [data-step]")) {
      item.classList.toggle("chosen", item.dataset.step === id);
    }
    const says = this.figure.querySelector(".canvas-says");
    const line = document.querySelector<HTMLElement>(`.outline [data-step="${CSS.escape(id)}"]`);
    if (says) says.textContent = line ? [...line.children].map((part) => part.textContent?.trim()).join(" · ") : shape.businessObject.name || say("Step without a name");
    if (open) this.open(id, false);
  }

  private get panel(): HTMLElement | null {
    return document.getElementById("step-panel");
  }

  private open(id: string, focus: boolean): void {
    const { panel } = this;
    const pattern = this.figure.dataset.selectUrl;
    if (!panel || !pattern) return;
    history.replaceState(history.state, "", `#step=${encodeURIComponent(id)}`);
    if (panel.dataset.open === undefined) {
      panel.replaceChildren(tag("p", "muted", this.drawn.shapes.get(id)?.businessObject.name || say("Step without a name")));
      this.sheet(panel);
    }
    panel.classList.add("loading");
    const url = pattern.replace(/\{step\}|%7Bstep%7D/i, encodeURIComponent(id));
    fetch(url, { headers: { Accept: "text/html", "X-Fragment": "1" } }).then(async (answer) => {
      if (this.chosen !== id) return;
      if (answer.ok && !answer.redirected) swap(panel, await answer.text());
      else panel.replaceChildren(tag("p", "muted", say("This step could not be opened. Reload the page and try again.")));
      this.sheet(panel);
      this.uncover(id, panel);
      if (focus) panel.focus();
    }).catch(() => {
      panel.replaceChildren(tag("p", "muted", say("No connection. Try again in a moment.")));
      this.sheet(panel);
    })
      .finally(() => panel.classList.remove("loading"));
  }

  private sheet(panel: HTMLElement): void {
    panel.dataset.open = "";
    const close = tag("button", "button quiet sheet-close", say("Close")) as HTMLButtonElement;
    close.type = "button";
    close.addEventListener("click", () => this.close(panel));
    panel.prepend(close);
  }

  private close(panel: HTMLElement): void {
    delete panel.dataset.open;
    history.replaceState(history.state, "", location.pathname + location.search);
    this.drawn.box.focus({ preventScroll: true });
  }

  /** Move the map where the panel lies over the step that it is about. */
  private uncover(id: string, panel: HTMLElement): void {
    const step = this.drawn.shapes.getGraphics(id)?.getBoundingClientRect();
    const over = panel.getBoundingClientRect();
    if (!step || over.left < step.left - step.width || step.right < over.left || step.top > over.bottom || step.bottom < over.top) return;
    this.drawn.canvas.scroll({ dx: over.left - step.right - 24, dy: 0 });
  }

  private fromOutline(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const link = (event.target as Element).closest<HTMLElement>(".outline [data-select]");
    const id = link?.dataset.select ?? "";
    if (!id || !this.drawn.shapes.get(id) || !this.figure.dataset.selectUrl || !document.getElementById("step-panel")) return;
    event.preventDefault();
    this.choose(id, true);
  }

  private fromHash(): void {
    const id = /^#step=(.+)$/.exec(location.hash)?.[1];
    if (id && decodeURIComponent(id) !== this.chosen) this.choose(decodeURIComponent(id), true);
  }
}
