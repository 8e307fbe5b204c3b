/** One bpmn-js viewer on our paper: our font, zoom by buttons and fingers, never the page's wheel. */
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { clearNames } from "./clear";
import { need } from "./page";
import { say } from "./words";

export interface Bounds { x: number; y: number; width: number; height: number }
export interface Shape extends Bounds {
  id: string;
  type: string;
  waypoints?: { x: number; y: number }[];
  labelTarget?: Shape;
  source?: Shape;
  di?: { get?: (name: string) => unknown };
  businessObject: { name?: string; $instanceOf: (type: string) => boolean };
}
interface Viewbox extends Bounds { scale: number; inner: Bounds; outer: { width: number; height: number } }
export interface Canvas {
  zoom: (level?: number | "fit-viewport", center?: "auto" | { x: number; y: number }) => number;
  viewbox: (box?: Bounds) => Viewbox;
  scroll: (by: { dx: number; dy: number }) => void;
  addMarker: (id: string, name: string) => void;
  removeMarker: (id: string, name: string) => void;
  getLayer: (name: string, index?: number) => SVGGElement;
  findRoot: (element: Shape) => unknown;
  setRootElement: (root: unknown) => void;
  resized: () => void;
}
export interface Registry {
  get: (id: string) => Shape | undefined;
  getAll: () => Shape[];
  getGraphics: (id: string) => SVGGElement | undefined;
}
export interface Overlays { add: (id: string, type: string, what: object) => string; remove: (filter: object) => void }
export interface Events { on: (name: string, does: (event: { element: Shape; originalEvent: Event }) => void) => void }

export interface Drawing {
  import: (url: string) => Promise<void>;
  canvas: Canvas;
  shapes: Registry;
  overlays: Overlays;
  events: Events;
  box: HTMLElement;
  fit: (near?: string) => void;
  show: (bounds: Bounds) => void;
  center: (bounds: Bounds) => void;
}

/** Names are written in 12 px, what stands beside arrows and signs in 11: smaller only when the reader zooms out. */
const READABLE = 1;
/** Room for the pins above, and for the buttons and the bpmn.io mark below. */
const [TOP, BOTTOM, MARGIN] = [28, 64, 16];

/** What bpmn-js itself says; “Open {element}” stands on steps that hold others. */
function translate(english: string, values: Record<string, string> = {}): string {
  return english === "Open {element}" ? say("Open {element}", values) : say(english, values);
}

/** Draw into the figure's .canvas and wake its zoom buttons. */
export function drawing(figure: HTMLElement): Drawing {
  const box = need(figure, ".canvas");
  box.replaceChildren();
  const viewer = new NavigatedViewer({
    container: box,
    bpmnRenderer: { defaultFillColor: "var(--paper-fill)", defaultStrokeColor: "var(--paper-ink)", defaultLabelColor: "var(--paper-ink)" },
    textRenderer: { defaultStyle: { fontFamily: '"Figtree Variable", system-ui, sans-serif', fontSize: 12 } },
    zoomScroll: { enabled: false },
    additionalModules: [{ translate: ["value", translate] }],
  });
  const texts = new Map<string, Promise<string>>();
  const made: Drawing = {
    import: async (url) => {
      if (!texts.has(url)) texts.set(url, text(url));
      await Promise.all([document.fonts.load('12px "Figtree Variable"').catch(() => null), texts.get(url)]);
      await viewer.importXML((await texts.get(url)) ?? "");
      box.querySelector("svg[tabindex]")?.setAttribute("tabindex", "-1");
      coloured(made);
      clearNames(made.shapes);
    },
    canvas: viewer.get<Canvas>("canvas"),
    shapes: viewer.get<Registry>("elementRegistry"),
    overlays: viewer.get<Overlays>("overlays"),
    events: viewer.get<Events>("eventBus"),
    box,
    fit: (near) => fit(made, near),
    show: (bounds) => show(made.canvas, bounds),
    center: (bounds) => center(made.canvas, bounds),
  };
  made.events.on("root.set", () => clearNames(made.shapes));
  tools(figure, made);
  fingers(box, made.canvas);
  onPaper(figure, made);
  return made;
}

/** Files may bring colours of their own, made for white paper: what is written on them stays dark by night. */
function coloured({ canvas, shapes }: Drawing): void {
  for (const shape of shapes.getAll()) {
    if (shape.di?.get?.("background-color") ?? shape.di?.get?.("bioc:fill")) canvas.addMarker(shape.id, "own-colour");
  }
}

async function text(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`Expected a diagram at ${url}, but got ${answer.status}.`);
  return answer.text();
}

/** The whole diagram, or, where it would be too small to read, a readable part at `near` or at the start. */
function fit(drawn: Drawing, near?: string): void {
  const { canvas, shapes } = drawn;
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1.2, (outer.width - 2 * MARGIN) / inner.width, (outer.height - TOP - BOTTOM) / inner.height);
  if (scale >= READABLE || near === undefined) {
    const [wide, high] = [outer.width / scale, outer.height / scale];
    const down = (outer.height - TOP - BOTTOM - inner.height * scale) / 2 + TOP;
    canvas.viewbox({ x: inner.x + inner.width / 2 - wide / 2, y: inner.y - down / scale, width: wide, height: high });
    return;
  }
  const shape = shapes.get(near) ?? shapes.getAll().find((other) => other.type === "bpmn:StartEvent");
  const focus = shape ? around(shape) : inner;
  const width = outer.width / READABLE;
  const height = outer.height / READABLE;
  const x = Math.min(Math.max(focus.x + focus.width / 2 - width / 2, inner.x - 16), Math.max(inner.x - 16, inner.x + inner.width - width + 16));
  const y = inner.height < height ? inner.y + inner.height / 2 - height / 2 : Math.max(focus.y - height / 2, inner.y - 16);
  canvas.viewbox({ x, y, width, height });
}

/** A part of the diagram in the middle; where it is too large to be read, as much of it as can be, from its corner. */
function show(canvas: Canvas, bounds: Bounds): void {
  canvas.resized();
  const { outer } = canvas.viewbox();
  const fits = Math.min((outer.width - 4 * MARGIN) / bounds.width, (outer.height - TOP - BOTTOM - 2 * MARGIN) / bounds.height);
  const scale = Math.min(1.2, Math.max(READABLE, fits));
  const [width, height] = [outer.width / scale, outer.height / scale];
  const aside = Math.max((width - bounds.width) / 2, 2 * MARGIN);
  const above = Math.max((height - bounds.height) / 2, TOP + MARGIN);
  canvas.viewbox({ x: bounds.x - aside, y: bounds.y - above, width, height });
}

/** Leave no room empty that the diagram could have; what of it fits stands in the middle. */
function settle(canvas: Canvas): void {
  const { x, y, width, height, inner, scale } = canvas.viewbox();
  canvas.viewbox({
    x: along(x, width, inner.x, inner.width, [MARGIN / scale, MARGIN / scale]),
    y: along(y, height, inner.y, inner.height, [TOP / scale, BOTTOM / scale]), width, height,
  });
}

function along(at: number, shown: number, from: number, length: number, [before, after]: [number, number]): number {
  const spare = shown - length - before - after;
  return spare >= 0 ? from - before - spare / 2 : Math.min(Math.max(at, from - before), from + length + after - shown);
}

/** The box of a step, or the box round an arrow, which has none of its own. */
export function around(shape: Shape): Bounds {
  if (!shape.waypoints?.length) return shape;
  const xs = shape.waypoints.map((point) => point.x);
  const ys = shape.waypoints.map((point) => point.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function center(canvas: Canvas, bounds: Bounds): void {
  const { width, height, x, y } = canvas.viewbox();
  const inside = bounds.x > x && bounds.y > y && bounds.x + bounds.width < x + width && bounds.y + bounds.height < y + height;
  if (inside) return;
  canvas.viewbox({ x: bounds.x + bounds.width / 2 - width / 2, y: bounds.y + bounds.height / 2 - height / 2, width, height });
}

/** On paper the whole diagram stands on one side, however much of it the screen shows. */
function onPaper(figure: HTMLElement, drawn: Drawing): void {
  let seen: Bounds | undefined;
  window.addEventListener("beforeprint", () => {
    seen ??= drawn.canvas.viewbox();
    figure.classList.add("on-paper");
    drawn.fit();
  });
  window.addEventListener("afterprint", () => {
    figure.classList.remove("on-paper");
    if (!seen) return;
    drawn.canvas.resized();
    drawn.canvas.viewbox({ x: seen.x, y: seen.y, width: seen.width, height: seen.height });
    seen = undefined;
  });
}

function tools(figure: HTMLElement, drawn: Drawing): void {
  const bar = figure.querySelector<HTMLElement>(".canvas-tools");
  if (!bar) return;
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const kind = (event.target as Element).closest<HTMLElement>("[data-zoom]")?.dataset.zoom;
    if (kind === "fit") drawn.fit();
    else if (kind) {
      drawn.canvas.zoom(Math.min(4, Math.max(0.1, drawn.canvas.zoom() * (kind === "in" ? 1.25 : 0.8))));
      settle(drawn.canvas);
    }
  });
  drawn.box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const edge = drawn.box.getBoundingClientRect();
    const level = Math.min(4, Math.max(0.1, drawn.canvas.zoom() * (event.deltaY < 0 ? 1.1 : 0.9)));
    drawn.canvas.zoom(level, { x: event.clientX - edge.x, y: event.clientY - edge.y });
  }, { passive: false });
}

/** One finger moves the map sideways (the page keeps scrolling up and down), two fingers move and zoom. */
function fingers(box: HTMLElement, canvas: Canvas): void {
  const down = new Map<number, { x: number; y: number }>();
  box.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") down.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  box.addEventListener("pointermove", (event) => {
    const was = down.get(event.pointerId);
    if (!was) return;
    const other = [...down.entries()].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const before = Math.hypot(was.x - other.x, was.y - other.y);
      const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      const edge = box.getBoundingClientRect();
      canvas.zoom(Math.min(4, Math.max(0.1, canvas.zoom() * (after / Math.max(1, before)))), { x: other.x - edge.x, y: other.y - edge.y });
    } else {
      canvas.scroll({ dx: event.clientX - was.x, dy: event.clientY - was.y });
    }
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    box.addEventListener(end, (event) => down.delete((event as PointerEvent).pointerId));
  }
}
