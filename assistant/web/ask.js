/* The conversation: asking, stopping, keeping it in this browser. */
(() => {
  const KEPT = "policy-assistant/conversation/1";
  const MAX_TURNS = 60;
  const HISTORY = 8;
  let page, turns, input;
  let records = [];
  let running = null;

  function start(given) {
    page = given;
    [turns, input] = ["turns", "question"].map(page.get);
    records = load();
    page.get("composer").addEventListener("submit", (event) => (event.preventDefault(), submit()));
    page.get("stop").addEventListener("click", stop);
    input.addEventListener("keydown", onInputKey);
    input.addEventListener("input", onInput);
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    startClear();
    window.addEventListener("offline", showConnection);
    window.addEventListener("online", showConnection);
    window.addEventListener("storage", (event) => {
      if ((event.key === KEPT || event.key === null) && !running) [records] = [load(), page.open()];
    });
    setInterval(watchConnection, 2000);
    showConnection();
    onInput();
  }

  // ---- what this browser keeps

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
      return kept.filter((item) => item && typeof item.question === "string" && typeof item.key === "string").slice(-MAX_TURNS);
    } catch {
      return [];
    }
  }

  function save() {
    records = records.slice(-MAX_TURNS);
    for (let from = 0; from <= records.length; from += 5) {
      try {
        if (records.length) localStorage.setItem(KEPT, JSON.stringify(records.slice(from)));
        else localStorage.removeItem(KEPT);
        break;
      } catch {
        continue; // full: keep fewer of the oldest
      }
    }
    page.get("clear").hidden = records.length === 0;
    page.get("empty").hidden = records.length > 0;
  }

  const keeps = () => ({
    kept: records.filter((item) => item.answer).map(({ key, answer, suggestions }) => ({ key, answer, suggestions: suggestions ?? [] })),
  });

  /** Shows the kept conversation; what was on its way when the page closed counts as stopped. */
  function opened(reply) {
    turns.setAttribute("aria-live", "off");
    const html = [...reply.turns];
    turns.replaceChildren();
    records = records.filter((item) => {
      if (!item.answer) return true;
      item.html = html.shift();
      return Boolean(item.html);
    });
    for (const item of records) {
      if (item.html) turns.append(fromHtml(item.html));
      else turns.append(pattern(item.state === "failed" || item.state === "offline" ? item.state : "stopped", item));
      delete item.html;
    }
    save();
    toEnd();
    setTimeout(() => turns.setAttribute("aria-live", "polite"), 300);
  }

  // ---- asking

  function submit() {
    const question = input.value.trim();
    if (!question || running || showLength() || !navigator.onLine) return;
    input.value = "";
    onInput();
    send(question);
  }

  function send(question) {
    if (running) return;
    const key = `t${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    const item = { key, question, state: "pending" };
    const history = records.filter((other) => other.answer).slice(-HISTORY).map((other) => other.answer);
    records.push(item);
    save();
    turns.append(pattern("pending", item));
    running = { key, heard: Date.now(), shown: setTimeout(() => showStages(key), 300) };
    setBusy(true);
    toEnd();
    page.bridge.send("ask", { request: { key, question, history } });
  }

  function message(message) {
    if (!running || message.key !== running.key) return;
    running.heard = Date.now();
    if (message.kind === "stage") return setStage(message.key, message.stage);
    const item = records.find((other) => other.key === message.key);
    if (message.kind === "answer") {
      Object.assign(item, { state: "answered", answer: message.record, suggestions: message.suggestions });
      finish(item, fromHtml(message.html));
    } else {
      Object.assign(item, { state: "failed", what: message.what, where: message.where, next: message.next });
      finish(item, pattern("failed", item));
    }
  }

  function stop() {
    if (!running) return;
    page.bridge.send("stop", {});
    end("stopped");
    input.focus();
  }

  function end(state) {
    const item = records.find((other) => other.key === running.key);
    item.state = state;
    finish(item, pattern(state, item));
  }

  function finish(item, element) {
    clearTimeout(running.shown);
    running = null;
    setBusy(false);
    save();
    article(item.key)?.replaceWith(element);
    const scroll = page.get("talk-scroll");
    const top = element.getBoundingClientRect().top - scroll.getBoundingClientRect().top + scroll.scrollTop;
    scroll.scrollTop = Math.min(top - 16, scroll.scrollHeight);
  }

  function retry(element) {
    if (running) return;
    const item = records.find((other) => other.key === element.dataset.key);
    if (!item) return;
    records = records.filter((other) => other !== item);
    element.remove();
    send(item.question);
  }

  function setBusy(busy) {
    page.get("send").hidden = busy;
    page.get("stop").hidden = !busy;
  }

  // ---- how an exchange looks while it is no answer

  function pattern(state, item) {
    const made = document.querySelector(`template[data-pattern="${state}"]`).content.firstElementChild.cloneNode(true);
    made.dataset.key = item.key;
    for (const slot of made.querySelectorAll("[data-text]")) {
      slot.textContent = item[slot.dataset.text] ?? "";
      if (!slot.textContent) slot.closest("p")?.setAttribute("hidden", "");
    }
    return made;
  }

  function fromHtml(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content.firstElementChild;
  }

  const article = (key) => [...turns.children].find((item) => item.dataset.key === key);

  function showStages(key) {
    const list = article(key)?.querySelector(".stages");
    if (list) list.hidden = false;
    toEnd();
  }

  function setStage(key, stage) {
    const steps = [...(article(key)?.querySelectorAll(".stages li") ?? [])];
    const now = steps.findIndex((step) => step.dataset.stage === stage);
    steps.forEach((step, index) => {
      step.className = index < now ? "done" : index === now ? "now" : "";
      index === now ? step.setAttribute("aria-current", "step") : step.removeAttribute("aria-current");
    });
  }

  function toEnd() {
    const scroll = page.get("talk-scroll");
    scroll.scrollTop = records.length ? scroll.scrollHeight : 0;
  }

  // ---- connection

  async function watchConnection() {
    const asked = running;
    if (!asked || Date.now() - asked.heard < 5000) return;
    if ((await page.reachable()) && navigator.onLine) return;
    if (running === asked) end("offline");
  }

  function showConnection() {
    const line = page.get("offline");
    line.textContent = "网络已断开。可以继续翻阅原文和已有回答，恢复后再提问。";
    line.hidden = navigator.onLine;
    if (!navigator.onLine && running) end("offline");
  }

  // ---- the input

  function onInput() {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
    showLength();
  }

  /** Says so if the question is too long, and returns whether it is. Characters are counted as code points. */
  function showLength() {
    const limit = Number(input.dataset.limit);
    const length = [...input.value.trim()].length;
    const line = page.get("too-long");
    line.hidden = length <= limit;
    if (length > limit) {
      const text = `问题有 ${length.toLocaleString("zh-CN")} 字，上限是 ${limit.toLocaleString("zh-CN")} 字。请缩短后发送，已写的内容都还在。`;
      if (line.textContent !== text) line.textContent = text;
    }
    input.setAttribute("aria-invalid", String(length > limit));
    return length > limit;
  }

  function onInputKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  }

  // ---- clicks and keys anywhere

  function onClick(event) {
    const target = event.target.closest?.("button");
    if (!target) return;
    if (target.dataset.ask) send(target.dataset.ask);
    else if (target.dataset.act === "retry") retry(target.closest(".turn"));
    else if (target.dataset.act === "copy") copyAnswer(target);
  }

  async function copyAnswer(button) {
    await page.copy(button.dataset.copy);
    page.say("答案已复制，附有条款出处");
    const label = button.querySelector("span");
    label.textContent = "已复制";
    setTimeout(() => (label.textContent = "复制答案"), 1600);
  }

  function onKey(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      if (window.policyNotice.isOpen()) window.policyNotice.close();
      return;
    }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "/" && plain && !page.get("ask").hidden && !event.target.closest?.("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      if (page.phone.matches && window.policyNotice.isOpen()) window.policyNotice.close();
      input.focus();
    }
  }

  // ---- clearing

  function startClear() {
    const dialog = page.get("clear-dialog");
    page.get("clear").addEventListener("click", () => dialog.showModal());
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "yes") clear();
      dialog.returnValue = "";
    });
  }

  function clear() {
    if (running) {
      page.bridge.send("stop", {});
      clearTimeout(running.shown);
      running = null;
      setBusy(false);
    }
    records = [];
    turns.replaceChildren();
    save();
    toEnd();
    page.say("对话已清空");
    input.focus();
  }

  window.policyPage.add({ start, keeps, opened, message });
})();
