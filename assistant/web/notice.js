/* The panel: shows a clause and the exact span, breadcrumb, outline, divider, sheet. */
(() => {
  const WIDTH = "policy-assistant/panel-width";
  let page, host, panel, body, opener, quoted;

  function start(given) {
    page = given;
    [panel, body] = ["notice-panel", "panel-body"].map(page.get);
    host = panel.parentElement;
    body.addEventListener("click", fromOutline);
    page.get("panel-toggle").addEventListener("click", (event) => (isOpen() ? close() : open(event.currentTarget)));
    page.get("panel-close").addEventListener("click", close);
    page.get("copy-quote").addEventListener("click", copyQuote);
    page.get("outline-toggle").addEventListener("click", () => showOutline(!panel.classList.contains("outline-open")));
    page.get("documents").addEventListener("change", async (event) => {
      await load(event.target.value);
      open(event.target);
    });
    page.phone.addEventListener("change", settle);
    startDivider();
    startSwipe();
    settle();
  }

  /** The one panel stands in the tab that shows, if that tab has a place for it. */
  function selected(key) {
    const next = page.get(key);
    page.get("panel-toggle").hidden = !next?.hasAttribute("data-panel");
    if (!next?.hasAttribute("data-panel") || next === host) return;
    const top = body.querySelector(".notice-text")?.scrollTop ?? 0;
    panel.classList.remove("sheet-open");
    document.querySelector(".scrim")?.remove();
    setInert(false);
    host = next;
    host.append(page.get("divider"), panel);
    if (body.querySelector(".notice-text")) body.querySelector(".notice-text").scrollTop = top;
    restoreWidth();
    settle();
  }

  const isOpen = () => (page.phone.matches ? panel.classList.contains("sheet-open") : !host.classList.contains("panel-closed"));

  function open(from) {
    opener = from ?? document.activeElement;
    if (page.phone.matches) {
      panel.classList.add("sheet-open");
      setInert(true);
      if (!document.querySelector(".scrim")) {
        const scrim = document.createElement("div");
        scrim.className = "scrim";
        scrim.addEventListener("click", close);
        host.append(scrim);
      }
      page.get("panel-close").focus({ preventScroll: true });
    } else host.classList.remove("panel-closed");
    settle();
  }

  function close() {
    if (panel.classList.contains("outline-open")) return showOutline(false);
    panel.classList.remove("sheet-open");
    if (!page.phone.matches) host.classList.add("panel-closed");
    settle();
    (opener?.isConnected ? opener : host.querySelector("textarea"))?.focus({ preventScroll: true });
  }

  /** Brings classes, names and what can be reached in line with the width of the window. */
  function settle() {
    const sheet = page.phone.matches && panel.classList.contains("sheet-open");
    if (!sheet) document.querySelector(".scrim")?.remove();
    setInert(sheet);
    panel.setAttribute("role", page.phone.matches ? "dialog" : "complementary");
    page.phone.matches ? panel.setAttribute("aria-modal", "true") : panel.removeAttribute("aria-modal");
    page.get("panel-toggle").setAttribute("aria-expanded", String(isOpen()));
  }

  function setInert(inert) {
    const beside = [...host.children].filter((element) => element !== panel && !element.matches(".scrim, [role=status]"));
    for (const element of [page.get("topbar"), page.get("banner"), page.get("footer"), ...beside]) element.inert = inert;
  }

  /** Shows a document, fetching it unless it is the one in the panel. */
  async function load(id) {
    if (body.firstElementChild?.dataset.document === id) return true;
    const html = await page.bridge.server.open_notice(id).catch(() => "");
    if (!html) return false;
    body.innerHTML = html;
    const choice = page.get("document-choice");
    if (choice) choice.value = id;
    forget();
    return true;
  }

  /** Shows a clause, given like the data of a mark; with start and end (code points) the span is highlighted. */
  async function show(place, from) {
    if (!(await load(place.document))) return page.say("这份文件已不在资料库里");
    const clause = find(place.clause);
    if (!clause) return page.say("原文里找不到这一条");
    forget();
    if (page.phone.matches || !isOpen()) open(from);
    showOutline(false);
    setCurrent(clause);
    const spanned = place.start !== undefined && place.end !== undefined;
    const [text, start, end] = [clause.querySelector(".clause-text"), Number(place.start), Number(place.end)];
    const hits = spanned ? highlight(text, start, end) : [];
    quoted = hits.length ? { text: [...text.textContent].slice(start, end).join(""), name: clause.dataset.name } : null;
    page.get("copy-quote").hidden = !quoted;
    reveal(hits[0] ?? clause);
    page.say(`已在原文中标出${clause.dataset.name}`);
  }

  function find(path) {
    const clauses = [...body.querySelectorAll(".clause[data-clause]")];
    return clauses.find((item) => item.dataset.clause === path) ?? clauses.find((item) => item.dataset.clause.startsWith(`${path}/`));
  }

  function setCurrent(clause) {
    clause.classList.add("current");
    const steps = clause.dataset.crumbs.split(" › ");
    const last = document.createElement("b");
    last.textContent = steps.pop();
    page.get("crumbs").replaceChildren(steps.map((step) => `${step} › `).join(""), last);
    let listed = clause;
    const button = () => body.querySelector(`.outline [data-target="${listed.id}"]`);
    while (listed && !button()) listed = listed.previousElementSibling;
    if (!listed) return;
    button().setAttribute("aria-current", "location");
    const outline = body.querySelector(".outline");
    const top = button().offsetTop - outline.offsetTop;
    if (top < outline.scrollTop || top > outline.scrollTop + outline.clientHeight - 40) outline.scrollTop = top - outline.clientHeight / 3;
  }

  function forget() {
    for (const hit of body.querySelectorAll("mark.hit")) hit.replaceWith(...hit.childNodes);
    body.querySelectorAll(".clause.current").forEach((clause) => {
      clause.classList.remove("current");
      clause.normalize();
    });
    body.querySelectorAll("[aria-current]").forEach((button) => button.removeAttribute("aria-current"));
    quoted = null;
    page.get("copy-quote").hidden = true;
  }

  /** Wraps the span in mark elements, one for each text node it touches; counts code points, not UTF-16 units. */
  function highlight(element, start, end) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const hits = [];
    let before = 0;
    for (const node of nodes) {
      const length = [...node.data].length;
      const from = Math.max(start - before, 0);
      const to = Math.min(end - before, length);
      before += length;
      if (from >= to || !node.data.trim()) continue;
      const range = document.createRange();
      range.setStart(node, units(node.data, from));
      range.setEnd(node, units(node.data, to));
      const hit = document.createElement("mark");
      hit.className = "hit";
      range.surroundContents(hit);
      hits.push(hit);
    }
    return hits;
  }

  function units(text, points) {
    let index = 0;
    for (let left = points; left > 0; left--) index += text.codePointAt(index) > 0xffff ? 2 : 1;
    return index;
  }

  function reveal(element) {
    const scroller = body.querySelector(".notice-text");
    const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    scroller.scrollTop = top - scroller.clientHeight * 0.28;
  }

  function fromOutline(event) {
    const button = event.target.closest("[data-target]");
    if (!button) return;
    forget();
    showOutline(false);
    const clause = page.get(button.dataset.target);
    setCurrent(clause);
    const scroller = body.querySelector(".notice-text");
    reveal(clause);
    scroller.scrollTop += scroller.clientHeight * 0.26;
  }

  function showOutline(open) {
    panel.classList.toggle("outline-open", open);
    page.get("outline-toggle").setAttribute("aria-expanded", String(open));
  }

  async function copyQuote() {
    if (!quoted) return;
    const number = body.firstElementChild.dataset.number;
    await page.copy(`“${quoted.text}”〔${[number, quoted.name].filter(Boolean).join(" ")}〕`);
    page.say("引文已复制");
    const label = page.get("copy-quote").querySelector("span");
    label.textContent = "已复制";
    setTimeout(() => (label.textContent = "复制引文"), 1600);
  }

  const widthKey = () => (host.id === "ask" ? WIDTH : `${WIDTH}/${host.id}`);

  function restoreWidth() {
    const saved = Number(localStorage.getItem(widthKey())) || Number(host.dataset.panel) || 50;
    host.style.setProperty("--panel", `${saved}%`);
    page.get("divider").setAttribute("aria-valuenow", String(Math.round(saved)));
  }

  function startDivider() {
    const divider = page.get("divider");
    const set = (percent) => {
      const width = Math.min(70, Math.max(30, percent));
      host.style.setProperty("--panel", `${width}%`);
      divider.setAttribute("aria-valuenow", String(Math.round(width)));
      localStorage.setItem(widthKey(), String(width));
    };
    restoreWidth();
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      divider.classList.add("dragging");
      event.preventDefault();
    });
    divider.addEventListener("pointermove", (event) => {
      if (!divider.classList.contains("dragging")) return;
      const box = host.getBoundingClientRect();
      set(((box.right - event.clientX) / box.width) * 100);
    });
    for (const end of ["pointerup", "pointercancel"]) divider.addEventListener(end, () => divider.classList.remove("dragging"));
    divider.addEventListener("dblclick", () => set(50));
    divider.addEventListener("keydown", (event) => {
      const now = Number(divider.getAttribute("aria-valuenow"));
      const next = { ArrowLeft: now + 2, ArrowRight: now - 2, Home: 30, End: 70 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      set(next);
    });
  }

  /** The sheet follows a finger down its bar, and closes when let go far enough. */
  function startSwipe() {
    const bar = page.get("panel-bar");
    let from = null;
    let moved = 0;
    bar.addEventListener("pointerdown", (event) => {
      if (!page.phone.matches || event.target.closest("button")) return;
      [from, moved] = [event.clientY, 0];
      bar.setPointerCapture(event.pointerId);
      panel.classList.add("dragged");
    });
    bar.addEventListener("pointermove", (event) => {
      if (from === null) return;
      moved = Math.max(0, event.clientY - from);
      panel.style.transform = `translateY(${moved}px)`;
    });
    const end = () => {
      if (from === null) return;
      from = null;
      panel.classList.remove("dragged");
      panel.style.transform = "";
      if (moved > 80) close();
    };
    bar.addEventListener("pointerup", end);
    bar.addEventListener("pointercancel", end);
  }

  window.policyNotice = { show, close, isOpen: () => isOpen() };
  window.policyPage.add({ start, selected });
})();
