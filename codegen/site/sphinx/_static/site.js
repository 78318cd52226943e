// What every page has: the language switch, copy buttons, folds in tables of fields.
"use strict";
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
  const english = new Map();

  const speak = (language) => {
    root.dataset.lang = language;
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
    for (const link of document.querySelectorAll("[data-language]")) {
      if (link.dataset.language === language) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    title(language);
  };

  // Titles that come from other pages: the heading, the navigation, previous and next.
  const title = (language) => {
    const titles = window.TITLES || {};
    const translate = (node, address) => {
      if (!node || !(address in titles)) return;
      if (!english.has(node)) english.set(node, node.textContent);
      node.textContent = language === "zh" ? titles[address] : english.get(node);
      if (language === "zh") node.lang = "zh-CN";
      else node.removeAttribute("lang");
    };
    const place = (url) => {
      const path = new URL(url, location.href).pathname.slice(base.pathname.length);
      return decodeURIComponent(path) || "index.html";
    };
    const heading = document.querySelector("article h1");
    if (heading) {
      const own = [...heading.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
      if (own && !heading.querySelector(".own")) {
        const span = Object.assign(document.createElement("span"), { className: "own" });
        own.replaceWith(span);
        span.append(own);
      }
      translate(heading.querySelector(".own"), place(location.href));
    }
    const others = ".sidebar-tree a.reference";
    for (const link of document.querySelectorAll(others)) translate(link, place(link.href));
    for (const link of document.querySelectorAll(".related-pages a")) {
      translate(link.querySelector(".title"), place(link.href));
    }
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
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
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
        button.textContent = `${holder.open ? "Hide" : "Show"} ${count} fields`;
        button.setAttribute("aria-label", `${button.textContent} in ${holder.path}`);
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
    }
    update();
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

  // What scrolls sideways can be reached by keyboard.
  for (const box of document.querySelectorAll(".table-wrapper, .highlight pre")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }

  // Excerpts of what was found are other pages, which a page from a file may not read.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  speak(root.dataset.lang);
})();
