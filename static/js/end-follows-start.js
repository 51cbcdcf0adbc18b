// Moving the start moves the end; a chosen length sets it; another end means another length.
const DAY = 24 * 60;
const minutes = (input) => {
  const [hour, minute] = input.value.split(":").map(Number);
  return input.value ? hour * 60 + minute : null;
};
const clock = (total) => {
  const within = ((total % DAY) + DAY) % DAY;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
};
// Only where both are on one day: an absence may end on another one.
for (const starts of document.querySelectorAll("form:has([name=day]) input[name=starts][type=time]")) {
  const ends = starts.form.querySelector("input[name=ends][type=time]");
  if (!ends) continue;
  const length = starts.form.querySelector("select[name=length]");
  let before = minutes(starts);
  const chosen = () => (length && /^\d+$/.test(length.value) ? Number(length.value) : null);
  const follow = () => {
    const now = minutes(starts);
    if (now === null) return;
    if (chosen() !== null) ends.value = clock(now + chosen());
    else if (before !== null && minutes(ends) !== null) ends.value = clock(minutes(ends) + now - before);
    before = now;
  };
  starts.addEventListener("change", follow);
  length?.addEventListener("change", follow);
  ends.addEventListener("change", () => {
    if (chosen() === null || minutes(starts) === null || minutes(ends) === null) return;
    if (minutes(ends) - minutes(starts) === chosen()) return;
    const other = [...length.options].find((option) => !/^\d+$/.test(option.value));
    if (other) length.value = other.value;
  });
  follow();
}
