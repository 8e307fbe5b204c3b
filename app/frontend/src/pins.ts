/** What people say of steps, as pins on the map: above the step, never on a name; fewer where there is less room. */
import { tag } from "./page";
import type { Drawing, Shape } from "./viewer";

export interface Overlay { step: string; kind: string; text: string; title: string; level?: number }

const KINDS = /^(flag|praise|comment|token|heat|proposal)$/;
/** Below this scale pins could not be read any more: the steps are tinted instead. */
const READABLE = 0.45;
const GAP = 2;

interface Group { shape: Shape; box: HTMLElement; width: number }

/** Pin the overlays to their steps and keep them in proportion while the map is zoomed. */
export function pins(drawn: Drawing, overlays: Overlay[]): void {
  const groups = new Map<string, Group>();
  for (const overlay of overlays) {
    const shape = drawn.shapes.get(overlay.step);
    if (!shape) continue;
    if (overlay.kind === "heat") drawn.canvas.addMarker(overlay.step, `heat-${Math.min(5, Math.max(1, Math.round(overlay.level ?? 1)))}`);
    if (overlay.kind === "heat" && !overlay.text) continue;
    const group = groups.get(overlay.step) ?? { shape, box: tag("div", "pins", ""), width: 0 };
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
    for (const { shape, box, width } of groups.values()) box.classList.toggle("one", width > shape.width * scale + 12);
  };
  drawn.events.on("canvas.viewbox.changed", adapt);
  adapt();
}

/** The pins of a step in one: a sign of its own, and how many there are. */
function all(box: HTMLElement): HTMLElement {
  const said = [...box.children] as HTMLElement[];
  const flagged = said.some((pin) => pin.matches(".flag")) ? " flag" : "";
  return tag("span", `pin all${flagged}`, `${said.length}…`, said.map((pin) => pin.title).join(", "));
}
