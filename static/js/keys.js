// "/" goes to the search, 1–9 choose a candidate, "o" offers.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
  const pick = document.querySelectorAll("[data-pick]")[Number(event.key) - 1];
  if (/^[1-9]$/.test(event.key) && pick && !pick.disabled) { pick.checked = !pick.checked; pick.focus(); }
  if (event.key === "o") document.querySelector("[data-offer]")?.click();
});
