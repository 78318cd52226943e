// What every page has: the language switch, copy buttons, folds in tables of fields.
"use strict";
// A text of a script, with values for its parts in braces.
window.say = (text, values = {}) => {
  const said = (document.documentElement.dataset.lang === "zh" && window.LABELS?.[text]) || text;
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
};
(() => {
  const root = document.documentElement;
  const base = new URL(root.dataset.content_root || "./", location.href);

  // The language stands in the address, and goes along with every link within the site.
  const inLanguage = (address, language) => {
    const url = new URL(address, location.href);
    if (language === "zh") url.searchParams.set("lang", "zh");
    else url.searchParams.delete("lang");
    return url.href;
  };
  const isPage = (link) => {
    const address = link.getAttribute("href");
    const url = new URL(address || "#", location.href);
    return !address?.startsWith("#") && !link.dataset.language &&
      url.href.startsWith(base.href) && /(\.html|\/)$/.test(url.pathname);
  };
  const links = [...document.querySelectorAll("a[href]")].filter(isPage);

  // What cannot hold two texts has the Chinese beside it.
  const besides = [
    ["data-zh", (node, text) => { node.textContent = text; }, (node) => node.textContent],
    ...["aria-label", "placeholder", "title"].map((name) => [
      `data-zh-${name}`,
      (node, text) => node.setAttribute(name, text),
      (node) => node.getAttribute(name),
    ]),
  ].flatMap(([mark, write, read]) => [...document.querySelectorAll(`[${mark}]`)].map((node) => (
    { node, write, en: read(node), zh: node.getAttribute(mark) })));

  const speak = (language) => {
    root.dataset.lang = language;
    root.lang = language === "zh" ? "zh-CN" : "en";
    for (const { node, write, ...texts } of besides) write(node, texts[language]);
    for (const link of links) {
      link.setAttribute("href", inLanguage(link.getAttribute("href"), language));
    }
    for (const form of document.querySelectorAll("form[action]")) {
      form.querySelector('input[name="lang"]')?.remove();
      if (language !== "zh") continue;
      const input = Object.assign(document.createElement("input"), {
        type: "hidden", name: "lang", value: "zh",
      });
      form.append(input);
    }
    for (const link of document.querySelectorAll(".headerlink")) link.title = say("Link to this heading");
    for (const link of document.querySelectorAll("[data-language]")) {
      if (link.dataset.language === language) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    dispatchEvent(new CustomEvent("languagechange-of-page"));
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-language]");
    if (!link) return;
    event.preventDefault();
    const address = inLanguage(location.href, link.dataset.language);
    try {
      history.replaceState(null, "", address);
      speak(link.dataset.language);
    } catch {
      location.href = address; // Pages from files may not rewrite their address.
    }
  });

  // Type and code with a button each.
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = button.dataset.copy;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = Object.assign(document.createElement("textarea"), { value: text });
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
        button.focus();
      }
      const label = button.dataset.label ??= button.innerHTML;
      button.textContent = say("Copied");
      setTimeout(() => { button.innerHTML = label; }, 1500);
    });
  }

  // Rows of fields that lie in an object are folded behind the object's row.
  for (const table of document.querySelectorAll(".fields table")) {
    const rows = [...table.tBodies[0].rows].map((row) => {
      const code = row.querySelector("code");
      return { row, path: code ? code.textContent.replaceAll("[]", "") : "", open: true };
    });
    const holders = rows.filter((one) =>
      rows.some((other) => other.path.startsWith(one.path + ".")));
    for (const one of rows) {
      one.row.classList.toggle("inside", holders.some((it) => one.path.startsWith(it.path + ".")));
    }
    const update = () => {
      for (const one of rows) {
        one.row.hidden = holders.some((holder) =>
          !holder.open && one.path.startsWith(holder.path + "."));
      }
    };
    for (const holder of holders) {
      const count = rows.filter((one) => one.path.startsWith(holder.path + ".")).length;
      const button = Object.assign(document.createElement("button"), {
        type: "button", className: "fold",
      });
      const show = () => {
        button.setAttribute("aria-expanded", String(holder.open));
        button.textContent = say(holder.open ? "Hide {count} fields" : "Show {count} fields", { count });
        button.setAttribute("aria-label", `${button.textContent}: ${holder.path}`);
      };
      holder.open = false;
      holder.show = show;
      button.addEventListener("click", () => {
        holder.open = !holder.open;
        show();
        update();
      });
      holder.row.cells[0].append(button);
      show();
      addEventListener("languagechange-of-page", show);
    }
    update();
    // On a phone a row is a card, and every cell tells what it is.
    const name = () => {
      const heads = [...table.tHead.rows[0].cells].map((head) =>
        (head.querySelector(`.${root.dataset.lang}`) || head).textContent);
      for (const { row } of rows) {
        [...row.cells].forEach((cell, place) => { cell.dataset.head = heads[place]; });
      }
    };
    table.classList.add("named");
    addEventListener("languagechange-of-page", name);
    // A place inside a fold opens what it lies in.
    const reveal = () => {
      const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const target = place && rows.find((one) => one.row.contains(place));
      if (!target) return;
      for (const holder of holders) {
        if (target.path.startsWith(holder.path + ".")) {
          holder.open = true;
          holder.show();
        }
      }
      update();
      place.scrollIntoView();
    };
    addEventListener("hashchange", reveal);
    reveal();
  }

  // What scrolls can be reached by keyboard.
  for (const box of document.querySelectorAll(".table-wrapper, .highlight pre")) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  }

  // The search: its titles have both languages between marks, its excerpts in elements.
  const results = document.getElementById("search-results");
  if (results) {
    const found = /\ue000([^\ue001]*)\ue001([^\ue002]*)\ue002/g;
    const tell = () => {
      for (const node of results.querySelectorAll("li > a, li > span")) {
        if (!node.dataset.text && !node.textContent.includes("\ue000")) continue;
        node.dataset.text ??= node.textContent;
        const text = node.dataset.text.replace(found, root.dataset.lang === "zh" ? "$2" : "$1");
        if (node.textContent !== text) node.textContent = text;
      }
      for (const link of results.querySelectorAll("li > a")) {
        const address = inLanguage(link.href, root.dataset.lang);
        if (link.href !== address) link.href = address;
      }
    };
    new MutationObserver(tell).observe(results, { childList: true, subtree: true });
    addEventListener("languagechange-of-page", tell);
    addEventListener("DOMContentLoaded", () => {
      const plain = Search.htmlToText;
      Search.htmlToText = (html, anchor) => {
        const other = root.dataset.lang === "zh" ? "en" : "zh";
        const page = new DOMParser().parseFromString(html, "text/html");
        for (const node of page.querySelectorAll(`span.${other}, button`)) node.remove();
        return plain.call(Search, page.documentElement.outerHTML, anchor);
      };
    });
    if (root.dataset.lang === "zh") {
      const messages = Object.entries(window.LABELS).map(([en, zh]) => [en, [zh]]);
      Documentation.addTranslations({
        messages: Object.fromEntries(messages), plural_expr: "0", locale: "zh_CN",
      });
    }
    // Excerpts are other pages, which a page from a file may not read.
    if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  speak(root.dataset.lang);
})();
