/** What was measured, laid over the map when asked for: steps tinted, arrows thickened, the figure under each step. */
import { data, tag } from "./page";
import type { Drawing } from "./viewer";
import { say } from "./words";

interface Figure { level: number; text: string; title: string }
interface Tint {
  key: string;
  about: string;
  steps: Record<string, Figure>;
  passed?: Record<string, number>;
  chosen?: Record<string, number>;
}

const [THIN, THICK] = [1.5, 4];

/** Wake the switch above the map. */
export function tints(figure: HTMLElement, drawn: Drawing): void {
  const bar = figure.querySelector<HTMLElement>(".map-bar");
  const url = figure.dataset.tints;
  if (!bar || !url) return;
  const says = bar.querySelector<HTMLElement>(".map-says");
  const map = new Tinted(drawn);
  let all: Promise<Tint[]> | null = null;
  bar.hidden = false;
  bar.addEventListener("click", async (event) => {
    const chosen = (event.target as Element).closest<HTMLElement>("[data-mode]");
    if (!chosen) return;
    for (const button of bar.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button === chosen));
    const mode = chosen.dataset.mode ?? "talk";
    figure.dataset.mode = mode;
    const tint = mode === "talk" ? undefined : await (all ??= data<Tint[]>(url, [])).then(
      (found) => found.find((one) => one.key === mode), () => undefined,
    );
    if (figure.dataset.mode !== mode) return;
    map.show(tint);
    if (!tint) all = null;
    if (says) says.textContent = tint?.about ?? (mode === "talk" ? "" : say("No connection. Try again in a moment."));
  });
}

class Tinted {
  private readonly marked: [string, string][] = [];
  private readonly drawnThick: SVGElement[] = [];

  constructor(private readonly drawn: Drawing) {}

  show(tint: Tint | undefined): void {
    this.clear();
    if (!tint) return;
    for (const [step, { level, text, title }] of Object.entries(tint.steps)) {
      const shape = this.drawn.shapes.get(step);
      if (!shape?.businessObject?.$instanceOf("bpmn:Activity")) continue;
      this.mark(step, `heat-${Math.min(5, Math.max(1, level))}`);
      this.drawn.overlays.add(step, "tint", { position: { bottom: 0, left: 0 }, html: tag("span", "measured", text, title), scale: false });
    }
    if (tint.passed || tint.chosen) this.thicken(tint.passed ?? {}, tint.chosen ?? {});
  }

  /** An arrow is gone as often as it was chosen, else as often as the step it comes from was passed. */
  private thicken(passed: Record<string, number>, chosen: Record<string, number>): void {
    const ways = this.drawn.shapes.getAll().filter((shape) => shape.type === "bpmn:SequenceFlow");
    const counts = ways.map((way) => chosen[way.id] ?? passed[way.source?.id ?? ""] ?? 0);
    const most = Math.max(1, ...counts);
    ways.forEach((way, index) => {
      const line = this.drawn.shapes.getGraphics(way.id)?.querySelector<SVGElement>(".djs-visual > path");
      if (!line) return;
      const count = counts[index] ?? 0;
      line.style.setProperty("stroke-width", `${THIN + ((THICK - THIN) * count) / most}px`, "important");
      if (!count) this.mark(way.id, "never");
      this.drawnThick.push(line);
    });
  }

  private mark(id: string, name: string): void {
    this.drawn.canvas.addMarker(id, name);
    this.marked.push([id, name]);
  }

  private clear(): void {
    this.drawn.overlays.remove({ type: "tint" });
    for (const [id, name] of this.marked.splice(0)) if (this.drawn.shapes.get(id)) this.drawn.canvas.removeMarker(id, name);
    for (const line of this.drawnThick.splice(0)) line.style.removeProperty("stroke-width");
  }
}
