/* The self-assessment: choosing, filling in, the outcome at once. All answers stay in this browser. */
(() => {
  const HANDED = "pa.assess.direction";
  const MOST = 6;
  let page, form, fields;
  let kept;
  let names = {};
  let loading = 0;
  let judging = 0;
  let waiting = null;
  let idle = null;

  const get = (id) => document.getElementById(id);
  const call = async (name, request) => (await page.channel("assess")).server[name](request);
  const project = () => kept.state.projects[kept.state.active];
  const isChosen = () => Boolean(form.firstElementChild);

  function start(given) {
    page = given;
    fields = window.policyFields;
    form = get("assess-form");
    kept = window.policyKept;
    kept.load();
    form.addEventListener("input", onInput);
    form.addEventListener("submit", (event) => event.preventDefault());
    get("assess").addEventListener("click", onClick);
    get("assess").addEventListener("change", onChange);
    get("assess-clear").addEventListener("click", () => get("assess-clear-dialog").showModal());
    get("assess-clear-dialog").addEventListener("close", onDialog);
    get("projects").addEventListener("input", onName);
    window.addEventListener("pa:assess", takeHanded);
    window.addEventListener("online", () => judge());
    window.addEventListener("storage", (event) => {
      if ((event.key === kept.KEY || event.key === null) && !document.hasFocus()) [kept.load(), show()];
    });
  }

  function opened() {
    if (!takeHanded()) show();
  }

  // ---- what this browser keeps

  function save() {
    if (!kept.save()) trouble("浏览器存不下更多内容，刷新后可能会丢失最近的修改");
  }

  function clear() {
    clearTimeout(waiting);
    clearTimeout(idle);
    judging += 1;
    kept.clear();
    sessionStorage.removeItem(HANDED);
    get("recognised").replaceChildren();
    get("assess-result").replaceChildren();
    show();
    page.say("自评已清空");
  }

  /** A direction handed over by another tab; returns whether there was one. */
  function takeHanded() {
    let handed = null;
    try {
      handed = JSON.parse(sessionStorage.getItem(HANDED) ?? "null");
    } catch {
      handed = null;
    }
    sessionStorage.removeItem(HANDED);
    if (!Number.isInteger(handed?.direction)) return false;
    if (typeof handed.document === "string") kept.pick(handed.document);
    project().direction = handed.direction;
    kept.state.view = "form";
    save();
    show();
    return true;
  }

  // ---- showing

  /** Fetches choosers and form for the project that is looked at, and fills in its answers. */
  async function show() {
    const asked = ++loading;
    const reply = await reached("assess_form", { document: kept.document, direction: project().direction }, () => asked === loading);
    if (!reply || asked !== loading) return;
    if (reply.error) return failed(reply.error);
    kept.pick(reply.document);
    project().direction = reply.direction;
    names = reply.names;
    get("assess-choosers").innerHTML = reply.choosers;
    form.innerHTML = reply.form;
    window.policyExtras.show(kept.state.text);
    fill();
    showProjects();
    for (const id of ["verdict-bar", "describe", "ending"]) get(id).hidden = !reply.chosen;
    get("assess-intro").hidden = reply.chosen;
    get("assess-result").replaceChildren();
    setView(reply.chosen ? kept.state.view : "form");
    trouble(reply.trouble);
    if (reply.chosen) await judge(true);
    else get("conflicts").replaceChildren();
  }

  function fill() {
    for (const q of form.querySelectorAll(".q")) fields.write(q, answers(q)[q.dataset.field]);
  }

  const answers = (q) => (q.dataset.shared === undefined ? project().facts : kept.state.shared);

  function setView(view) {
    kept.state.view = view === "result" ? "result" : "form";
    const result = kept.state.view === "result";
    get("assess-form-view").hidden = result;
    get("assess-result-view").hidden = !result;
    get("show-form").setAttribute("aria-pressed", String(!result));
    get("show-result").setAttribute("aria-pressed", String(result));
  }

  function turnTo(view) {
    setView(view);
    save();
    get("assess-scroll").scrollTop = 0;
    if (view === "result") judge(true);
  }

  function showProjects() {
    const bar = get("projects");
    bar.hidden = kept.state.projects.length < 2;
    get("add-project").hidden = kept.state.projects.length >= MOST;
    if (bar.hidden) return bar.replaceChildren();
    const pills = make("div", { className: "pills", role: "group", ariaLabel: "项目" });
    kept.state.projects.forEach((item, index) => {
      const pill = make("button", { type: "button", className: "pill", textContent: title(item, index) });
      pill.dataset.project = String(index);
      pill.setAttribute("aria-pressed", String(index === kept.state.active));
      pills.append(pill);
    });
    const label = make("label", { textContent: "项目名称" });
    const input = make("input", { type: "text", id: "project-name", maxLength: 200, value: project().name, autocomplete: "off", placeholder: "同名按同一项目核对" });
    const remove = make("button", { type: "button", className: "quiet", id: "remove-project", textContent: "删去这个项目" });
    label.htmlFor = "project-name";
    const row = make("p", { className: "project-row" });
    row.append(label, input, remove);
    bar.replaceChildren(pills, row);
  }

  const make = (tag, what) => Object.assign(document.createElement(tag), what);
  const title = (item, index) => [item.name || `项目 ${index + 1}`, item.direction ? `方向 ${item.direction}` : "未选方向"].join(" · ");

  // ---- the outcome

  function request(full) {
    const clean = (facts) => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== "" && value !== undefined && value !== null));
    const projects = kept.state.projects.map(({ key, name, direction, facts }) => ({ key, name, direction, facts: clean({ ...facts, ...kept.state.shared }) }));
    return { document: kept.document, projects, active: kept.state.active, full, deadline: kept.state.deadline || null };
  }

  /** Asks for the outcome of what is filled in now; an answer that was overtaken is dropped. */
  async function judge(full = kept.state.view === "result") {
    if (!page || !isChosen()) return;
    clearTimeout(waiting);
    clearTimeout(idle);
    const asked = ++judging;
    const reply = await reached("assess_now", request(full), () => asked === judging);
    if (!reply || asked !== judging) return;
    if (reply.error) return failed(reply.error);
    trouble("");
    apply(reply);
    if (!full) idle = setTimeout(() => judge(true), 600);
  }

  function soon(wait) {
    judging += 1;
    clearTimeout(waiting);
    waiting = setTimeout(() => judge(), wait);
  }

  function apply(reply) {
    const verdict = get("verdict");
    if (verdict.textContent !== reply.text) verdict.innerHTML = reply.verdict;
    get("window-note").textContent = reply.window;
    get("progress").textContent = `已答 ${reply.progress.answered}/${reply.progress.of}`;
    get("track").style.width = `${reply.progress.of ? (100 * reply.progress.answered) / reply.progress.of : 0}%`;
    for (const q of form.querySelectorAll(".q")) {
      const name = q.dataset.field;
      q.hidden = reply.hidden.includes(name);
      replace(q.querySelector(".told"), reply.told[name] ?? "");
      q.querySelector(".amount input")?.setAttribute("aria-invalid", String(reply.problems.includes(name)));
    }
    replace(get("conflicts"), reply.conflicts);
    if (reply.result !== undefined) showResult(reply.result);
  }

  function replace(element, html) {
    if (element.dataset.html === html) return;
    element.innerHTML = html;
    element.dataset.html = html;
  }

  function showResult(html) {
    const result = get("assess-result");
    const focused = result.contains(document.activeElement) ? document.activeElement.id : "";
    const open = new Set([...result.querySelectorAll('.fold[aria-expanded="true"]')].map((fold) => fold.getAttribute("aria-controls")));
    result.innerHTML = html;
    get("only-open").checked = result.classList.contains("only-open");
    get("own-deadline").value = kept.state.deadline;
    get("own-deadline-clear").hidden = !kept.state.deadline;
    for (const fold of result.querySelectorAll(".fold")) if (open.has(fold.getAttribute("aria-controls"))) fold.click();
    if (focused) get(focused)?.focus({ preventScroll: true });
  }

  // ---- the connection

  /** The server's reply; tries again while the connection is down and the call still matters. */
  async function reached(name, asked, matters) {
    for (let wait = 1500; matters(); wait = Math.min(2 * wait, 12000)) {
      try {
        const reply = await call(name, asked);
        if (reply) return reply;
        throw new Error("no reply"); // the framework swallows a failed call
      } catch {
        if (!matters()) return null;
        trouble("与服务的连接断开了。填写的内容都在，恢复后会自动核对。");
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    return null;
  }

  function trouble(text) {
    const line = get("assess-trouble");
    if (line.textContent !== (text ?? "")) line.textContent = text ?? "";
    line.hidden = !text;
  }

  const failed = (error) => trouble([error.what, error.where && `位置：${error.where}`, error.next].filter(Boolean).join("。"));

  // ---- filling in

  function onInput(event) {
    const q = event.target.closest(".q");
    if (!q) return;
    fields.settle(q, event.target);
    const value = fields.read(q);
    const facts = answers(q);
    if (value === undefined) delete facts[q.dataset.field];
    else facts[q.dataset.field] = value;
    save();
    soon(event.target.type === "text" || event.target.type === "date" ? 80 : 0);
  }

  function onChange(event) {
    const at = event.target;
    if (at.id === "assess-direction") {
      project().direction = at.value ? Number(at.value) : null;
      save();
      show().then(() => get("assess-direction")?.focus({ preventScroll: true }));
    } else if (at.id === "assess-document") {
      kept.pick(at.value);
      save();
      show().then(() => get("assess-document")?.focus({ preventScroll: true }));
    } else if (at.matches(".amount input[type=text]")) {
      const q = at.closest(".q");
      fields.write(q, answers(q)[q.dataset.field]);
    } else if (at.id === "only-open") get("assess-result").classList.toggle("only-open", at.checked);
    else if (at.id === "own-deadline" && at.validity.valid) {
      kept.state.deadline = at.value;
      save();
      soon(900);
    }
  }

  function onClick(event) {
    const target = event.target.closest("button");
    if (!target) return;
    const { view, goto, jump, tab, direction, project: index } = target.dataset;
    if (target.id === "show-form" || target.id === "show-result") turnTo(target.id === "show-result" ? "result" : "form");
    else if (view) turnTo(view);
    else if (goto) goTo(goto);
    else if (jump) jumpTo(jump);
    else if (tab) page.select(tab);
    else if (direction) changeDirection(Number(direction));
    else if (index !== undefined) changeProject(Number(index));
    else if (target.id === "add-project") addProject();
    else if (target.id === "remove-project") removeProject();
    else if (target.id === "own-deadline-clear") {
      kept.state.deadline = "";
      save();
      judge(true).then(() => get("own-deadline")?.focus());
    }
  }

  function goTo(name) {
    setView("form");
    save();
    const q = [...form.querySelectorAll(".q")].find((item) => item.dataset.field === name);
    if (!q) return;
    q.hidden = false;
    reveal(q, 0.3);
    (q.querySelector("input:checked") ?? q.querySelector("input")).focus({ preventScroll: true });
  }

  function jumpTo(id) {
    reveal(get(id), 0.02);
    get(id).focus({ preventScroll: true });
  }

  function reveal(element, share) {
    const scroll = get("assess-scroll");
    const top = element.getBoundingClientRect().top - scroll.getBoundingClientRect().top + scroll.scrollTop;
    scroll.scrollTop = top - scroll.clientHeight * share;
  }

  function changeDirection(number) {
    project().direction = number;
    turnTo("form");
    show().then(() => page.say(`已换成方向 ${number} ${names[number] ?? ""}`));
  }

  function changeProject(index) {
    kept.state.active = index;
    save();
    show().then(() => get("projects").querySelector('[aria-pressed="true"]')?.focus());
  }

  function addProject() {
    kept.state.projects.push(kept.project());
    kept.state.active = kept.state.projects.length - 1;
    kept.state.view = "form";
    save();
    get("assess-scroll").scrollTop = 0;
    show().then(() => {
      get("assess-direction")?.focus();
      page.say("已加一个项目，单位的答案沿用，请选择方向");
    });
  }

  function removeProject() {
    kept.state.projects.splice(kept.state.active, 1);
    kept.state.active = Math.max(0, kept.state.active - 1);
    save();
    show().then(() => page.say("项目已删去"));
  }

  function onName(event) {
    if (event.target.id !== "project-name") return;
    project().name = event.target.value;
    get("projects").querySelector('[aria-pressed="true"]').textContent = title(project(), kept.state.active);
    save();
    soon(150);
  }

  function onDialog(event) {
    if (event.target.returnValue === "yes") clear();
    event.target.returnValue = "";
  }

  window.policyAssess = { call, request, project, answers: (q) => answers(q), judge: () => judge(), save, trouble, failed };
  window.policyPage.add({ start, opened });
})();
