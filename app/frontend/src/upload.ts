/** Files of forms are sent as soon as they are chosen, so that drafts keep them; without scripts they go with the form. */
import { csrf, tag } from "./page";
import { say } from "./words";

/** What the server refused; other problems may go away by themselves. */
const REFUSED = 422;
type Reference = { id: string; name: string; size: number };

function size(bytes: number): string {
  if (bytes < 1000) return say("{count} bytes", { count: bytes });
  return bytes < 1e6 ? say("{size} kB", { size: Math.round(bytes / 1000) }) : say("{size} MB", { size: Math.round(bytes / 1e5) / 10 });
}

function line(field: HTMLElement, file: Reference): HTMLElement {
  const item = tag("li", "", "");
  item.dataset.file = "";
  const link = tag("a", "", file.name) as HTMLAnchorElement;
  link.href = `/files/${encodeURIComponent(file.id)}`;
  link.download = "";
  const held = document.createElement("input");
  held.type = "hidden";
  held.name = `${field.dataset.name}.id`;
  held.value = file.id;
  const button = tag("button", "button quiet small", say("Remove")) as HTMLButtonElement;
  button.name = "_drop";
  button.append(tag("span", "sr-only", ` ${file.name}`));
  item.append(link, ` (${size(file.size)}) `, held, button);
  return item;
}

async function send(field: HTMLElement, file: File): Promise<Reference> {
  const body = new FormData();
  body.append("csrf", csrf());
  body.append("file", file);
  const answer = await fetch(field.dataset.upload ?? "", { method: "POST", body, headers: { Accept: "application/json", "X-CSRF-Token": csrf(), "X-Fragment": "1" } });
  if (answer.ok) return (await answer.json()) as Reference;
  if (answer.status === REFUSED) field.querySelector<HTMLInputElement>("input[type=file]")!.value = "";
  const said = (await answer.json().catch(() => ({}))) as { words?: string };
  throw new Error(said.words ?? say("It could not be sent. It goes with the form when you complete it."));
}

/** Bring one file field to life. */
export function upload(field: HTMLElement): void {
  const input = field.querySelector<HTMLInputElement>("input[type=file]");
  const list = field.querySelector<HTMLElement>(".files");
  const said = field.querySelector<HTMLElement>("[data-said]");
  if (!input || !list || !said) return;
  const changed = (): void => { field.dispatchEvent(new Event("input", { bubbles: true })); };
  input.addEventListener("change", async () => {
    const chosen = [...(input.files ?? [])];
    for (const file of chosen) {
      said.textContent = say("Sending {file} …", { file: file.name });
      try {
        const item = line(field, await send(field, file));
        if (field.dataset.many === undefined) list.replaceChildren(item);
        else list.append(item);
        said.textContent = say("{file} is here.", { file: file.name });
        input.value = "";
        changed();
      } catch (problem) {
        said.textContent = `${file.name}: ${problem instanceof Error ? problem.message : say("It could not be sent.")}`;
      }
    }
  });
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[name=_drop]") : null;
    if (!button) return;
    event.preventDefault();
    button.closest("[data-file]")?.remove();
    said.textContent = say("The file was removed.");
    input.focus();
    changed();
  });
}
