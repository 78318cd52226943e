"use strict";
/* Comforts of a page. Without this script it reads the same; what is made here repeats what is in the HTML. */
const all = (query, from = document) => [...from.querySelectorAll(query)];
const one = (query, from = document) => from.querySelector(query);
const stored = (name, value) => {
  try { return value === undefined ? localStorage.getItem(name) : localStorage.setItem(name, value); } catch { return null; }
};

/* The other language is offered once to whoever reads it; the answer is kept. */
const languages = all(".language a");
const wanted = navigator.languages.map((tag) => languages.find((link) => link.lang.slice(0, 2) === tag.slice(0, 2))).find(Boolean);
if (wanted && !wanted.ariaCurrent && one("link[hreflang]") && !stored("language")) {
  const offer = Object.assign(document.createElement("div"), { className: "offer", role: "region", lang: wanted.lang, ariaLabel: wanted.textContent });
  const link = Object.assign(wanted.cloneNode(), { textContent: SEARCH.words[wanted.lang].offer });
  const button = Object.assign(document.createElement("button"), { textContent: "×", ariaLabel: SEARCH.words[wanted.lang].dismiss });
  button.addEventListener("click", () => { offer.remove(); stored("language", document.documentElement.lang); });
  offer.append(link, " ", button);
  one(".article-container").prepend(offer);
}
for (const link of all(".language a, .offer a")) link.addEventListener("click", () => stored("language", link.hreflang));

/* Copy a name, or code that is shown; a message with what stands around the event in it. */
for (const place of all("article :is([data-copy], .highlight, .card > h2)")) {
  const card = place.closest(".card");
  const block = place.matches(".highlight");
  const name = block ? words.copy : `${words.copy}: ${place.textContent}`;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", title: name, ariaLabel: name });
  place[block ? "prepend" : "append"](button);
  button.addEventListener("click", async () => {
    const codes = all(card || block ? "pre" : "code", card ?? place);
    const shown = codes.find((code) => code.checkVisibility() && !code.dataset.inner) ?? codes[0];
    const around = card && one("[data-inner]", card);
    let text = shown.textContent;
    if (around) text = JSON.stringify({ ...JSON.parse(around.textContent), [around.dataset.inner]: JSON.parse(text) }, null, 2);
    await navigator.clipboard.writeText(text);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  });
}

/* Fields: unfold all of them, or those around the one that is asked for. */
const unfold = one("#unfold");
if (unfold && one(".nest")) {
  unfold.closest("label").hidden = false;
  unfold.addEventListener("change", () => all(".nest").forEach((nest) => (nest.open = unfold.checked)));
}
function show() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  for (let fold = place; (fold = fold.parentElement?.closest("details")); ) fold.open = true;
  const tab = one(`#tab-${CSS.escape(place.id)}`);
  if (tab) tab.checked = true;
  place.scrollIntoView({ behavior: "instant" });
}
addEventListener("hashchange", show);
show();

/* The event pattern follows the ticks, which stand for the values of the fields. */
const text = one("#pattern-text code");
if (text) {
  for (const pick of all(".pick")) {
    const values = pick.appendChild(document.createElement("div"));
    for (const item of all(`#field-${CSS.escape(pick.dataset.field)} > .more > .values li`)) {
      const value = one("code", item).textContent;
      const tick = Object.assign(document.createElement("input"), { type: "checkbox", value: "numbers" in pick.dataset ? value : JSON.stringify(value), checked: value === pick.dataset.chosen });
      const label = values.appendChild(document.createElement("label"));
      label.append(tick, " ", ...item.cloneNode(true).childNodes);
    }
  }
  const ticks = all(".pick input");
  const pattern = JSON.parse(text.textContent);
  const inner = one("[data-inner]").dataset.inner;
  const make = () => {
    const data = {};
    for (const tick of ticks.filter((each) => each.checked)) {
      const steps = tick.closest("[data-path]").dataset.path.split(".");
      const last = steps.pop();
      const home = steps.reduce((part, step) => (part[step] ??= {}), data);
      (home[last] ??= []).push(JSON.parse(tick.value));
    }
    delete pattern[inner];
    if (Object.keys(data).length) pattern[inner] = data;
    const inOneLine = (list) => `[${list.replace(/\s+/g, " ").trim()}]`;
    text.textContent = JSON.stringify(pattern, null, 2).replace(/\[([^[\]{}]*)\]/g, (_, list) => inOneLine(list));
  };
  ticks.forEach((tick) => tick.addEventListener("change", make));
}

/* Home: facets with counts, order, and the one search; the address keeps the state. */
const form = one(".finder");
if (form) {
  const table = one(".catalogue");
  const rows = all("tbody tr", table);
  const [field, count, reset, hits, empty] = ["#find", ".count output", ".reset", ".hits", ".empty"].map((part) => one(part));
  const label = count.textContent;
  const asked = new URLSearchParams(location.search);
  const picks = all(".facets input", form);
  const fits = (row, but, found) =>
    (!found || found.has(rows.indexOf(row))) &&
    picks.every((pick) => !pick.checked || pick.name === but || !pick.value || row.dataset[pick.name] === pick.value);
  const filter = () => {
    const results = search(field.value);
    const found = field.value.trim() ? new Set(results.filter((each) => !each.near).flatMap((each) => each.events)) : null;
    let seen = 0;
    for (const row of rows) seen += !(row.hidden = !fits(row, "", found));
    for (const pick of picks) {
      const here = rows.filter((row) => fits(row, pick.name, found) && (!pick.value || row.dataset[pick.name] === pick.value));
      one("b", pick.parentElement).textContent = here.length;
    }
    const chosen = picks.filter((pick) => pick.checked && pick.value);
    count.textContent = label.replace(/\d+/, seen);
    one(".on").textContent = chosen.map((pick) => pick.nextElementSibling.firstChild.data.trim()).join(", ");
    reset.hidden = !field.value && !chosen.length;
    hits.replaceChildren(...lines(results.filter((each) => each.kind !== "event" || each.near).slice(0, 5)));
    hits.hidden = !hits.children.length;
    empty.hidden = seen > 0;
    table.hidden = !seen;
    const state = new URLSearchParams(chosen.map((pick) => [pick.name, pick.value]));
    if (field.value) state.set("q", field.value);
    history.replaceState(null, "", location.pathname + (state.size ? `?${state}` : "") + location.hash);
  };
  form.hidden = false;
  one(".facets").open = matchMedia("(min-width: 63.01em)").matches;
  field.value = asked.get("q") ?? "";
  for (const pick of picks) if (asked.get(pick.name) === pick.value) pick.checked = true;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  reset.addEventListener("click", () => { form.reset(); field.value = ""; filter(); field.focus(); });
  for (const head of all("th", table)) {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.ariaSort === "ascending";
      all("th", table).forEach((each) => each.removeAttribute("aria-sort"));
      head.ariaSort = down ? "descending" : "ascending";
      const key = (row) => row.cells[head.cellIndex].textContent.trim();
      one("tbody", table).append(...rows.slice().sort((a, b) => key(a).localeCompare(key(b)) * (down ? -1 : 1)));
    });
  }
  filter();
}
