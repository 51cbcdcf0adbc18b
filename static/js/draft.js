// Saves a form as a draft a few seconds after the last change, and says so.
for (const form of document.querySelectorAll("form[data-draft-url]")) {
  const state = form.querySelector(".draft-state");
  let timer;
  const save = async () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const saved = await answer.json();
      const id = form.querySelector("input[name=draft_id]");
      if (id && saved.id) id.value = saved.id;
      if (state) state.textContent = saved.message;
    } catch {
      if (state) state.textContent = form.dataset.draftFailed || "";
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 2500); });
  form.addEventListener("submit", () => clearTimeout(timer));
}
