/** A worker that speaks when there is no network (where the server offers one), and the page that it shows then. */
import { mount } from "./mount";

const worker = document.body.dataset.worker;
if ("serviceWorker" in navigator) {
  if (worker) navigator.serviceWorker.register(worker).catch(() => { /* a private window: the page works without */ });
  else navigator.serviceWorker.getRegistration().then((old) => old?.unregister()).catch(() => { /* there is none */ });
}

/** Where one typed what was sent, or the page that could not be reached, as soon as there is a network again. */
mount("offline", (element) => {
  const asked = location.pathname === element.dataset.page ? "/" : location.href;
  const back = new URL(decodeURIComponent(document.body.dataset.back ?? "") || asked, location.origin);
  const way = element.querySelector<HTMLAnchorElement>("a[data-again]");
  if (!way || back.origin !== location.origin) return;
  way.href = back.pathname + back.search;
  window.addEventListener("online", () => location.replace(way.href));
});
