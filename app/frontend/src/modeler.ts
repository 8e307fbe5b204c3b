/**
 * Drawing by hand, for those who know BPMN: what stands on the map is opened in a modeler, and what was drawn is sent back.
 * Fetched only when somebody draws.
 */
import Modeler from "bpmn-js/lib/Modeler";
import { CreateAppendAnythingModule } from "bpmn-js-create-append-anything";
import minimap from "diagram-js-minimap";
import { need, tag } from "./page";
import type { Canvas } from "./viewer";
import { say } from "./words";

const [PALETTE, MARGIN] = [130, 40];
type Words = Record<string, string>;
const LANGUAGES: Record<string, () => Promise<{ default: Words }>> = {
  de: () => import("bpmn-js-i18n/translations/de.js"),
  es: () => import("bpmn-js-i18n/translations/es.js"),
  fr: () => import("bpmn-js-i18n/translations/fr.js"),
};

export interface Board { close: () => void }

/** Open a board over the map with the drawing at an address; `take` gets what was drawn. */
export async function board(map: HTMLElement, address: string, take: (xml: string) => void): Promise<Board> {
  const [answer, language] = await Promise.all([fetch(address), LANGUAGES[document.documentElement.lang.slice(0, 2)]?.()]);
  if (!answer.ok) throw new Error(`Expected a drawing at ${address}, but got ${answer.status}.`);
  const words: Words = {
    ...language?.default, "Open minimap": say("Open the small map"), "Close minimap": say("Close the small map"), "Toggle minimap": say("Open the small map"),
  };
  const element = tag("div", "draw-board", "");
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", say("Drawing by hand"));
  const canvas = tag("div", "canvas draw-canvas", "");
  const bar = tag("div", "draw-bar", "");
  const [done, leave] = [button("button primary", say("Take over what is drawn")), button("button quiet", say("Leave the drawing"))];
  bar.append(done, leave);
  element.append(canvas, bar);
  map.after(element);
  map.hidden = true;
  const modeler = new Modeler({
    container: canvas,
    textRenderer: { defaultStyle: { fontFamily: '"Figtree Variable", system-ui, sans-serif', fontSize: 12 } },
    bpmnRenderer: { defaultFillColor: "var(--paper-fill)", defaultStrokeColor: "var(--paper-ink)", defaultLabelColor: "var(--paper-ink)" },
    additionalModules: [CreateAppendAnythingModule, minimap, { translate: ["value", translated(words)] }],
  });
  const close = (): void => { modeler.destroy(); element.remove(); map.hidden = false; };
  try {
    await modeler.importXML(await answer.text());
  } catch (unreadable) {
    close();
    throw unreadable;
  }
  const drawn = modeler.get<Canvas>("canvas");
  const { inner, outer } = drawn.viewbox();
  // Names can be read, and the palette lies beside what begins on the left.
  drawn.viewbox({ x: inner.x - PALETTE, y: inner.y - MARGIN, width: outer.width, height: outer.height });
  const made: Board = { close };
  leave.addEventListener("click", () => made.close());
  done.addEventListener("click", () => void modeler.saveXML({ format: true }).then(({ xml }) => take(xml ?? "")));
  need(canvas, "svg").focus();
  return made;
}

function button(className: string, words: string): HTMLButtonElement {
  const made = tag("button", className, words) as HTMLButtonElement;
  made.type = "button";
  return made;
}

function translated(words: Words): (english: string, values?: Words) => string {
  return (english, values = {}) => (words[english] ?? english).replace(/\{([^}]+)\}/g, (place, name: string) => values[name] ?? place);
}
