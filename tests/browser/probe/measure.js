// What can be measured of a page in a window of one width: gives what is wrong with it, in words.
(limits) => {
  const wrong = [];
  const root = document.documentElement;
  const wide = root.clientWidth;
  const high = window.innerHeight;
  const named = (element) => {
    const words = (element.getAttribute("aria-label") || element.innerText || element.value || element.name || "").trim();
    const kind = typeof element.className === "string" ? element.className.trim().replace(/\s+/g, ".") : "";
    return `<${element.tagName.toLowerCase()}${kind && `.${kind}`}> “${words.replace(/\s+/g, " ").slice(0, 40)}”`;
  };
  const styles = new Map();
  const style = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const above = function* (element) {
    for (let one = element; one && one !== root; one = one.parentElement) yield one;
  };
  const aside = (element) => element.closest("[hidden], [inert], .sr-only, .visually-hidden, .bjs-powered-by, .skip") !== null;
  const unseen = (element) => [...above(element)].some((one) => style(one).clipPath === "inset(50%)" || style(one).clip === "rect(0px, 0px, 0px, 0px)");
  const seen = (element) => !aside(element) && !unseen(element) && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  // links in a sentence: their height is that of its lines (WCAG 2.5.8, “inline”)
  const told = (element) => {
    let block = element.parentElement;
    while (block && style(block).display.startsWith("inline") && !style(block).display.includes("block")) block = block.parentElement;
    const words = (of) => of.textContent.replace(/[^\p{L}\p{N}]/gu, "").length;
    const links = [...(block?.querySelectorAll("a, button, summary, time, .sr-only") ?? [])].filter((one) => !one.parentElement.closest("a, button, summary, time"));
    return block !== null && words(block) > links.reduce((sum, one) => sum + words(one), 0);
  };
  const scrolls = (box) => /(auto|scroll)/.test(style(box).overflowX + style(box).overflowY);

  // the room there is
  const main = document.querySelector("#main .content") || document.querySelector("#main");
  if (main) {
    const box = main.getBoundingClientRect();
    const frame = document.querySelector("#main").getBoundingClientRect();
    const least = wide < 900 ? 320 : 480;
    if (box.width < least || box.left < 0 || box.right > wide + 1) wrong.push(`the main column is ${Math.round(box.width)} px from ${Math.round(box.left)}`);
    if (document.querySelector(".frame.has-rail") && frame.width < wide * limits.room) wrong.push(`the page uses ${Math.round(frame.width)} of ${wide} px`);
  }
  if (root.scrollWidth > wide) wrong.push(`it scrolls sideways by ${root.scrollWidth - wide} px`);

  // what is written: whole, and nothing over it
  const written = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || /^(script|style|noscript|option|textarea|template)$/i.test(parent.tagName)) continue;
    if (parent.closest("svg, .canvas, dialog:not([open])") || !seen(parent)) continue;
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) if (line.width > 1 && line.height > 1) written.push([parent, line]);
  }
  const clipped = new Set();
  for (const [parent, line] of written) {
    for (const box of above(parent)) {
      const { overflowX, overflowY, textOverflow, webkitLineClamp, display } = style(box);
      if (display === "inline" || (overflowX === "visible" && overflowY === "visible")) continue;
      if (scrolls(box)) break;
      const edge = box.getBoundingClientRect();
      const out = line.right > edge.right + 2 || line.left < edge.left - 2 || line.bottom > edge.bottom + 4 || line.top < edge.top - 4;
      const meant = (textOverflow === "ellipsis" || webkitLineClamp !== "none") && parent.closest("[title], a[href]");
      if (out && !meant) clipped.add(parent);
    }
  }
  for (const parent of clipped) wrong.push(`clipped: ${named(parent)}`);

  // what can be pressed: large enough, and nothing else there
  const PRESSED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=option], [contenteditable=true]";
  const targets = [];
  for (const element of document.querySelectorAll(PRESSED)) {
    if (element.closest("svg, dialog:not([open])") || element.disabled) continue;
    const box = element.matches("[type=checkbox], [type=radio], [type=file]") ? element.closest("label") ?? element.labels?.[0] ?? element : element;
    if (!seen(box)) continue;
    const over = getComputedStyle(element, "::after");
    const card = over.position === "absolute" && over.content !== "none" ? element.offsetParent : null;
    const edge = (card ?? box).getBoundingClientRect();
    if (!edge.width || edge.bottom + window.scrollY < 0) continue;
    const layer = [...above(element)].find((one) => /fixed|sticky|absolute/.test(style(one).position)) ?? null;
    const inline = style(element).display === "inline";
    if (!(inline && told(element)) && (edge.width < 23.9 || edge.height < 23.9)) wrong.push(`small: ${named(element)} is ${edge.width.toFixed(1)} x ${edge.height.toFixed(1)} px`);
    targets.push({ element, edge, layer, inline, card });
  }
  targets.sort((a, b) => a.edge.top - b.edge.top);
  targets.forEach((one, index) => {
    for (let next = index + 1; next < targets.length; next++) {
      const other = targets[next];
      if (other.edge.top > one.edge.bottom - 2) break;
      const across = Math.min(one.edge.right, other.edge.right) - Math.max(one.edge.left, other.edge.left);
      const down = Math.min(one.edge.bottom, other.edge.bottom) - other.edge.top;
      const together = one.element.contains(other.element) || other.element.contains(one.element) || one.layer !== other.layer ||
        one.card?.contains(other.element) || other.card?.contains(one.element) ||
        one.element.closest("label")?.contains(other.element) || other.element.closest("label")?.contains(one.element);
      if (across <= 2 || down <= 2 || together) continue;
      if (one.inline && other.inline && ![...one.element.getClientRects()].some((a) => [...other.element.getClientRects()].some((b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4))) continue;
      wrong.push(`overlap: ${named(one.element)} and ${named(other.element)}`);
    }
  });

  // the drawing
  for (const canvas of document.querySelectorAll(".canvas")) {
    const frame = canvas.getBoundingClientRect();
    for (const text of canvas.querySelectorAll(".djs-shape .djs-label, .djs-connection .djs-label")) {
      const edge = text.getBoundingClientRect();
      if (!edge.width || edge.right < frame.left || edge.left > frame.right || edge.bottom < frame.top || edge.top > frame.bottom) continue;
      const drawn = text.getScreenCTM();
      const size = parseFloat(style(text).fontSize) * Math.hypot(drawn.a, drawn.b);
      if (size < limits.drawn && limits.fitted) { wrong.push(`the drawing is written in ${size.toFixed(1)} px`); break; }
    }
    for (const pins of canvas.querySelectorAll(".djs-overlay .pins")) {
      const id = pins.closest(".djs-overlays")?.dataset.containerId;
      const step = canvas.querySelector(`.djs-shape[data-element-id="${CSS.escape(id ?? "")}"] .djs-visual > :first-child`);
      const edge = pins.getBoundingClientRect();
      if (step && edge.height && edge.bottom > step.getBoundingClientRect().top + 2) wrong.push(`a pin covers the name of ${id}`);
    }
  }

  // the action of the page, or the form that it ends, or a way that leads there
  if (wide < 500 && limits.fitted) {
    const reach = 2 * high;
    const down = (element) => element.getBoundingClientRect().top + window.scrollY;
    const first = [...document.querySelectorAll("#main .button.primary")].find(seen);
    const stays = first && [...above(first)].some((one) => /fixed|sticky/.test(style(one).position));
    const ways = [...document.querySelectorAll('#main a[href^="#"]')].filter((way) => seen(way) && down(way) < reach);
    const led = first && ways.some((way) => document.getElementById(way.hash.slice(1))?.contains(first));
    if (first && !stays && !led && down(first.closest("form") ?? first) > reach)
      wrong.push(`the action ${named(first)} is ${Math.round(down(first) / high * 10) / 10} screens down`);
  }

  // what somebody opened over the page, and shuts again
  const OPENED = ".menu[open] > .menu-box, .tool[open] > .tool-box, .offers, .step-panel[data-open], dialog[open]";

  // what is over it, screen by screen: in the middle of each, where no bar has to be
  {
    const covered = new Set();
    const opaque = (element) => {
      const { backgroundColor, opacity } = style(element);
      const alpha = /rgba?\([^)]*[,/] *([\d.]+)\)$/.exec(backgroundColor);
      return opacity > 0.5 && (alpha && backgroundColor.startsWith("rgba") ? parseFloat(alpha[1]) > 0.5 : true);
    };
    const lines = written.map(([parent, line]) => [parent, line.left + line.width / 2, line.top + line.height / 2 + window.scrollY]);
    const end = root.scrollHeight - high;
    const was = window.scrollY;
    for (let at = 0; ; at = Math.min(end, at + high / 2)) {
      window.scrollTo(0, at);
      for (const [parent, x, y] of lines) {
        const [from, to] = [at <= 0 ? 0 : high / 4, at >= end ? high : high * 3 / 4];
        const here = y - window.scrollY;
        if (here < from || here >= to || x < 0 || x >= wide || covered.has(parent)) continue;
        if ([...above(parent)].some((one) => /fixed|sticky/.test(style(one).position) || (one !== document.body && scrolls(one)))) continue;
        const hit = document.elementFromPoint(x, here);
        const popup = hit?.closest(OPENED);
        if (!hit || popup || hit.contains(parent) || parent.contains(hit) || !opaque(hit)) continue;
        const inside = [...hit.getClientRects()].some((box) => x >= box.left && x <= box.right && here >= box.top && here <= box.bottom);
        if (inside) { covered.add(parent); wrong.push(`covered: ${named(parent)} by ${named(hit)}`); }
      }
      if (at >= end) break;
    }
    window.scrollTo(0, was);
  }
  return [...new Set(wrong)];
}
