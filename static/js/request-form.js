// Shows only what the chosen way and length ask for, and says when the appointment ends.
const form = document.querySelector("form[data-draft-url]");
// Not form.elements: its own "length" is how many fields there are.
const value = (name) => form?.querySelector(`[name="${name}"]`)?.value || "";
const endLine = form?.querySelector("[data-end-line]");

const clock = (minutes) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const end = () => {
  const [hours, minutes] = value("starts").split(":").map(Number);
  const total = hours * 60 + minutes + Number(value("length"));
  return Number.isFinite(total) && total < 24 * 60 ? clock(total) : "";
};

const show = () => {
  const modes = [value("mode"), value("second_mode")];
  for (const part of form.querySelectorAll("[data-only-mode]")) {
    part.hidden = !part.dataset.onlyMode.split(" ").some((mode) => modes.includes(mode));
  }
  for (const part of form.querySelectorAll("[data-only-length]")) {
    part.hidden = value("length") !== part.dataset.onlyLength;
  }
  if (endLine) {
    const at = end();
    endLine.hidden = !at;
    endLine.textContent = at ? endLine.dataset.endLine.replace("{time}", at) : "";
  }
};

if (form?.elements.mode) {
  form.addEventListener("input", show);
  show();
}
