/* Beside the form of the self-assessment: answers found in a description, and files to take away. */
(() => {
  let page, assess;
  let found = [];
  const get = (id) => document.getElementById(id);
  const make = (tag, what) => Object.assign(document.createElement(tag), what);

  function start(given) {
    page = given;
    assess = window.policyAssess;
    get("describe-text").addEventListener("input", onText);
    get("assess").addEventListener("click", (event) => {
      const target = event.target.closest("button");
      if (target?.id === "describe-read") recognise();
      else if (target?.dataset.take) decide(target.closest("li"), target.dataset.take === "yes");
      else if (target?.dataset.file) download(target.dataset.file, target);
    });
  }

  /** Shows the text that was kept. */
  function show(text) {
    get("describe-text").value = text;
    onText();
  }

  /** Shows that something is on its way, unless it is there at once; returns what ends it. */
  function busy(label, text, button = label) {
    const was = label.textContent;
    const shown = setTimeout(() => (label.textContent = text), 300);
    button.disabled = true;
    return () => {
      clearTimeout(shown);
      label.textContent = was;
      button.disabled = false;
    };
  }

  // ---- from a description

  function onText(event) {
    const area = get("describe-text");
    const limit = Number(area.dataset.limit);
    const length = [...area.value].length;
    const over = length > limit;
    get("describe-count").textContent = over ? `已有 ${length.toLocaleString("zh-CN")} 字，上限是 ${limit.toLocaleString("zh-CN")} 字` : "";
    get("describe-read").disabled = over;
    area.setAttribute("aria-invalid", String(over));
    if (!event) return;
    window.policyKept.state.text = area.value;
    assess.save();
  }

  async function recognise() {
    const text = get("describe-text").value;
    if (!text.trim()) return get("describe-text").focus();
    const { document: id, projects } = assess.request(false);
    const done = busy(get("describe-read"), "正在识别…");
    const reply = await assess.call("assess_read", { document: id, direction: assess.project().direction, text, facts: projects[window.policyKept.state.active].facts }).catch(() => null);
    done();
    if (!reply) return assess.trouble("与服务的连接断开了，文字还在，请稍后再点“识别”。");
    if (reply.error) return assess.failed(reply.error);
    found = reply.found;
    get("recognised").innerHTML = reply.html;
  }

  function decide(row, isTaken) {
    const item = found[Number(row.dataset.index)];
    const q = [...get("assess-form").querySelectorAll(".q")].find((other) => other.dataset.field === item.field);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (isTaken && q) {
      assess.answers(q)[item.field] = item.value;
      window.policyFields.write(q, item.value);
      assess.save();
      assess.judge();
    }
    page.say(isTaken ? "已采用" : "未采用");
    row.classList.add(isTaken ? "taken" : "left");
    row.querySelector(".choice").replaceChildren(make("span", { className: "hint", textContent: isTaken ? "已填入" : "未采用" }));
    next?.querySelector("button")?.focus();
  }

  // ---- files

  async function download(format, button) {
    const done = busy(button.querySelector("span"), "正在生成…", button);
    const reply = await assess.call("assess_file", { ...assess.request(false), format }).catch(() => null);
    done();
    if (!reply) return assess.trouble("与服务的连接断开了，没有下载成功，请稍后再试。");
    if (reply.error) return assess.failed(reply.error);
    const bytes = Uint8Array.from(atob(reply.data), (char) => char.charCodeAt(0));
    const link = make("a", { href: URL.createObjectURL(new Blob([bytes], { type: reply.type })), download: reply.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    page.say(`已下载 ${reply.name}`);
  }

  window.policyExtras = { show };
  window.policyPage.add({ start });
})();
