// Before anything is shown: which language does the address ask for?
"use strict";
document.documentElement.dataset.lang =
  new URLSearchParams(location.search).get("lang") === "zh" ? "zh" : "en";
