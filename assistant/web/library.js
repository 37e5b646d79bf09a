/* The tab 资料库: files on their way in, one after another; the list; a document's report; taking one out. */
(() => {
  const PATIENCE = 180000; // without a word from the server, in ms
  const STAGES = ["读取", "识别", "建立索引"];
  let page, box, list;
  const waiting = []; // files not yet sent
  let running = null; // what is on its way: {key, name, heard, failed, done}
  let asked = 0;

  function start(given) {
    page = given;
    [box, list] = ["library", "library-list"].map(page.get);
    page.get("library-upload").addEventListener("click", () => page.get("library-file").click());
    page.get("library-file").addEventListener("change", (event) => {
      take([...event.target.files]);
      event.target.value = "";
    });
    page.get("library-dialog").addEventListener("close", onDialog);
    box.addEventListener("click", onClick);
    startDrop();
    setInterval(watchConnection, 2000);
    refresh();
  }

  function selected(key) {
    if (key === "library" && page) refresh();
  }

  // ---- the list

  /** Fetches the list anew; rows that were open stay open. */
  async function refresh() {
    const turn = ++asked;
    let reply;
    try {
      const channel = await page.channel("library");
      reply = await channel.server.list_documents({});
    } catch {
      reply = { error: { what: "与服务的连接断开了，资料库没有读成", where: "", next: "恢复连接后再打开这一页" } };
    }
    if (turn !== asked) return;
    list.setAttribute("aria-busy", "false");
    if (reply.error) return list.replaceChildren(problem("", reply.error));
    if (list.dataset.html === reply.html) return;
    list.dataset.html = reply.html;
    const open = [...list.querySelectorAll('.holding-head[aria-expanded="true"]')].map((head) => head.parentElement.dataset.holding);
    const focused = document.activeElement?.closest?.(".holding")?.dataset.holding;
    list.innerHTML = reply.html;
    page.get("library-count").textContent = `${reply.count} 份文件`;
    page.get("library-add").hidden = !reply.changeable;
    for (const id of open) if (row(id)) unfold(row(id), true);
    if (focused) row(focused)?.querySelector(".holding-head").focus({ preventScroll: true });
  }

  const row = (id) => [...list.querySelectorAll(".holding")].find((item) => item.dataset.holding === id);

  async function unfold(holding, open) {
    const head = holding.querySelector(".holding-head");
    const body = page.get(head.getAttribute("aria-controls"));
    head.setAttribute("aria-expanded", String(open));
    body.hidden = !open;
    if (!open || body.childElementCount) return;
    body.textContent = "正在读取报告…";
    let reply;
    try {
      const channel = await page.channel("library");
      reply = await channel.server.show_document(holding.dataset.holding);
    } catch {
      reply = { error: { what: "与服务的连接断开了", where: "", next: "恢复连接后再打开" } };
    }
    if (reply.error) return body.replaceChildren(problem("", reply.error));
    body.innerHTML = reply.html;
  }

  function onClick(event) {
    const target = event.target.closest?.("button");
    if (!target) return;
    if (target.matches(".holding-head")) unfold(target.parentElement, target.getAttribute("aria-expanded") !== "true");
    else if (target.dataset.remove) confirmRemoval(target);
    else if (target.dataset.open) openRow(target.dataset.open);
    else if ("putAway" in target.dataset) putAway(target);
    else if ("reload" in target.dataset) location.reload();
  }

  function openRow(id) {
    const found = row(id);
    if (!found) return page.say("这份文件已不在资料库里");
    unfold(found, true);
    found.querySelector(".holding-head").focus({ preventScroll: true });
    found.scrollIntoView({ block: "start" });
  }

  function putAway(button) {
    button.closest(".outcome").remove();
    page.get("library-title").focus({ preventScroll: true });
  }

  // ---- taking files in

  function take(files) {
    if (page.get("library-add").hidden) return;
    const limit = Number(page.get("library-file").dataset.limit);
    for (const file of files) {
      if (file.size > limit) {
        const what = `文件有 ${Math.ceil(file.size / 1048576)} MB，超过 ${limit / 1048576} MB 的上限`;
        add(problem(file.name, { what, where: "", next: "请拆分，或压缩其中的图片后再加入" }));
      } else waiting.push(file);
    }
    next();
  }

  async function next() {
    showQueue();
    if (running || !waiting.length) return;
    const file = waiting.shift();
    const name = file.name;
    const job = begin(`正在加入「${name}」`, {
      name,
      failed: (error) => add(problem(name, error)),
      done: (message) => {
        const parsed = document.createElement("template");
        parsed.innerHTML = message.html;
        add(...parsed.content.children);
        if (message.added.length) changed();
      },
    });
    try {
      send(job, { name: name.slice(-1000).toWellFormed?.() ?? name, data: await base64(file) });
    } catch {
      failed({ what: "浏览器读不了这个文件", where: "", next: "文件可能已被移动或正被占用，请重新选择" });
    }
  }

  function begin(doing, how) {
    const key = `l${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    running = { key, heard: Date.now(), ...how };
    page.get("library-doing").textContent = doing;
    page.get("library-working").hidden = false;
    page.get("library-working").dataset.kind = how.kind ?? "add";
    step("读取", 0);
    showQueue();
    page.say(doing);
    return running;
  }

  async function send(job, request) {
    const channel = await page.channel("library");
    if (running === job) channel.send("amend", { request: { key: job.key, ...request } });
  }

  function message(message) {
    if (!running || message.key !== running.key) return;
    running.heard = Date.now();
    if (message.kind === "keeping") return step(message.told, message.share);
    if (message.kind === "error") return failed(message);
    const { done } = running;
    end();
    done(message);
    next();
  }

  function failed(error) {
    const { failed } = running;
    end();
    failed(error);
    next();
  }

  function end() {
    running = null;
    page.get("library-working").hidden = true;
  }

  /** Marks the stage that runs; what is told begins with its name. Waiting for another writer is no stage. */
  function step(told, share) {
    const steps = [...page.get("library-working").querySelectorAll(".stages li")];
    const now = STAGES.findIndex((name) => told.startsWith(name));
    if (now >= 0) {
      steps.forEach((item, index) => {
        item.className = index < now ? "done" : index === now ? "now" : "";
        index === now ? item.setAttribute("aria-current", "step") : item.removeAttribute("aria-current");
      });
    }
    const line = page.get("library-told");
    line.textContent = told === "读取" ? "" : told;
    const bar = page.get("library-bar");
    const percent = Math.round(share * 100);
    bar.setAttribute("aria-valuenow", String(percent));
    bar.firstElementChild.style.width = `${percent}%`;
  }

  function showQueue() {
    const line = page.get("library-queue");
    line.hidden = !waiting.length;
    line.textContent = waiting.length ? `还有 ${waiting.length} 个文件在排队` : "";
  }

  /** Puts results above the older ones, and goes there. */
  function add(...cards) {
    page.get("library-outcomes").prepend(...cards);
    const heading = cards[0]?.querySelector("h3");
    if (!heading) return;
    page.say(heading.textContent);
    heading.focus({ preventScroll: true });
    const tall = cards[0].offsetHeight > page.get("library-side").clientHeight;
    cards[0].scrollIntoView({ block: tall ? "start" : "nearest" });
  }

  /** A failure as a card; everything in it is text. */
  function problem(name, error) {
    const card = document.createElement("section");
    card.className = "card outcome failed";
    const title = document.createElement("h3");
    title.tabIndex = -1;
    title.textContent = name ? `未加入：${name}` : error.what;
    card.append(title);
    const lines = [name ? error.what : "", error.where ? `位置：${error.where}` : "", error.next];
    for (const words of lines.filter(Boolean)) {
      const line = document.createElement("p");
      line.textContent = words;
      card.append(line);
    }
    return card;
  }

  function base64(file) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });
  }

  /** The other tabs follow: choice of documents, banner, kept answers; a question on its way is left alone. */
  function changed() {
    refresh();
    if (!document.querySelector('#ask .turn[data-state="pending"]')) page.open();
    if (page.get("library-stale")) return;
    const note = document.createElement("p");
    note.id = "library-stale";
    note.className = "stale";
    note.textContent = "问答和自评已按现在的资料库回答；“选方向”里的通知列表在刷新页面后更新。";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.dataset.reload = "";
    button.textContent = "刷新页面";
    note.append(button);
    page.get("library-title").parentElement.after(note);
  }

  // ---- taking one out

  function confirmRemoval(button) {
    const dialog = page.get("library-dialog");
    dialog.dataset.document = button.dataset.remove;
    dialog.dataset.name = button.dataset.title;
    page.get("library-dialog-text").textContent = `「${button.dataset.title}」将从资料库删除，之后的回答不再引用它。无法撤销；原来的文件若还在，可以再加入。`;
    dialog.showModal();
  }

  function onDialog(event) {
    const dialog = event.target;
    const sure = dialog.returnValue === "yes";
    dialog.returnValue = "";
    if (!sure) return;
    const { document: id, name } = dialog.dataset;
    if (running) return add(problem("", { what: "资料库正在处理另一份文件", where: "", next: "请等它结束后再移除" }));
    const job = begin(`正在移除「${name}」`, {
      kind: "remove",
      failed: (error) => add(problem("", error)),
      done: () => removed(id, name),
    });
    send(job, { remove: id });
  }

  function removed(id, name) {
    for (const card of box.querySelectorAll(".outcome[data-added]")) if (card.dataset.added === id) card.remove();
    row(id)?.remove();
    const shown = page.get("panel-body")?.firstElementChild;
    if (shown?.dataset.document === id) {
      if (window.policyNotice.isOpen()) window.policyNotice.close();
      const gone = document.createElement("p");
      gone.className = "nothing";
      gone.textContent = "这份文件已移除。";
      page.get("panel-body").replaceChildren(gone);
    }
    page.get("library-title").focus({ preventScroll: true });
    page.say(`已移除：${name}`);
    changed();
  }

  // ---- files dropped on the tab, and the connection

  function startDrop() {
    const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files") && !page.get("library-add").hidden;
    box.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      box.classList.add("dropping");
    });
    box.addEventListener("dragleave", (event) => !box.contains(event.relatedTarget) && box.classList.remove("dropping"));
    box.addEventListener("drop", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      box.classList.remove("dropping");
      take([...event.dataTransfer.files]);
    });
  }

  async function watchConnection() {
    const job = running;
    const silent = job ? Date.now() - job.heard : 0;
    if (silent < 5000) return;
    if (silent < PATIENCE && navigator.onLine && (await page.reachable())) return;
    if (running !== job) return;
    failed({ what: "与服务的连接断开了", where: "", next: "这份文件可能已处理完。恢复连接后看列表，没有再重试。" });
    refresh();
  }

  window.policyPage.add({ start, selected, message });
})();
