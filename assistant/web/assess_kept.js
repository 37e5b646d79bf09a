/* What this browser keeps of self-assessments, by document: answers of the applicant, projects, text, day. */
(() => {
  const KEY = "policy-assistant/assess/1";
  const isRecord = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);
  let states = {};

  const kept = {
    KEY,
    document: null,
    state: null,

    /** Reads what is kept; what can't be read counts as nothing. */
    load() {
      let found = null;
      try {
        found = JSON.parse(localStorage.getItem(KEY) ?? "null");
      } catch {
        found = null;
      }
      states = isRecord(found) && isRecord(found.states) ? found.states : {};
      kept.document = typeof found?.document === "string" ? found.document : null;
      kept.state = read(states[kept.document]);
    },

    /** Makes a document the one that is worked on; its answers are kept beside those of others. */
    pick(id) {
      if (id === kept.document) return;
      if (kept.document) states[kept.document] = kept.state;
      if (kept.document || states[id]) kept.state = read(states[id]);
      kept.document = id;
    },

    /** Returns whether there was room. */
    save() {
      if (kept.document) states[kept.document] = kept.state;
      try {
        localStorage.setItem(KEY, JSON.stringify({ document: kept.document, states }));
        return true;
      } catch {
        return false;
      }
    },

    clear() {
      localStorage.removeItem(KEY);
      states = {};
      kept.state = fresh();
    },

    project: () => ({ key: `p${Date.now().toString(36)}${Math.random().toString(36).slice(2, 7)}`, name: "", direction: null, facts: {} }),
  };

  const fresh = () => ({ projects: [kept.project()], active: 0, shared: {}, text: "", deadline: "", view: "form" });

  /** A state as it was kept; what isn't one any more starts afresh. */
  function read(was) {
    const isProject = (item) => isRecord(item) && isRecord(item.facts) && typeof item.name === "string" && /^[a-z0-9-]{1,40}$/.test(item.key);
    const fits = isRecord(was) && isRecord(was.shared) && Array.isArray(was.projects) && was.projects.length && was.projects.every(isProject);
    const state = fits ? { ...fresh(), ...was } : fresh();
    state.active = Math.min(Math.max(0, state.active | 0), state.projects.length - 1);
    for (const key of ["text", "deadline"]) if (typeof state[key] !== "string") state[key] = "";
    return state;
  }

  window.policyKept = kept;
})();
