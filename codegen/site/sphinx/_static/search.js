"use strict";
/* One search: names, then meanings, then what is near; from file:// too, since the index is a script. */
const tag = document.documentElement.lang;
const words = SEARCH.words[tag];
const here = Object.keys(SEARCH.words).indexOf(tag);
const root = document.documentElement.dataset.content_root;
const plain = (text) => text.toLowerCase().replace(/([\u3400-\u9fff])\s+(?=[\w\u3400-\u9fff])|(\w)\s+(?=[\u3400-\u9fff])/g, "$1$2");
/* A value is found by what its enum, the entry before it, is found by as well. */
let enumWords = "";
const index = SEARCH.entries.map(([kind, address, name, text, more, events, also]) => {
  const [names, texts] = [[name].flat(), [text].flat()];
  const all = [more, ...names, ...texts].join(" ");
  if (kind === "enum") enumWords = all;
  const inherited = kind === "value" ? ` ${enumWords}` : "";
  const shown = (several) => several[here] ?? several[0];
  return { kind, name: shown(names), text: shown(texts), address, events, also: also.map(plain), low: names.map(plain), short: texts.map((each) => plain(each.split(" · ")[0])), names: plain(all + inherited), tokens: new Set((all + inherited).toLowerCase().split(/[\s.,;:，。；：]+/)) };
});
const order = ["event", "enum", "field", "value", "answer", "guide", "object"];

/* How well one word fits an entry; a whole name is worth more than a part, a name more than a text. */
function fit(each, word) {
  if (each.low.includes(word)) return 100;
  if (each.also.includes(word) || each.short.includes(word)) return 90;
  if (each.low.some((name) => name.split(" ").includes(word))) return 70;
  if (each.low.some((name) => name.startsWith(word))) return 50;
  if (each.tokens.has(word)) return 45;
  if (each.low.some((name) => name.includes(word))) return 35;
  if (each.short.some((text) => text.includes(word))) return 25;
  if (word.length > 1 && each.names.includes(word)) return 12;
  /* deployment, deploys: another form of the word. */
  return [...each.tokens].some((name) => name.length > 3 && word.startsWith(name) && /^(e?s|e?d|ing|ments?)$/.test(word.slice(name.length))) ? 10 : 0;
}
/* Words that differ by a letter or two. */
function distance(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length];
}
function ranked(sought, whole) {
  const found = [];
  for (const each of index) {
    const marks = sought.map((word) => fit(each, word));
    if (!marks.length || marks.includes(0)) continue;
    const sum = marks.reduce((a, b) => a + b, 0) / marks.length;
    const exact = each.low.includes(whole) ? 50 : each.also.includes(whole) || each.short.includes(whole) ? 45 : 0;
    found.push({ ...each, rank: sum + exact - order.indexOf(each.kind) });
  }
  return found.sort((a, b) => b.rank - a.rank || b.events.length - a.events.length || a.name.length - b.name.length);
}
function search(query) {
  const whole = plain(query.trim());
  const sought = whole.split(/[\s.=:,]+/).filter(Boolean);
  let found = ranked(sought, whole);
  /* Chinese has no spaces: try every two letters. */
  if (!found.length && /[\u3400-\u9fff]{3}/.test(whole)) found = ranked(whole.match(/[\u3400-\u9fff]{1,2}|[^\s\u3400-\u9fff]+/g), whole);
  if (found.length || whole.length < 3) return found;
  const near = index.map((each) => ({ ...each, near: true, rank: Math.min(...each.low.flatMap((name) => [name, ...name.split(" ")]).map((part) => distance(part, whole))) }));
  return near.filter((each) => each.rank <= Math.max(2, whole.length / 3)).sort((a, b) => a.rank - b.rank).slice(0, 5);
}
/* A line of results: what it is, its name, where it stands. */
function line(each) {
  const made = document.createElement("li");
  const link = made.appendChild(document.createElement("a"));
  const part = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  link.href = root + each.address;
  const many = each.events.length > 1 ? words.events.replace("%s", each.events.length) : "";
  link.append(part("i", words[each.kind]), part(/event|guide/.test(each.kind) ? "b" : "code", each.name), part("small", [each.text, many].filter(Boolean).join(" · ")));
  return made;
}
function lines(found) {
  const head = Object.assign(document.createElement("li"), { className: "near", textContent: words.none });
  return [...(found[0]?.near ? [head] : []), ...found.map(line)];
}

/* The box, on every page: / opens it, arrows choose, Enter goes, Escape closes. */
if (document.querySelector("[data-search]")) {
  const make = (name, home, attributes) => Object.entries(attributes).reduce((made, [key, text]) => (made.setAttribute(key, text), made), home.appendChild(document.createElement(name)));
  const box = make("dialog", document.body, { id: "search", "aria-label": words.search });
  const form = make("form", box, { method: "dialog", role: "search" });
  const field = make("input", form, { type: "search", autocomplete: "off", "aria-label": words.search, placeholder: words.example });
  make("button", form, {}).textContent = words.close;
  const list = make("ul", box, { class: "found" });
  const state = make("p", box, { class: "keys", "aria-live": "polite" });
  let at = 0;
  const links = () => [...list.querySelectorAll("a")];
  const choose = (to) => {
    at = Math.max(0, Math.min(to, links().length - 1));
    links().forEach((link, place) => link.classList.toggle("at", place === at));
    links()[at]?.scrollIntoView({ block: "nearest" });
  };
  const open = () => { box.showModal(); field.select(); };
  field.addEventListener("input", () => {
    const found = search(field.value).slice(0, 20);
    list.replaceChildren(...lines(found));
    state.textContent = field.value.trim() && !found.length ? words.nothing : "";
    choose(0);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key === "Enter" && event.target === field) links()[at]?.click();
    else if (event.key === "Escape") box.close();
    else return;
    event.preventDefault();
  });
  /* A click beside the box or on a result closes it: a result may stand on this page. */
  box.addEventListener("click", (event) => (event.target === box || event.target.closest("a")) && box.close());
  for (const link of document.querySelectorAll("[data-search]")) link.addEventListener("click", (event) => { event.preventDefault(); open(); });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !box.open && !event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) { event.preventDefault(); open(); }
  });
}
