/** htmx with our settings: no styles of its own (CSP), the CSRF token on every request, errors beside what was sent. */
import htmx from "htmx.org";
import { csrf, tag } from "./page";

declare global {
  interface Window {
    htmx: unknown;
  }
}

interface Asked {
  request?: { headers?: Record<string, string> };
  target?: Element;
  text?: string;
}

const asked = (event: Event): Asked => (event as CustomEvent<{ ctx?: Asked }>).detail.ctx ?? {};

document.addEventListener("htmx:config:request", (event) => {
  const headers = asked(event).request?.headers;
  if (headers && csrf()) headers["X-CSRF-Token"] = csrf();
});

/** The page of an error is said above the part that would have changed, which stays with all that was typed in it. */
document.addEventListener("htmx:before:swap", (event) => {
  const { target, text } = asked(event);
  document.querySelector("[data-not-done]")?.remove();
  const page = text?.includes("error-page") ? new DOMParser().parseFromString(text, "text/html").querySelector(".error-page") : null;
  if (!page || !target) return;
  event.preventDefault();
  const said = tag("div", "callout warning", "");
  said.dataset.notDone = "";
  said.setAttribute("role", "alert");
  const words = [page.querySelector("h1"), page.querySelector(".lead")].map((one) => one?.textContent?.trim() ?? "");
  const inner = tag("div", "", "");
  inner.append(tag("b", "", words[0] ?? ""), ` ${words[1] ?? ""}`);
  said.append(inner);
  target.before(said);
});
window.htmx = htmx;
