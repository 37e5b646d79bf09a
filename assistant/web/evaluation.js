/* The tab 评测: fetches the report whenever the tab is chosen, and leads to its parts. */
(() => {
  let page, box;
  let asked = 0;

  function start(given) {
    page = given;
    box = page.get("evaluation-report");
    box.addEventListener("click", (event) => {
      const target = event.target.closest?.("button");
      if (!target) return;
      if (target.dataset.goto) goTo(target.dataset.goto);
      else if ("again" in target.dataset) refresh();
    });
  }

  function selected(key) {
    if (key === "evaluation" && page) refresh();
  }

  /** Fetches the report anew; one that hasn't changed stays as it is, with what is open in it. */
  async function refresh() {
    const turn = ++asked;
    let reply;
    try {
      const channel = await page.channel("evaluation");
      reply = await channel.server.show_evaluation({});
    } catch {
      reply = { error: { what: "与服务的连接断开了，评测结果没有读成", where: "", next: "恢复连接后再试" } };
    }
    if (turn !== asked) return;
    box.setAttribute("aria-busy", "false");
    if (reply.error) {
      if (!box.dataset.html) box.replaceChildren(problem(reply.error));
      return;
    }
    if (box.dataset.html === reply.html) return;
    box.dataset.html = reply.html;
    box.innerHTML = reply.html;
  }

  function goTo(id) {
    const heading = page.get(id);
    if (!heading) return;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  }

  /** A failure as a card; everything in it is text. */
  function problem(error) {
    const card = document.createElement("section");
    card.className = "card trouble-card";
    const title = document.createElement("h3");
    title.textContent = error.what;
    card.append(title);
    for (const words of [error.where ? `位置：${error.where}` : "", error.next].filter(Boolean)) {
      const line = document.createElement("p");
      line.textContent = words;
      card.append(line);
    }
    const again = document.createElement("button");
    again.type = "button";
    again.className = "quiet";
    again.dataset.again = "";
    again.textContent = "重试";
    card.append(again);
    return card;
  }

  window.policyPage.add({ start, selected });
})();
