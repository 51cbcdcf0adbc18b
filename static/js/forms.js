// The error summary takes the focus; a form is sent once; "/" goes to the search.
document.querySelector(".error-summary")?.focus();
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
  const pick = document.querySelectorAll("[data-pick]")[Number(event.key) - 1];
  if (/^[1-9]$/.test(event.key) && pick) { pick.checked = !pick.checked; pick.focus(); }
  if (event.key === "o") document.querySelector("[data-offer]")?.click();
});
