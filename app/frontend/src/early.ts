/** Pictures that are dropped or pasted before the help for them was fetched wait in the field of their form. */

/** Take them, until that ends: a browser would leave the page for a file that is dropped. */
export function early(fold: HTMLElement): AbortController {
  const around = fold.closest("form") ?? fold;
  const input = fold.querySelector<HTMLInputElement>("input[type=file]");
  const end = new AbortController();
  const { signal } = end;
  const take = (event: Event, from: DataTransfer | null): void => {
    if (!from?.files.length || !input) return;
    event.preventDefault();
    input.files = from.files;
    (fold as HTMLDetailsElement).open = true;
  };
  around.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); }, { signal });
  around.addEventListener("drop", (event) => { take(event, event.dataTransfer); }, { signal });
  around.addEventListener("paste", (event) => { if (!event.clipboardData?.types.includes("text/plain")) take(event, event.clipboardData); }, { signal });
  return end;
}
