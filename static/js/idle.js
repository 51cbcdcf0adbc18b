// Warns before an idle sign-in ends, and lets the person stay.
const seconds = Number(document.body.dataset.idleSeconds || 0);
const dialog = document.getElementById("idle-warning");
if (seconds && dialog) {
  const WARN_BEFORE = Math.min(120, seconds / 4);
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!dialog.open) dialog.showModal();
      timer = setTimeout(() => location.reload(), WARN_BEFORE * 1000 + 2000);
    }, (seconds - WARN_BEFORE) * 1000);
  };
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target) });
    if (!answer.ok || answer.redirected) { location.reload(); return; }
    dialog.close();
    wait();
  });
  wait();
}
