/** One tick for all of a list; without scripts the list is ticked one by one. */

function show(): void {
  for (const all of document.querySelectorAll<HTMLElement>("[data-choose-all]")) all.hidden = false;
}

document.addEventListener("change", (event) => {
  const box = event.target;
  const all = box instanceof HTMLInputElement ? box.closest<HTMLElement>("[data-choose-all]") : null;
  if (!all || !(box instanceof HTMLInputElement)) return;
  let last: HTMLInputElement | undefined;
  for (const one of document.getElementsByName(all.dataset.chooseAll ?? "")) {
    if (one instanceof HTMLInputElement && one.type === "checkbox") (last = one).checked = box.checked;
  }
  // Who counts what is chosen heard of the one box before the others were ticked.
  last?.dispatchEvent(new Event("change", { bubbles: true }));
});
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
show();
