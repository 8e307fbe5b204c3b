/** htmx with our settings: no styles of its own (CSP), the CSRF token on every request. */
import htmx from "htmx.org";
import { csrf } from "./page";

declare global {
  interface Window {
    htmx: unknown;
  }
}

document.addEventListener("htmx:config:request", (event) => {
  const detail = (event as CustomEvent<{ ctx?: { request?: { headers?: Record<string, string> } } }>).detail;
  const headers = detail.ctx?.request?.headers;
  if (headers && csrf()) headers["X-CSRF-Token"] = csrf();
});
window.htmx = htmx;
