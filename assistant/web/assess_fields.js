/* The controls of the self-assessment's form: what a question's answer is, and how it is shown. Undefined is untouched, null is 不清楚. */
(() => {
  const kinds = {
    bool: [readBool, writeBool],
    choice: [readChoice, writeChoice],
    count: [readNumber, writeText],
    number: [readNumber, writeText],
    date: [readText, writeText],
    choices: [readList, writeList],
    directions: [readList, writeList],
  };
  const all = (q, selector) => [...q.querySelectorAll(selector)];
  const text = (q) => q.querySelector(".amount input");
  const unsure = (q) => q.querySelector("[data-unsure]");

  const read = (q) => kinds[q.dataset.kind][0](q);
  const write = (q, value) => kinds[q.dataset.kind][1](q, value);

  /** Keeps controls that exclude each other apart, after one of them was used. */
  function settle(q, used) {
    if (used.matches("[data-unsure], [data-nothing]")) {
      if (!used.checked) return;
      for (const box of all(q, "input[type=checkbox]")) if (box !== used) box.checked = false;
      if (text(q)) text(q).value = "";
    } else if (used.type === "checkbox") all(q, "[data-unsure], [data-nothing]").forEach((box) => (box.checked = false));
    else if (unsure(q)) unsure(q).checked = false;
    const other = q.querySelector(".other");
    if (other && used.type === "radio") {
      other.hidden = used.dataset.other === undefined;
      if (!other.hidden) other.focus();
    }
  }

  const checked = (q) => q.querySelector("input[type=radio]:checked");

  function readBool(q) {
    const one = checked(q);
    return one ? (one.value ? one.value === "true" : null) : undefined;
  }

  function writeBool(q, value) {
    for (const one of all(q, "input[type=radio]")) one.checked = value === null ? one.value === "" : one.value === String(value);
  }

  /** An other answer that isn't written yet is the empty text, which counts as none. */
  function readChoice(q) {
    const one = checked(q);
    if (!one) return undefined;
    return one.dataset.other !== undefined ? q.querySelector(".other").value.trim() : one.value || null;
  }

  function writeChoice(q, value) {
    const radios = all(q, "input[type=radio]");
    const known = radios.find((one) => one.value && one.value === value);
    const other = radios.find((one) => one.dataset.other !== undefined);
    const blank = radios.find((one) => !one.value && one !== other);
    for (const one of radios) one.checked = false;
    const chosen = known ?? (value === null ? blank : typeof value === "string" ? other : undefined);
    if (chosen) chosen.checked = true;
    const words = q.querySelector(".other");
    if (!words) return;
    words.hidden = !chosen || chosen !== other;
    words.value = chosen === other && value ? value : "";
  }

  /** A number where it is one, with or without its unit; else the text as typed, for the server to object to. */
  function readNumber(q) {
    if (unsure(q).checked) return null;
    const typed = text(q).value.normalize("NFKC").trim();
    const unit = (q.querySelector(".unit")?.textContent ?? "").normalize("NFKC");
    const bare = (unit && typed.endsWith(unit) ? typed.slice(0, -unit.length) : typed).trim().replace(/(\d),(?=\d{3}(\D|$))/g, "$1");
    if (!bare) return undefined;
    return /^[-+]?\d+(\.\d+)?$/.test(bare) ? Number(bare) : typed;
  }

  function readText(q) {
    if (unsure(q).checked) return null;
    return text(q).value || undefined;
  }

  function writeText(q, value) {
    unsure(q).checked = value === null;
    text(q).value = value ?? "";
  }

  const plainBoxes = (q) => all(q, "input[type=checkbox]:not([data-unsure], [data-nothing])");

  function readList(q) {
    if (unsure(q).checked) return null;
    if (q.querySelector("[data-nothing]").checked) return [];
    const chosen = plainBoxes(q).filter((box) => box.checked).map((box) => box.value);
    return chosen.length ? chosen : undefined;
  }

  function writeList(q, value) {
    unsure(q).checked = value === null;
    q.querySelector("[data-nothing]").checked = Array.isArray(value) && !value.length;
    for (const box of plainBoxes(q)) box.checked = Array.isArray(value) && value.includes(box.value);
    const more = q.querySelector("[id$='-more']");
    const fold = q.querySelector(".fold");
    if (more?.hidden && fold && more.querySelector(":checked")) fold.click();
  }

  window.policyFields = { read, write, settle };
})();
