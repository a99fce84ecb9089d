// The page can be read without this: it adds the filters, and opens what an address leads into.
(() => {
  "use strict";
  const form = document.getElementById("filters");

  const reveal = () => {
    let name = location.hash.slice(1);
    let target = document.getElementById(name);
    if (!target) {
      try { name = decodeURIComponent(name); } catch { return; }
      target = document.getElementById(name);
    }
    if (!target) return;
    const isFiltered = () => target.closest("[hidden]");
    if (form && isFiltered()) form.reset();
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
    }
    target.scrollIntoView();
  };

  const setUp = () => {
    const findings = [...document.querySelectorAll("#findings .f")];
    const groups = [...document.querySelectorAll("#findings :is(.group, .under)")];
    const heaps = [...document.querySelectorAll("#findings .heap")];
    const chips = [...form.querySelectorAll("[data-verdict]")];
    const which = document.getElementById("which");
    const words = document.getElementById("words");
    const shown = document.getElementById("shown");
    const lectureOf = new Map();
    for (const f of findings) lectureOf.set(f, f.closest(".group").dataset.lecture);
    let texts;

    const apply = () => {
      const verdicts = new Set();
      for (const chip of chips) {
        if (chip.getAttribute("aria-pressed") === "true") verdicts.add(chip.dataset.verdict);
      }
      const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      if (wanted.length && !texts) {
        texts = findings.map((f) => `${f.id} ${f.textContent}`.toLowerCase());
      }
      let count = 0;
      const left = new Set();
      findings.forEach((f, i) => {
        const matches =
          (!verdicts.size || verdicts.has(f.dataset.v)) &&
          (!which.value || lectureOf.get(f) === which.value) &&
          wanted.every((word) => texts[i].includes(word));
        if (f.hidden === matches) f.hidden = !matches;
        if (matches) { count += 1; left.add(f.closest(".group")).add(f.parentElement); }
      });
      const narrowed = verdicts.size || which.value || wanted.length;
      for (const group of groups) {
        group.hidden = !left.has(group);
        if (group.tagName === "DETAILS") group.open = Boolean(narrowed) && left.has(group) && count <= 500;
      }
      for (const heap of heaps) heap.hidden = narrowed && !heap.querySelector(".group:not([hidden])");
      shown.textContent = narrowed ? `${count} of ${findings.length} findings` : `${findings.length} findings`;
    };

    let later;
    form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(apply, 120); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      for (const chip of chips) chip.setAttribute("aria-pressed", "false");
      which.value = "";
      words.value = "";
      apply();
    });
    for (const chip of chips) {
      chip.addEventListener("click", () => {
        chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
        apply();
      });
    }
    shown.textContent = `${findings.length} findings`;
    form.hidden = false;
  };

  if (form) setUp();
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
