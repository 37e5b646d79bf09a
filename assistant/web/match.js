/* The tab 选方向: the description, its file, the result, and what of them this browser keeps. */
(() => {
  const KEPT = "policy-assistant/match/1";
  const CARRIED = "pa.assess.direction"; // agreed with the self-assessment
  const STATES = ["empty", "working", "failed", "found"];
  let page, box, text;
  let asked = null; // what the result that shows, or is on its way, was asked with: {description, document}
  let running = null;
  let before = null; // the text a file or an example took the place of

  function start(given) {
    page = given;
    [box, text] = ["match", "match-text"].map(page.get);
    if (!text) return; // no document has directions
    on("match-form", "submit", (event) => (event.preventDefault(), submit()));
    on("match-text", "input", onInput);
    on("match-upload", "click", () => page.get("match-file").click());
    on("match-file", "change", upload);
    on("match-undo", "click", undo);
    on("match-clear-dialog", "close", onClearDialog);
    on("match-edit", "click", edit);
    on("match-retry", "click", submit);
    on("match-document", "change", save);
    box.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    setInterval(watchConnection, 2000);
    restore();
  }

  const on = (id, event, handle) => page.get(id)?.addEventListener(event, handle);

  // ---- what this browser keeps

  function restore() {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}") ?? {};
    } catch {
      localStorage.removeItem(KEPT);
    }
    if (typeof kept.description === "string") text.value = kept.description;
    const choice = page.get("match-document");
    if (choice && [...choice.options].some((option) => option.value === kept.document)) choice.value = kept.document;
    onInput();
    show("empty");
    if (kept.asked && text.value.trim()) send({ quietly: true });
  }

  function save() {
    const description = text.value;
    try {
      if (description) localStorage.setItem(KEPT, JSON.stringify({ description, document: chosen(), asked: Boolean(asked) }));
      else localStorage.removeItem(KEPT);
    } catch {
      localStorage.removeItem(KEPT); // full: better nothing than an old text
    }
    page.get("match-clear").hidden = !description && !asked;
  }

  const chosen = () => page.get("match-document")?.value ?? null;

  function clear() {
    clearTimeout(running?.shown);
    [asked, running, before] = [null, null, null];
    text.value = "";
    page.get("match-found").replaceChildren();
    page.get("match-described-text").replaceChildren();
    page.get("match-notes").replaceChildren();
    page.get("match-undo").hidden = true;
    setBusy(false);
    showForm();
    show("empty");
    onInput();
    page.say("项目描述和结果已清空");
    text.focus();
  }

  function onClearDialog(event) {
    if (event.target.returnValue === "yes") clear();
    event.target.returnValue = "";
  }

  // ---- the description

  function onInput() {
    const limit = Number(text.dataset.limit);
    const length = [...text.value].length;
    const count = page.get("match-count");
    const number = (value) => value.toLocaleString("en-US");
    count.textContent = `${number(length)} / ${number(limit)} 字`;
    count.dataset.over = String(length > limit);
    text.setAttribute("aria-invalid", String(length > limit));
    if (length > limit) trouble(`描述有 ${number(length)} 字，上限是 ${number(limit)} 字。请只留项目概述、建设内容和成效。`, true);
    else trouble("");
    save();
    return length > limit;
  }

  /** Says what is wrong below the description; for one that is too long, offers to cut it. */
  function trouble(message, isTooLong = false) {
    const line = page.get("match-trouble");
    if (line.dataset.message === message) return;
    line.dataset.message = message;
    line.hidden = !message;
    line.replaceChildren(message);
    if (!isTooLong) return;
    const cut = document.createElement("button");
    cut.type = "button";
    cut.className = "quiet";
    cut.textContent = `只留前 ${Number(text.dataset.limit).toLocaleString("en-US")} 字`;
    cut.addEventListener("click", () => replace([...text.value].slice(0, Number(text.dataset.limit)).join("")));
    line.append(cut);
  }

  /** Puts another text in the place of the description; what stood there can be had back. */
  function replace(value) {
    before = text.value.trim() && text.value !== value ? text.value : null;
    page.get("match-undo").hidden = before === null;
    text.value = value;
    text.scrollTop = 0;
    onInput();
  }

  function undo() {
    if (before === null) return;
    replace(before);
    page.get("match-notes").replaceChildren();
    text.focus();
  }

  async function upload(event) {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    const limit = Number(event.target.dataset.limit);
    if (file.size > limit) return trouble(`文件「${file.name}」超过 ${Math.round(limit / 1048576)} MB。请去掉图片或拆分后重试，也可以把文字直接粘贴进来。`);
    const label = page.get("match-upload").querySelector("span");
    page.get("match-upload").disabled = true;
    const slow = setTimeout(() => (label.textContent = "正在读取文件…"), 300);
    try {
      const channel = await page.channel("match");
      const reply = await channel.server.read_file({ name: file.name, data: await base64(file) });
      reply.error ? trouble(sentence(reply.error)) : take(file.name, reply);
    } catch {
      trouble(`文件「${file.name}」没有读成：与服务的连接断开了。恢复连接后再上传一次。`);
    } finally {
      clearTimeout(slow);
      label.textContent = "上传文件";
      page.get("match-upload").disabled = false;
    }
  }

  function take(name, reply) {
    trouble("");
    replace(reply.text);
    const lines = [`已读入「${name}」，请看一遍，改好再选。`, ...reply.notes].map((line) => {
      const shown = document.createElement("p");
      shown.textContent = line;
      return shown;
    });
    page.get("match-notes").replaceChildren(...lines);
    text.focus();
    text.setSelectionRange(0, 0);
  }

  const sentence = ({ what, where, next }) => [where ? `${where}：${what}` : what, next].filter(Boolean).map((part) => part.replace(/[。]?$/, "。")).join("");

  function base64(file) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });
  }

  // ---- matching

  function submit() {
    if (running) return;
    if (!text.value.trim()) {
      trouble("还没有写项目描述。写几句：谁来建、建了什么、用在哪里、成效如何。");
      return text.focus();
    }
    if (onInput()) return text.focus();
    send({});
  }

  async function send({ quietly = false }) {
    const key = `m${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    asked = { description: text.value.toWellFormed?.() ?? text.value, document: chosen() };
    running = { key, quietly, heard: Date.now(), began: Date.now(), shown: setTimeout(() => showWorking(key), 300) };
    setBusy(true);
    save();
    const channel = await page.channel("match");
    if (running?.key === key) channel.send("match", { request: { key, ...asked } });
  }

  function message(message) {
    if (!running || message.key !== running.key) return;
    running.heard = Date.now();
    if (message.kind === "stage") return setStage(message.stage);
    message.kind === "match" ? found(message) : failed(message);
  }

  function found(message) {
    const { quietly } = running;
    end();
    const [told, described] = [page.get("match-found"), page.get("match-described-text")];
    told.innerHTML = message.found;
    described.innerHTML = message.described;
    described.querySelectorAll(".described").forEach((part) => (part.tabIndex = page.phone.matches ? 0 : -1));
    for (const button of told.querySelectorAll("[data-carry]")) button.closest(".carry").hidden = !page.get("tab-assess");
    page.get("match-legend").hidden = !described.querySelector(".described:not([hidden]) .said");
    page.get("match-form").hidden = true;
    page.get("match-described").hidden = false;
    show("found");
    page.get("match-told").scrollTop = page.get("match-said").scrollTop = 0;
    if (quietly) return;
    const heading = told.querySelector(".outcome");
    page.say(heading.textContent);
    heading.focus({ preventScroll: true });
    if (page.phone.matches) page.get("match-told").scrollIntoView({ block: "start" });
  }

  function failed(error) {
    end();
    asked = null;
    save();
    const card = page.get("match-failed");
    for (const slot of card.querySelectorAll("[data-text]")) {
      slot.textContent = error[slot.dataset.text] ?? "";
      slot.closest("p")?.toggleAttribute("hidden", !slot.textContent);
    }
    showForm();
    show("failed");
    page.say(`${error.what}。${error.next ?? ""}`);
    if (page.phone.matches) card.scrollIntoView({ block: "nearest" });
  }

  function end() {
    clearTimeout(running.shown);
    running = null;
    setBusy(false);
  }

  function setBusy(busy) {
    page.get("match-go").disabled = busy;
    text.readOnly = busy;
    page.get("match-told").setAttribute("aria-busy", String(busy));
    for (const button of box.querySelectorAll("[data-describe]")) button.disabled = busy;
  }

  function showWorking(key) {
    if (running?.key !== key) return;
    show("working");
    page.get("match-long").hidden = true;
  }

  function setStage(stage) {
    const steps = [...box.querySelectorAll(".stages li")];
    const now = steps.findIndex((step) => step.dataset.stage === stage);
    steps.forEach((step, index) => {
      step.className = index < now ? "done" : index === now ? "now" : "";
      index === now ? step.setAttribute("aria-current", "step") : step.removeAttribute("aria-current");
    });
    page.get("match-long").hidden = Date.now() - running.began < 6000;
  }

  function show(state) {
    for (const name of STATES) page.get(`match-${name}`).hidden = name !== state;
  }

  function showForm() {
    page.get("match-form").hidden = false;
    page.get("match-described").hidden = true;
  }

  function edit() {
    showForm();
    onInput();
    text.focus();
    if (page.phone.matches) box.scrollTop = 0;
  }

  async function watchConnection() {
    const waiting = running;
    if (!waiting || Date.now() - waiting.heard < 5000) return;
    if (navigator.onLine && (await page.reachable())) return;
    if (running === waiting) failed({ what: "与服务的连接断开了", where: "", next: "描述还在，恢复连接后点“重试”。" });
  }

  // ---- the result

  function onClick(event) {
    const target = event.target.closest?.("button");
    if (!target) return;
    if (target.dataset.describe) describe(target.dataset.describe);
    else if (target.matches(".direction-head")) unfold(target);
    else if (target.dataset.goto) goTo(target.dataset.goto);
    else if (target.dataset.carry) carry(target);
    else if ("edit" in target.dataset) edit();
    else if ("clear" in target.dataset) page.get("match-clear-dialog").showModal();
    else if (target.id === "match-copy") copyAll(target);
    else if (target.id === "match-word") word(target);
  }

  function describe(example) {
    if (running) return;
    replace(example);
    page.get("match-notes").replaceChildren();
    send({});
  }

  /** Opens one direction and folds the others; the description shows the words that belong to it. */
  function unfold(head) {
    const opens = head.getAttribute("aria-expanded") !== "true";
    for (const other of box.querySelectorAll(".direction-head")) {
      const isOpen = opens && other === head;
      other.setAttribute("aria-expanded", String(isOpen));
      page.get(other.getAttribute("aria-controls")).hidden = !isOpen;
    }
    const number = opens ? head.closest(".direction").dataset.direction : "";
    for (const part of box.querySelectorAll(".described")) part.hidden = part.dataset.direction !== number;
    page.get("match-legend").hidden = !box.querySelector(".described:not([hidden]) .said");
    const top = head.getBoundingClientRect().top;
    const scroller = page.phone.matches ? box : page.get("match-told");
    if (top < scroller.getBoundingClientRect().top) head.scrollIntoView({ block: "start" });
  }

  /** From words of the description to their clause, and back. */
  function goTo(id) {
    const target = page.get(id);
    if (!target || !target.offsetParent) return;
    target.scrollIntoView({ block: "center" });
    box.querySelectorAll(".pointed").forEach((other) => other.classList.remove("pointed"));
    target.classList.add("pointed");
    (target.matches(".said") ? target.nextElementSibling : target).focus({ preventScroll: true });
    setTimeout(() => target.classList.remove("pointed"), 1600);
  }

  function carry(button) {
    const detail = { direction: Number(button.dataset.carry), document: button.dataset.document };
    sessionStorage.setItem(CARRIED, JSON.stringify(detail));
    window.dispatchEvent(new CustomEvent("pa:assess", { detail }));
    page.select("assess");
  }

  async function copyAll(button) {
    await page.copy(button.dataset.copy);
    page.say("结果已复制，附有条款出处");
    const label = button.querySelector("span");
    label.textContent = "已复制";
    setTimeout(() => (label.textContent = "复制"), 1600);
  }

  async function word(button) {
    const label = button.querySelector("span");
    const told = (words) => {
      label.textContent = words;
      page.say(words);
      setTimeout(() => (label.textContent = "下载 Word"), 2400);
    };
    button.disabled = true;
    try {
      const channel = await page.channel("match");
      const reply = await channel.server.word({ key: "word", ...asked });
      if (reply.error) return told(`没有生成：${reply.error.what}`);
      const bytes = Uint8Array.from(atob(reply.data), (char) => char.charCodeAt(0));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([bytes], { type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" }));
      link.download = reply.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      told("已下载");
    } catch {
      told("没有生成：与服务的连接断开了");
    } finally {
      button.disabled = false;
    }
  }

  function onKey(event) {
    if (event.defaultPrevented || box.hidden || document.querySelector("dialog[open]")) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "/" && plain && !event.target.closest?.("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      if (page.phone.matches && window.policyNotice.isOpen()) window.policyNotice.close();
      edit();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === text) {
      event.preventDefault();
      submit();
    }
  }

  window.policyPage.add({ start, message });
})();
