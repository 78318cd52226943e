// The home page: the table of events narrows as one types; its state stands in the address.
"use strict";
(() => {
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const names = ["q", "service", "kind", "level", "answer", "retired"];
  const shownHits = 3;
  const plain = (text) => text.toLowerCase().normalize("NFKC");
  const fieldPath = (place) =>
    place.split("@")[0].replace(/~([0-9a-f]+)~/g, (_, hex) => String.fromCodePoint(parseInt(hex, 16)));

  const rows = [...document.querySelectorAll("#catalogue tbody tr")].map((row) => ({
    row,
    hits: row.querySelector(".hits"),
    address: row.querySelector("a.title").getAttribute("href"),
    text: plain(row.textContent),
    fields: row.dataset.fields.split(" ").map((place) => {
      const path = fieldPath(place);
      return { place, path, text: plain(path) };
    }),
  }));

  const given = () => {
    const state = {};
    for (const name of names) {
      const value = form.elements[name].value.trim();
      if (value) state[name] = value;
    }
    return state;
  };

  const matches = (one, state, words) => {
    const { service, kind, level, answer, retired } = one.row.dataset;
    const picked = (!state.service || state.service === service) &&
      (!state.kind || state.kind === kind) &&
      (!state.level || state.level === level) &&
      (!state.answer || answer.split(" ").includes(state.answer)) &&
      (!state.retired || state.retired === retired);
    const found = [];
    const worded = words.every((word) => {
      const fields = one.fields.filter((field) => field.text.includes(word));
      found.push(...fields);
      return fields.length || one.text.includes(word);
    });
    return { shown: picked && worded, found: [...new Map(found.map((f) => [f.path, f])).values()] };
  };

  const apply = () => {
    const state = given();
    const words = plain(state.q || "").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of rows) {
      const match = matches(one, state, words);
      one.row.hidden = !match.shown;
      one.hits.replaceChildren();
      if (!match.shown) continue;
      shown += 1;
      for (const field of words.length ? match.found.slice(0, shownHits) : []) {
        const link = document.createElement("a");
        link.href = `${one.address}${location.search}#field-${encodeURIComponent(field.place)}`;
        link.textContent = field.path;
        one.hits.append(link, " ");
      }
      if (words.length && match.found.length > shownHits) {
        one.hits.append(say("and {count} more fields", { count: match.found.length - shownHits }));
      }
    }
    const all = rows.length;
    count.textContent = say(shown === all ? "{all} events" : "{shown} of {all} events", { shown, all });
    return state;
  };

  const remember = (state) => {
    const hash = new URLSearchParams(state).toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  };

  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const name of names) form.elements[name].value = state.get(name) || "";
    apply();
  };

  form.addEventListener("input", () => remember(apply()));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => remember(apply())));
  addEventListener("hashchange", recall);
  addEventListener("languagechange-of-page", apply);
  form.hidden = false;
  recall();
})();
