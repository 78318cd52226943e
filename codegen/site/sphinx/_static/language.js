// Before anything is shown: which language does the address ask for?
"use strict";
{
  const root = document.documentElement;
  root.dataset.lang = new URLSearchParams(location.search).get("lang") === "zh" ? "zh" : "en";
  root.lang = root.dataset.lang === "zh" ? "zh-CN" : "en";
}
