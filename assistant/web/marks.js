/* Marks of answers and links to clauses: the quote beside them, arrow keys, and the way into the notice. */
(() => {
  let page, turns, tip;
  let hiding = null;

  function start(given) {
    page = given;
    [turns, tip] = ["turns", "tip"].map(page.get);
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("button[data-clause]");
      if (link) follow(link);
    });
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerover", (event) => {
      const mark = quoting(event);
      if (mark && event.pointerType !== "touch") showTip(mark);
    });
    document.addEventListener("pointerout", (event) => quoting(event) && later());
    document.addEventListener("focusin", (event) => quoting(event)?.matches(":focus-visible") && showTip(event.target));
    document.addEventListener("focusout", (event) => quoting(event) && hideTip());
    tip.addEventListener("pointerenter", () => clearTimeout(hiding));
    tip.addEventListener("pointerleave", later);
    document.addEventListener("scroll", hideTip, { passive: true, capture: true });
  }

  /** The mark, or the link with a quote of its own, that an event is about. */
  const quoting = (event) => event.target.closest?.("button[data-quote]");

  function follow(link) {
    hideTip();
    document.querySelectorAll(".mark[aria-current]").forEach((mark) => mark.removeAttribute("aria-current"));
    if (link.matches(".mark")) link.setAttribute("aria-current", "true");
    window.policyNotice.show(link.dataset, link);
  }

  /** Esc takes the quote away and does nothing else; arrows go from mark to mark. */
  function onKey(event) {
    if (event.key === "Escape" && !tip.hidden) {
      hideTip();
      event.preventDefault();
    } else if (event.target.matches?.(".mark") && !event.ctrlKey && !event.metaKey && !event.altKey) step(event);
  }

  function step(event) {
    const marks = [...turns.querySelectorAll(".mark")].filter((mark) => mark.offsetParent); // not those folded away
    const now = marks.indexOf(event.target);
    const next = { ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0, End: marks.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    marks[Math.min(marks.length - 1, Math.max(0, next))].focus();
  }

  const later = () => (hiding = setTimeout(hideTip, 150));

  function showTip(mark) {
    clearTimeout(hiding);
    hideTip();
    const name = document.createElement("b");
    name.textContent = mark.dataset.name;
    const quote = document.createElement("q");
    quote.className = "quote";
    quote.textContent = mark.dataset.quote;
    tip.replaceChildren(name, quote);
    tip.hidden = false;
    mark.setAttribute("aria-describedby", "tip");
    const at = mark.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(12, Math.min(at.left, window.innerWidth - size.width - 12))}px`;
    tip.style.top = at.top > size.height + 12 ? `${at.top - size.height - 6}px` : `${at.bottom + 6}px`;
  }

  function hideTip() {
    clearTimeout(hiding);
    tip.hidden = true;
    document.querySelectorAll("[aria-describedby=tip]").forEach((mark) => mark.removeAttribute("aria-describedby"));
  }

  window.policyPage.add({ start });
})();
