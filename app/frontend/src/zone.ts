/** The first visit: whoever never said by whose clock they go is offered that of their browser, once; they can change it. */
import { csrf, kept } from "./page";

const key = "stepwell-zone-refused";
const where = document.body.dataset.zoneOffer;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (where && zone && kept.get(key) !== zone) {
  const body = new URLSearchParams({ zone, csrf: csrf() });
  void fetch(where, { method: "POST", body, headers: { "X-Fragment": "1", "X-CSRF-Token": csrf() } })
    .then((answer) => { if (answer.status === 422) kept.set(key, zone); })
    .catch(() => { /* offline: the next page tries again */ });
}
