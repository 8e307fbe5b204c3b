/** What people say of steps, as pins on the map: above the step, never on a name; fewer where there is less room. */
import { tag } from "./page";
import type { Drawing, Shape } from "./viewer";

export interface Overlay { step: string; kind: string; text: string; title: string; level?: number }

/** What holds steps and covers none. */
const FRAMES = /(Lane|Participant|Group)$/;
const KINDS = /^(flag|praise|comment|token|heat|proposal)$/;
/** Below this scale pins could not be read any more: the steps are tinted instead. */
const READABLE = 0.45;
const GAP = 2;
/** How high a pin stands. */
const TALL = 20;

interface Group { shape: Shape; box: HTMLElement; width: number; room: number; is: boolean }

/** Pin the overlays to their steps and keep them in proportion while the map is zoomed. */
export function pins(drawn: Drawing, overlays: Overlay[]): void {
  const groups = new Map<string, Group>();
  for (const overlay of overlays) {
    const shape = drawn.shapes.get(overlay.step);
    if (!shape) continue;
    if (overlay.kind === "heat") drawn.canvas.addMarker(overlay.step, `heat-${Math.min(5, Math.max(1, Math.round(overlay.level ?? 1)))}`);
    if (overlay.kind === "heat" && !overlay.text) continue;
    const group = groups.get(overlay.step) ?? { shape, box: tag("div", "pins", ""), width: 0, room: room(drawn, shape), is: false };
    groups.set(overlay.step, group);
    const kind = KINDS.test(overlay.kind) ? overlay.kind : "comment";
    group.box.append(tag("span", `pin ${kind}`, overlay.text, overlay.title));
    group.width += Math.max(22, 14 + 7 * overlay.text.length) + GAP;
    drawn.canvas.addMarker(overlay.step, `told-${kind}`);
  }
  for (const [step, { box }] of groups) {
    box.append(all(box));
    drawn.overlays.add(step, "pins", { position: { top: 0, left: 0 }, html: box, scale: false });
  }
  const adapt = () => {
    const scale = drawn.canvas.zoom();
    drawn.box.classList.toggle("far", scale < READABLE);
    for (const group of groups.values()) {
      group.box.classList.toggle("one", group.width > group.shape.width * scale + 12);
      tighten(drawn, group, group.room * scale < TALL);
    }
  };
  drawn.events.on("canvas.viewbox.changed", adapt);
  adapt();
}

/** How far up it is to the next step or name, in the units of the drawing: no more than that is free for pins. */
function room(drawn: Drawing, step: Shape): number {
  const root = drawn.canvas.findRoot(step);
  const above = drawn.shapes.getAll().filter((other) =>
    other.waypoints === undefined && other.width && !FRAMES.test(other.type) && other !== step && other.y + other.height <= step.y + 1
    && other.x < step.x + step.width && step.x < other.x + other.width && drawn.canvas.findRoot(other) === root);
  return Math.min(...above.map((other) => step.y - other.y - other.height));
}

/** Where pins would cover what stands above their step it is tinted instead, as all are further out. */
function tighten(drawn: Drawing, group: Group, is: boolean): void {
  if (group.is === is) return;
  group.is = is;
  group.box.classList.toggle("none", is);
  if (is) drawn.canvas.addMarker(group.shape.id, "tight");
  else drawn.canvas.removeMarker(group.shape.id, "tight");
}

/** The pins of a step in one: a sign of its own, and how many there are. */
function all(box: HTMLElement): HTMLElement {
  const said = [...box.children] as HTMLElement[];
  const flagged = said.some((pin) => pin.matches(".flag")) ? " flag" : "";
  return tag("span", `pin all${flagged}`, `${said.length}…`, said.map((pin) => pin.title).join(", "));
}
