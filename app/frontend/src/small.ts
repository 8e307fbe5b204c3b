/** Small manners: dangerous buttons ask once, menus close, an error summary gets the focus. */

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!target || !menu.contains(target)) menu.open = false;
  }
  const button = target?.closest<HTMLButtonElement>("button[data-confirm]");
  if (!button || button.classList.contains("sure")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const label = button.querySelector("span") ?? button;
  const before = label.textContent ?? "";
  label.textContent = `${button.dataset.confirm ?? ""} ${before}`;
  button.classList.add("sure");
  button.addEventListener("blur", () => {
    label.textContent = before;
    button.classList.remove("sure");
  }, { once: true });
}, true);

/** Where a link led stays the aim through signing in: the server never sees what stands behind the #. */
function keepAnchor(): void {
  const next = document.querySelector<HTMLInputElement>('form[action="/signin"] input[name="next"]');
  if (!next || !location.hash || next.value.includes("#")) return;
  next.value += location.hash;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="/signin/oidc?next="]')) {
    link.href += encodeURIComponent(location.hash);
  }
}

/** A link to a comment that this page of the discussion does not hold leads to the page that does. */
function findComment(): void {
  const id = /^#comment-(\w+)$/.exec(location.hash)?.[1];
  if (!id || document.getElementById(`comment-${id}`) || !document.getElementById("discussion")) return;
  if (!new URLSearchParams(location.search).has("comment")) location.replace(`/comments/${id}`);
}

/** The tab that one is on stands in view, however many there are beside it. */
function showTab(): void {
  for (const here of document.querySelectorAll<HTMLElement>(".tabs [aria-current]")) {
    const tabs = here.closest<HTMLElement>(".tabs");
    if (tabs) tabs.scrollLeft += here.getBoundingClientRect().left - tabs.getBoundingClientRect().left - (tabs.clientWidth - here.offsetWidth) / 2;
  }
}

/** Where the way of a case has no room, it stands at the step that one is on. */
function showStep(): void {
  for (const way of document.querySelectorAll<HTMLElement>("[data-way]")) {
    const here = way.querySelector<HTMLElement>("[aria-current]");
    if (here) way.scrollLeft += here.getBoundingClientRect().left - way.getBoundingClientRect().left - (way.clientWidth - here.offsetWidth) / 2;
  }
}

/** The way to the decision is not needed where the decision is seen. */
function watchDecision(): void {
  const jump = document.querySelector(".jump");
  const decision = document.getElementById("decision");
  if (!jump || !decision) return;
  new IntersectionObserver(([seen]) => jump.classList.toggle("arrived", seen?.isIntersecting ?? false)).observe(document.querySelector(".aside") ?? decision);
}

watchDecision();
showTab();
document.addEventListener("stepwell:new", showTab);
showStep();
keepAnchor();
findComment();

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
});

document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
