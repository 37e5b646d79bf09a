/* The page's frame: connects the parts to the server, tabs, banner, folds, printing. No HTML is made from text here. */
(() => {
  if (window.policyPage) return;

  const TAB = "policy-assistant/tab";
  const parts = [];
  const page = {
    /** Adds a part: {start(page), opened(reply), message(message), selected(key)}, each optional. */
    add: (part) => parts.push(part),
    get: (id) => document.getElementById(id),
    phone: matchMedia("(max-width: 860px)"),
    bridge: null,
    connect,
    channel,
    select: () => {},
    say,
    copy,
    open,
    reachable,
  };
  window.policyPage = page;
  const channels = {};

  /** Takes up a channel to the server; the page starts with the one that has no name. */
  async function connect({ name, props, trigger, watch, server, events }) {
    const found = { server, send: (event, data) => trigger(events[event], data) };
    watch("value", () => {
      const message = props.value;
      if (message && message.kind) parts.forEach((part) => part.message?.(message));
    });
    if (name) return void (channels[name] = found);
    page.bridge = found;
    await until(() => page.get("topbar") && page.get("footer") && document.querySelector(".tab-body"));
    start();
    parts.forEach((part) => part.start?.(page));
    startTabs();
    await open();
    document.documentElement.dataset.ready = "true";
  }

  /** A channel by its name, as soon as it is there. */
  async function channel(name) {
    await until(() => channels[name]);
    return channels[name];
  }

  /** Asks the server for what depends on the day, the library and this browser, until it answers. */
  async function open() {
    const request = Object.assign({ kept: [] }, ...parts.map((part) => part.keeps?.() ?? {}));
    for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
      try {
        const reply = await page.bridge.server.open_page(request);
        showFrame(reply);
        parts.forEach((part) => part.opened?.(reply));
        return;
      } catch (error) {
        console.warn("opening failed, trying again", error);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  function start() {
    document.documentElement.lang = "zh-CN";
    const main = document.querySelector("gradio-app main");
    main?.setAttribute("role", "presentation");
    document.querySelectorAll(".tab-body").forEach((body) => body.setAttribute("role", "main")); // all but one are hidden
    document.addEventListener("click", (event) => {
      const fold = event.target.closest?.(".fold");
      if (fold) toggleFold(fold);
    });
    page.get("print").addEventListener("click", () => window.print());
    fitKeyboard();
  }

  function showFrame(reply) {
    const banner = page.get("banner");
    banner.innerHTML = reply.banner;
    const note = banner.firstElementChild;
    const seen = () => note && sessionStorage.getItem("policy-assistant/banner") === note.dataset.key;
    if (seen()) banner.replaceChildren();
    page.get("banner-close")?.addEventListener("click", () => {
      sessionStorage.setItem("policy-assistant/banner", note.dataset.key);
      banner.replaceChildren();
    });
    page.get("documents").innerHTML = reply.documents;
    page.get("footer").outerHTML = reply.footer;
  }

  function toggleFold(fold) {
    const open = fold.getAttribute("aria-expanded") !== "true";
    fold.setAttribute("aria-expanded", String(open));
    page.get(fold.getAttribute("aria-controls")).hidden = !open;
    const label = fold.querySelector("span");
    if (label && fold.dataset.more) label.textContent = open ? fold.dataset.less : fold.dataset.more;
  }

  function startTabs() {
    const tabs = [...document.querySelectorAll('[role="tab"]')];
    const select = (tab) => {
      for (const other of tabs) {
        const chosen = other === tab;
        other.setAttribute("aria-selected", String(chosen));
        other.tabIndex = chosen ? 0 : -1;
        const body = page.get(other.getAttribute("aria-controls"));
        if (body) body.hidden = !chosen;
      }
      const key = tab.getAttribute("aria-controls");
      sessionStorage.setItem(TAB, key);
      parts.forEach((part) => part.selected?.(key));
    };
    const named = (key) => tabs.find((tab) => tab.getAttribute("aria-controls") === key);
    page.select = (key) => named(key) && select(named(key));
    tabs.forEach((tab, index) => {
      tab.addEventListener("click", () => select(tab));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = tabs[(index + step + tabs.length) % tabs.length];
        select(next);
        next.focus();
      });
    });
    if (tabs.length) select(named(sessionStorage.getItem(TAB)) ?? tabs[0]);
  }

  /** Keeps the composer above an on-screen keyboard that covers the page instead of shrinking it. */
  function fitKeyboard() {
    const view = window.visualViewport;
    if (!view) return;
    view.addEventListener("resize", () => {
      const covered = window.innerHeight - view.height > 80 && view.scale === 1;
      document.documentElement.style.setProperty("--height", covered ? `${view.height}px` : "100dvh");
    });
  }

  function say(text) {
    page.get("said").textContent = text;
  }

  /** Copies as plain text, also where the clipboard isn't offered (a page served over http to another machine). */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.style.cssText = "position:fixed;opacity:0";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  async function reachable() {
    try {
      await fetch(document.baseURI, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(4000) });
      return true;
    } catch {
      return false;
    }
  }

  async function until(condition) {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 30));
  }

  document.dispatchEvent(new Event("policy-page"));
})();
