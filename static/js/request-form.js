// Shows only what the chosen way of working asks for: a place, or a number or link.
const form = document.querySelector("form[data-draft-url]");
const chosen = (name) => form.querySelector(`[name="${name}"]`)?.value || "";

const show = () => {
  const modes = [chosen("mode"), chosen("second_mode")];
  for (const part of form.querySelectorAll("[data-only-mode]")) {
    part.hidden = !part.dataset.onlyMode.split(" ").some((mode) => modes.includes(mode));
  }
};

if (form?.querySelector("[data-only-mode]")) {
  form.addEventListener("input", show);
  show();
}
