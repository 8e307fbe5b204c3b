/** Pictures for a comment: chosen, pasted or dropped, seen before they are sent, each with words for who cannot see it. */
import { need, tag } from "./page";
import { say } from "./words";

const SIDE = 2000;
const LARGE = 1_000_000;
const SEEN = 160;
let count = 0;

interface Chosen {
  file: File;
  item: HTMLElement;
}

function drawn(picture: ImageBitmap, side: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const part = Math.min(1, side / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * part));
  canvas.height = Math.max(1, Math.round(picture.height * part));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A large photo is made smaller before it is sent: on the way to work there is little network. */
async function lighter(file: File, picture: ImageBitmap): Promise<File> {
  if (file.size < LARGE || file.type !== "image/jpeg") return file;
  const made = await new Promise<Blob | null>((done) => drawn(picture, SIDE).toBlob(done, "image/jpeg", 0.85));
  return made && made.size < file.size ? new File([made], file.name, { type: made.type }) : file;
}

/** Bring the part of a form that takes pictures to life. */
export function pictures(element: HTMLElement): void {
  const fold = element as HTMLDetailsElement;
  const input = need<HTMLInputElement>(fold, "input[type=file]");
  const around = fold.closest("form") ?? fold;
  const summary = need(fold, "summary");
  const told = tag("p", "sr-only", "");
  told.setAttribute("role", "status");
  const list = fold.querySelector<HTMLElement>(".chosen-pictures") ?? tag("ul", "chosen-pictures", "");
  summary.after(list);
  const held = list.children.length;
  const most = Number(fold.dataset.most) - held;
  let chosen: Chosen[] = [];
  // What was chosen before this was fetched is chosen still, and what was said of it is said of the first.
  const before = [...(input.files ?? [])];
  const alone = fold.querySelector<HTMLInputElement>("input[name=picture_alt]");
  let said = alone?.value ?? "";
  alone?.closest(".field")?.remove();
  fold.append(told);

  function sync(): void {
    const files = new DataTransfer();
    for (const { file } of chosen) files.items.add(file);
    input.files = files.files;
  }

  function drop(one: Chosen): void {
    chosen = chosen.filter((other) => other !== one);
    one.item.remove();
    sync();
    told.textContent = say("The picture was removed.");
    input.focus();
  }

  function line(file: File, picture: ImageBitmap): Chosen {
    const item = tag("li", "", "");
    const words = document.createElement("input");
    words.name = "picture_alt";
    words.maxLength = 300;
    words.value = said;
    said = "";
    words.dir = "auto";
    words.id = `picture-alt-${++count}`;
    const label = document.createElement("label");
    label.htmlFor = words.id;
    label.textContent = say("What can be seen on it?");
    const field = tag("div", "field", "");
    field.append(label, words);
    const button = tag("button", "button quiet small", say("Remove")) as HTMLButtonElement;
    button.type = "button";
    button.append(tag("span", "sr-only", ` ${file.name}`));
    const seen = drawn(picture, SEEN);
    seen.setAttribute("role", "img");
    seen.setAttribute("aria-label", file.name);
    item.append(seen, field, button);
    const one = { file, item };
    button.addEventListener("click", () => { drop(one); });
    return one;
  }

  async function add(files: File[], goThere = true): Promise<void> {
    if (!files.length) return;
    fold.open = true;
    for (const file of files) {
      if (chosen.length >= most) {
        told.textContent = say("A comment takes at most {number} pictures.", { number: held + most });
        break;
      }
      try {
        const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
        const one = line(await lighter(file, picture), picture);
        chosen.push(one);
        list.append(one.item);
        told.textContent = say("{file} is added.", { file: file.name });
      } catch {
        told.textContent = say("{file} is no picture that can be shown here.", { file: file.name });
      }
    }
    sync();
    if (goThere) chosen.at(-1)?.item.querySelector("input")?.focus();
  }

  const those = (from: DataTransfer | null): File[] => [...(from?.files ?? [])].filter((file) => input.accept.split(",").includes(file.type));
  input.addEventListener("change", () => void add([...(input.files ?? [])]));
  summary.addEventListener("click", () => { if (!fold.open && !list.children.length) input.click(); });
  around.addEventListener("paste", (event) => {
    const from = (event as ClipboardEvent).clipboardData;
    if (from?.types.includes("text/plain") || !those(from).length) return;
    event.preventDefault();
    void add(those(from));
  });
  around.addEventListener("dragover", (event) => { if ((event as DragEvent).dataTransfer?.types.includes("Files")) event.preventDefault(); });
  around.addEventListener("drop", (event) => {
    const from = (event as DragEvent).dataTransfer;
    if (!from?.types.includes("Files")) return;
    event.preventDefault();
    void add(those(from));
  });
  void add(before, false);
}
