/** Names of steps stay clear of the sign of their kind: moved down where there is room, else beside a smaller sign, or none. */
import type { Registry, Shape } from "./viewer";

interface Box { left: number; right: number; top: number; bottom: number }

const [GAP, EDGE, MARKERS, SMALL] = [1, 4, 20, 0.6];

/** Clear the names of all steps that are drawn now; those of a part that is not open wait until it is. */
export function clearNames(shapes: Registry): void {
  for (const shape of shapes.getAll()) {
    const visual = shapes.getGraphics(shape.id)?.querySelector<SVGGElement>(":scope > .djs-visual");
    const name = visual?.querySelector<SVGTextElement>(":scope > text");
    if (visual && name && !name.dataset.clear && shape.businessObject?.$instanceOf("bpmn:Task")) clearName(shape, visual, name);
  }
}

function clearName(shape: Shape, visual: SVGGElement, name: SVGTextElement): void {
  const lines = linesOf(name);
  if (!lines.length) return;
  name.dataset.clear = "";
  const paths = [...visual.querySelectorAll<SVGPathElement>(":scope > path")].map((path) => ({ path, box: boxOf(path) }));
  const isSign = ({ box }: { box: Box }) => (box.top + box.bottom) / 2 < shape.height / 2;
  const sign = paths.filter(isSign);
  if (!sign.length) return;
  const all = union(sign.map(({ box }) => box));
  const bottom = Math.max(...lines.map((line) => line.bottom));
  const room = shape.height - EDGE - (paths.length > sign.length ? MARKERS : 0) - bottom;
  const small = { left: EDGE, top: EDGE, right: EDGE + (all.right - all.left) * SMALL, bottom: EDGE + (all.bottom - all.top) * SMALL };
  for (const [place, scale] of [[all, 1], [small, SMALL]] as const) {
    const down = covered(lines, place);
    if (down > Math.max(0, room)) continue;
    if (down) name.setAttribute("transform", `translate(0, ${down})`);
    if (scale < 1) for (const { path } of sign) shrink(path, all);
    return;
  }
  for (const { path } of sign) path.style.display = "none";
}

/** How far the lines have to go down so that what stands in this place covers none of them. */
function covered(lines: Box[], place: Box): number {
  const hit = lines.find((line) => line.top < place.bottom + GAP && line.left < place.right + GAP);
  return hit ? place.bottom + GAP - hit.top : 0;
}

function linesOf(name: SVGTextElement): Box[] {
  const spans = [...name.querySelectorAll("tspan")];
  const { y, height } = name.getBBox();
  const high = height / spans.length;
  return !height ? [] : spans.map((span, at) => {
    const left = Number(span.getAttribute("x"));
    return { left, right: left + span.getComputedTextLength(), top: y + at * high, bottom: y + (at + 1) * high };
  });
}

function boxOf(path: SVGPathElement): Box {
  const { x, y, width, height } = path.getBBox();
  const { a, d, e, f } = path.transform.baseVal.consolidate()?.matrix ?? { a: 1, d: 1, e: 0, f: 0 };
  return { left: x * a + e, right: (x + width) * a + e, top: y * d + f, bottom: (y + height) * d + f };
}

function union(boxes: Box[]): Box {
  return {
    left: Math.min(...boxes.map((box) => box.left)), right: Math.max(...boxes.map((box) => box.right)),
    top: Math.min(...boxes.map((box) => box.top)), bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

/** Draw a part of the sign smaller, in the upper left corner. */
function shrink(path: SVGPathElement, sign: Box): void {
  const to = `translate(${EDGE - sign.left * SMALL}, ${EDGE - sign.top * SMALL}) scale(${SMALL})`;
  path.setAttribute("transform", `${to} ${path.getAttribute("transform") ?? ""}`);
}
