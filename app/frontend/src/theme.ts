/** Light, dark, or what the device says. */
import { kept } from "./page";
import { mount } from "./mount";

const KEY = "stepwell:theme";

function show(theme: string | null): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

show(kept.get(KEY));
mount("theme", (element) => {
  element.hidden = false;
  for (const input of element.querySelectorAll<HTMLInputElement>("input")) {
    input.checked = input.value === (kept.get(KEY) ?? "auto");
    input.addEventListener("change", () => {
      kept.set(KEY, input.value === "auto" ? null : input.value);
      show(input.value);
    });
  }
});
