"use strict";
(() => {
  const form = document.getElementById("filters");
  const rules = [...document.querySelectorAll(".rule")];
  const blocks = [...document.querySelectorAll(".block")];
  const shown = document.getElementById("shown");
  const empty = document.getElementById("empty");
  const texts = new Map();
  const plural = (number) => `${number} rule${number === 1 ? "" : "s"}`;

  const textOf = (rule) => {
    if (!texts.has(rule)) texts.set(rule, rule.textContent.toLowerCase());
    return texts.get(rule);
  };

  const chosen = () => {
    const data = new FormData(form);
    return {
      words: data.get("q").toLowerCase().split(/\s+/).filter(Boolean),
      results: new Set(data.getAll("result")),
      severities: new Set(data.getAll("severity")),
      service: data.get("service"),
      standard: data.get("standard"),
    };
  };

  const matches = (rule, want) => {
    if (want.severities.size && !want.severities.has(rule.dataset.severity)) return false;
    if (want.standard && !rule.dataset.standard.split(" ").includes(want.standard)) return false;
    const found = rule.dataset.found.split(" ").some((pair) => {
      const [result, service] = pair.split(":");
      return (!want.results.size || want.results.has(result)) && (!want.service || want.service === service);
    });
    return found && want.words.every((word) => textOf(rule).includes(word));
  };

  const narrow = (rule, want) => {
    for (const group of rule.querySelectorAll(".group")) {
      const other = (one) => Boolean(want.service && one.dataset.service && want.service !== one.dataset.service);
      for (const one of group.querySelectorAll("li")) one.hidden = other(one);
      const said = [...group.querySelectorAll(".said")];
      for (const one of said) {
        one.hidden = other(one) || (one.querySelector("li") !== null && !one.querySelector("li:not([hidden])"));
      }
      const unwanted = want.results.size > 0 && !want.results.has(group.dataset.result);
      group.hidden = unwanted || said.every((one) => one.hidden);
    }
  };

  const apply = () => {
    const want = chosen();
    let number = 0;
    for (const rule of rules) {
      rule.hidden = !matches(rule, want);
      if (rule.hidden) continue;
      narrow(rule, want);
      number += 1;
    }
    for (const block of blocks) block.hidden = !block.querySelector(".rule:not([hidden])");
    shown.textContent =
      number === rules.length ? `Showing all ${plural(number)}.` : `Showing ${number} of ${plural(rules.length)}.`;
    empty.hidden = number > 0;
  };

  const toHash = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value) query.set(name, query.has(name) ? `${query.get(name)},${value}` : value);
    }
    const text = query.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  };

  const reveal = (id) => {
    const target = document.getElementById(id);
    if (!target) return;
    if (target.hidden) {
      form.reset();
      apply();
    }
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView();
  };

  const fromHash = () => {
    const hash = location.hash.slice(1);
    if (!hash.includes("=")) {
      if (hash) reveal(decodeURIComponent(hash));
      return;
    }
    const query = new URLSearchParams(hash);
    form.reset();
    for (const field of form.elements) {
      const values = (query.get(field.name) || "").split(",");
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.name && query.has(field.name)) field.value = query.get(field.name);
    }
    apply();
  };

  const fold = (open) => {
    for (const rule of rules) if (!rule.hidden) rule.open = open;
  };
  const showAll = () => {
    form.reset();
    apply();
    toHash();
  };

  form.addEventListener("input", () => {
    apply();
    toHash();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("unfold").addEventListener("click", () => fold(true));
  document.getElementById("fold").addEventListener("click", () => fold(false));
  for (const button of document.querySelectorAll(".everything")) button.addEventListener("click", showAll);
  window.addEventListener("hashchange", () => {
    fromHash();
    if (location.hash.includes("=")) document.getElementById("rules").scrollIntoView();
  });
  form.hidden = false;
  fromHash();
})();
