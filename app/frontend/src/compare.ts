/** Before and after on one canvas: the after is drawn, what was removed lies on it as struck ghosts. */
import { around, drawing, type Bounds, type Drawing } from "./viewer";
import { data, need, tag } from "./page";
import { say } from "./words";

type Kind = "removed" | "added" | "changed" | "rerouted";
type View = "before" | "both" | "after";
interface Mark { id: string; label: string; words?: string }
interface Change extends Mark { kind: Kind }
/** What a figure shows instead from now on: another drawing after, with what changes in it. */
export interface Again { after: string; changes: Changes }
type Changes = Partial<Record<Kind, Mark[]>>;

const KINDS: Kind[] = ["removed", "added", "changed", "rerouted"];
const WORDS: Record<Kind, string> = { removed: say("taken out"), added: say("new"), changed: say("changed"), rerouted: say("rerouted") };
const SVG = "http://www.w3.org/2000/svg";

/** Draw the comparison of the figure and wake its views, its list and its stepper. */
export async function compare(figure: HTMLElement): Promise<void> {
  const canvas = new Comparison(figure, drawing(figure), listed(await data<Changes>(figure.dataset.changes, {})));
  await canvas.show("both");
  canvas.listen();
  figure.addEventListener("stepwell:again", (event) => canvas.again((event as CustomEvent<Again>).detail));
}

function listed(given: Changes): Change[] {
  return KINDS.flatMap((kind) => (given[kind] ?? []).map((change) => ({ ...change, kind })));
}

class Comparison {
  private at = -1;
  private drawnAs = "";
  private chosen = "";
  private wanted?: Again;
  private turn = Promise.resolve();
  private readonly places = new Map<string, Bounds>();
  private readonly lines = new Set<string>();

  constructor(private readonly figure: HTMLElement, private readonly drawn: Drawing, private changes: Change[]) {
    drawn.box.setAttribute("role", "group");
    const name = figure.dataset.name;
    drawn.box.setAttribute("aria-label", name
      ? say("Before and after of {process}; the list below says the changes in words.", { process: name })
      : say("Before and after of the process; the list below says the changes in words."));
  }

  /** Draw before, after, or the after with the removed as ghosts. */
  async show(view: View): Promise<void> {
    const { drawn, figure } = this;
    const old = figure.dataset.view ? drawn.canvas.viewbox() : null;
    const removed = this.changes.filter((change) => change.kind === "removed");
    let ghosts: SVGGElement[] = [];
    if (view !== "after") {
      await drawn.import(figure.dataset.before ?? "");
      this.remember(removed);
      ghosts = removed.flatMap(({ id }) => [id, `${id}_label`]).flatMap((id) => drawn.shapes.getGraphics(id) ?? []);
    }
    if (view === "both") {
      const was = this.bounds(this.changes.filter((change) => change.kind === "changed"));
      await drawn.import(figure.dataset.after ?? "");
      this.haunt(ghosts, removed, was);
    } else if (view === "after") {
      await drawn.import(figure.dataset.after ?? "");
    }
    if (view !== "both") drawn.canvas.getLayer("ghosts", 1).replaceChildren();
    figure.dataset.view = view;
    this.mark(view);
    if (old) drawn.canvas.viewbox({ x: old.x, y: old.y, width: old.width, height: old.height });
    else this.around();
    for (const button of figure.querySelectorAll<HTMLElement>("[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === view));
    }
  }

  /** Show another change of the same process, where the map stands now: one after the other, and of many the last. */
  again(given: Again): void {
    this.wanted = given;
    this.turn = this.turn.then(() => this.redraw()).catch((problem: unknown) => console.warn("The map was not drawn anew:", problem));
  }

  private async redraw(): Promise<void> {
    const given = this.wanted;
    const drawnAs = JSON.stringify(given);
    if (!given || drawnAs === this.drawnAs) return;
    this.drawnAs = drawnAs;
    this.figure.dataset.after = given.after;
    this.changes = listed(given.changes);
    this.at = -1;
    await this.show("both");
    need(this.figure, "[data-where]").textContent = say("On the map: {n}", { n: this.changes.length });
    this.figure.querySelector(".change-list")?.replaceChildren(...this.changes.map((change) => this.line(change)));
    this.choose(this.chosen);
  }

  /** Mark the step that is chosen beside the map. */
  choose(id: string): void {
    this.chosen = id;
    this.drawn.shapes.getAll().forEach((shape) => this.drawn.canvas.removeMarker(shape.id, "is-chosen"));
    const shape = this.drawn.shapes.get(id);
    if (!shape) return;
    this.drawn.canvas.addMarker(id, "is-chosen");
    this.drawn.center(shape);
  }

  private line(change: Change): HTMLElement {
    const item = tag("li", change.kind, "");
    const button = tag("button", "", change.words || change.label) as HTMLButtonElement;
    button.type = "button";
    item.append(change.words ? tag("span", `key ${change.kind}`, "") : tag("span", `tag ${change.kind}`, WORDS[change.kind]), " ", button);
    return item;
  }

  listen(): void {
    this.drawn.events.on("element.click", ({ element }) => {
      const step = element.labelTarget ?? element;
      const isStep = step.businessObject?.$instanceOf("bpmn:FlowNode");
      if (isStep) this.figure.dispatchEvent(new CustomEvent("stepwell:step", { bubbles: true, detail: step.id }));
    });
    this.figure.addEventListener("stepwell:chosen", (event) => this.choose((event as CustomEvent<string>).detail));
    need(this.figure, ".compare-bar").hidden = false;
    this.figure.addEventListener("click", (event) => {
      const target = event.target as Element;
      const show = target.closest<HTMLElement>("[data-show]")?.dataset.show;
      const by = target.closest<HTMLElement>("[data-go]")?.dataset.go;
      const item = target.closest<HTMLElement>(".change-list button")?.closest<HTMLElement>("li");
      if (show) void this.show(show as View).then(() => this.go(this.at));
      else if (by && this.changes.length) this.go(this.at < 0 ? 0 : (this.at + Number(by) + this.changes.length) % this.changes.length);
      else if (item) this.go([...(item.parentElement?.children ?? [])].indexOf(item));
    });
    for (const item of this.figure.querySelectorAll(".change-list li")) {
      const words = [...item.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const button = tag("button", "", words.map((node) => node.textContent).join("").trim()) as HTMLButtonElement;
      button.type = "button";
      words.forEach((node) => node.remove());
      item.append(" ", button);
    }
  }

  /** Open where something changes: all of it, where names can be read then, else from its upper left corner. */
  private around(): void {
    const places = this.changes.flatMap(({ id }) => {
      const shape = this.drawn.shapes.get(id);
      return shape ? [around(shape)] : this.places.get(id) ?? [];
    });
    if (!places.length) return this.drawn.fit("");
    const [x, y] = [Math.min(...places.map((place) => place.x)), Math.min(...places.map((place) => place.y))];
    const [right, bottom] = [Math.max(...places.map((place) => place.x + place.width)), Math.max(...places.map((place) => place.y + place.height))];
    this.drawn.show({ x, y, width: right - x, height: bottom - y });
  }

  private go(index: number): void {
    const change = this.changes[index];
    if (!change) return;
    this.figure.querySelectorAll(".is-here").forEach((element) => element.classList.remove("is-here"));
    this.at = index;
    this.figure.querySelectorAll(".change-list li").forEach((item, at) => item.classList.toggle("here", at === index));
    const place = { number: index + 1, count: this.changes.length };
    need(this.figure, "[data-where]").textContent = change.words
      ? say("{number} of {count}: {sentence}", { ...place, sentence: change.words })
      : say("{number} of {count}: {kind}, {step}", { ...place, kind: WORDS[change.kind], step: change.label });
    const shape = this.drawn.shapes.get(change.id);
    const bounds = shape ? around(shape) : this.places.get(change.id);
    if (bounds) this.drawn.center(bounds);
    const graphics = this.drawn.shapes.getGraphics(change.id) ?? this.figure.querySelector(`.ghost [data-element-id="${CSS.escape(change.id)}"]`);
    graphics?.classList.add("is-here");
  }

  private remember(changes: Change[]): void {
    for (const [id, bounds] of this.bounds(changes)) {
      this.places.set(id, bounds);
      if (this.drawn.shapes.get(id)?.waypoints) this.lines.add(id);
    }
  }

  private bounds(changes: Change[]): Map<string, Bounds> {
    return new Map(changes.flatMap(({ id }) => {
      const shape = this.drawn.shapes.get(id);
      return shape ? [[id, around(shape)] as [string, Bounds]] : [];
    }));
  }

  private mark(view: View): void {
    this.drawn.overlays.remove({ type: "tag" });
    for (const { id, kind } of this.changes) {
      const shape = this.drawn.shapes.get(id);
      if (!shape || (view === "before" && (kind === "added" || kind === "rerouted"))) continue;
      this.drawn.canvas.addMarker(id, `is-${kind}`);
      if (this.drawn.shapes.get(`${id}_label`)) this.drawn.canvas.addMarker(`${id}_label`, `is-${kind}`);
      if (shape.waypoints) continue;
      this.drawn.overlays.add(id, "tag", { position: { top: -24, left: 0 }, html: tag("span", `tag ${kind}`, WORDS[kind]), scale: { min: 0.8, max: 1.2 } });
    }
  }

  /** Lay what is gone over what is there; a step that moved gets an arrow from where it was. */
  private haunt(ghosts: SVGGElement[], removed: Change[], was: Map<string, Bounds>): void {
    const layer = this.drawn.canvas.getLayer("ghosts", 1);
    layer.classList.add("ghost");
    layer.replaceChildren(...ghosts);
    ghosts.forEach((ghost) => ghost.classList.add("is-removed"));
    for (const { id } of removed) {
      const place = this.places.get(id);
      if (place && !this.lines.has(id)) layer.append(label(place, WORDS.removed));
    }
    for (const [id, before] of was) {
      const now = this.drawn.shapes.get(id);
      if (now && !now.waypoints && Math.hypot(now.x - before.x, now.y - before.y) > 20) layer.append(arrow(before, now));
    }
  }
}

function draw(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function label(place: Bounds, words: string): SVGElement {
  const group = draw("g", { class: "ghost-tag", transform: `translate(${place.x} ${place.y - 24})` });
  const text = draw("text", { x: 7, y: 14 });
  text.textContent = words;
  group.append(draw("rect", { width: words.length * 6.6 + 14, height: 20, rx: 4 }), text);
  return group;
}

function arrow(from: Bounds, to: Bounds): SVGElement {
  const [x1, y1] = [from.x + from.width / 2, from.y + from.height / 2];
  const [x2, y2] = [to.x + to.width / 2, to.y + to.height / 2];
  const turn = Math.atan2(y2 - y1, x2 - x1) * (180 / Math.PI);
  const group = draw("g", { class: "ghost-move" });
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
  group.append(
    draw("rect", { x: from.x, y: from.y, width: from.width, height: from.height, rx: 8 }),
    draw("line", { x1, y1, x2, y2 }),
    draw("path", { d: "M-6 -6 L6 0 L-6 6", transform: `translate(${mx} ${my}) rotate(${turn})` }),
  );
  return group;
}
