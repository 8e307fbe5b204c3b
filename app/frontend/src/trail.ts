/** The way that a case has gone, painted on its diagram: steps by line, fill and a word, arrows by how often. */
import { data, tag } from "./page";
import type { Drawing } from "./viewer";

interface Step { mark: string; text: string; title: string }
interface Trail { steps: Record<string, Step>; ways: Record<string, number> }

const MARKS = /^(done|here|stopped|skipped)$/;
const [ONCE, MORE, MOST] = [3, 1, 6];
const ABOVE = -24;

/** Paint the way that the figure brings, where it brings one. */
export async function trail(figure: HTMLElement, drawn: Drawing): Promise<void> {
  const { steps, ways } = await data<Trail>(figure.dataset.trail, { steps: {}, ways: {} });
  for (const [id, { mark, text, title }] of Object.entries(steps)) {
    const shape = drawn.shapes.get(id);
    if (!shape || !MARKS.test(mark)) continue;
    drawn.canvas.addMarker(id, `was-${mark}`);
    // The names of events and gateways stand below them.
    const position = shape.businessObject.$instanceOf("bpmn:Activity") ? { bottom: 0, left: 0 } : { top: ABOVE, left: 0 };
    if (text) drawn.overlays.add(id, "trail", { position, html: tag("span", `measured trail ${mark}`, text, title), scale: false });
  }
  if (!figure.dataset.trail) return;
  for (const way of drawn.shapes.getAll().filter((shape) => shape.type === "bpmn:SequenceFlow")) {
    const times = ways[way.id] ?? 0;
    drawn.canvas.addMarker(way.id, times ? "was-gone" : "never");
    const line = drawn.shapes.getGraphics(way.id)?.querySelector<SVGElement>(".djs-visual > path");
    if (times) line?.style.setProperty("stroke-width", `${Math.min(MOST, ONCE + MORE * (times - 1))}px`, "important");
  }
}
