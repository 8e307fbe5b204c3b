/** One tick for all of a list; without scripts the list is ticked one by one. */

function show(): void {
  for (const all of document.querySelectorAll<HTMLElement>("[data-choose-all]")) all.hidden = false;
}

document.addEventListener("change", (event) => {
  const box = event.target;
  const all = box instanceof HTMLInputElement ? box.closest<HTMLElement>("[data-choose-all]") : null;
  if (!all || !(box instanceof HTMLInputElement)) return;
  for (const one of document.getElementsByName(all.dataset.chooseAll ?? "")) {
    if (one instanceof HTMLInputElement && one.type === "checkbox") one.checked = box.checked;
  }
});
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
show();
