// What a page does by itself: take dropped files, show how far the work is, copy. Everything works without it, too.
"use strict";

const token = document.body.dataset.token || "";
const place = document.body.dataset.drop || "";

function ask(address, options) {
  return fetch(address, {
    credentials: "same-origin",
    ...options,
    headers: { Accept: "application/json", "X-Ma-Phien": token, ...(options || {}).headers },
  });
}

// --- how far the work is ---------------------------------------------------------------------------------------------

function duration(seconds) {
  return seconds < 60 ? `${Math.max(1, Math.round(seconds))} giây` : `${Math.round(seconds / 60)} phút`;
}

let isTyped = false;
addEventListener("input", () => (isTyped = true));

function showJob(job) {
  const box = document.getElementById("viec");
  if (!job.number) return;
  if (Number(document.body.dataset.job) !== job.number) {
    // only a page on which nothing is typed is shown anew by itself
    if (!isTyped && "live" in document.body.dataset) location.reload();
    return;
  }
  if (!box || box.dataset.over === "1") return;
  if (job.over) {
    // nobody is taken away from a page where something is typed, or that is about something else
    const isHere = location.pathname === job.then || "live" in document.body.dataset;
    if (!isTyped && isHere) location.assign(job.then);
    else showOutcome(box, job);
    return;
  }
  const bar = box.querySelector("progress");
  const text = box.querySelector(".how-far");
  bar.max = job.total || 1;
  bar.value = job.done;
  const rate = job.seconds > 0 ? (job.done / job.seconds).toFixed(1).replace(".", ",") : "0";
  const left = job.left === null ? "" : `, còn khoảng ${duration(job.left)}`;
  text.textContent = job.stopping
    ? "đang dừng…"
    : job.total > 1
      ? `${job.done}/${job.total} (${rate} mỗi giây${left})`
      : `${duration(job.seconds)}`;
}

function showOutcome(box, job) {
  const link = document.createElement("a");
  link.href = job.then;
  link.textContent = "Xem";
  const text = document.createElement("p");
  text.append(`${job.failed ? "✗" : "✓"} ${job.title}: ${job.outcome} `, link);
  box.replaceChildren(text);
  box.dataset.over = "1";
}

async function watch() {
  let answer;
  try {
    answer = await ask("/viec");
  } catch {
    document.body.classList.add("gone"); // nobody answers any more
    return;
  }
  const job = answer.ok ? await answer.json() : { number: 0 };
  setTimeout(watch, job.number && !job.over ? 300 : 4000);
  showJob(job);
}
if (token) watch();

// --- dropped files ---------------------------------------------------------------------------------------------------

async function filesOf(entry, prefix) {
  if (entry.isFile) {
    const file = await new Promise((done, fail) => entry.file(done, fail));
    return [[prefix + file.name, file]];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return found;
    for (const each of some) found.push(...(await filesOf(each, `${prefix}${entry.name}/`)));
  }
}

async function send(files) {
  const list = document.getElementById("da-tha");
  const form = new FormData();
  for (const [name, file] of files) form.append("tep", file, name);
  const note = document.querySelector('#tha input[name="ghi_chu"]');
  form.append("ghi_chu", note ? note.value : "");
  const answer = await ask(place, { method: "POST", body: form });
  const said = await answer.json();
  if (!answer.ok) {
    alertInPage(said.sentence);
    return;
  }
  for (const each of said.files) {
    const line = document.createElement("li");
    line.textContent = each.remark ? `${each.name}: ${each.remark}` : each.name;
    if (list) list.append(line);
  }
  location.reload();
}

function alertInPage(sentence) {
  const box = document.createElement("p");
  box.className = "step due";
  box.setAttribute("role", "alert");
  box.textContent = sentence;
  document.querySelector("main").prepend(box);
}

if (place) {
  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  addEventListener("dragover", (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      document.body.classList.add("dropping");
    }
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  addEventListener("drop", async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.remove("dropping");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const plain = [...event.dataTransfer.files].map((file) => [file.name, file]);
    const found = [];
    for (const entry of entries) if (entry) found.push(...(await filesOf(entry, "")));
    await send(found.length ? found : plain);
  });
  const form = document.querySelector("#tha form");
  if (form)
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const chosen = [...form.querySelector('input[type="file"]').files].map((file) => [file.name, file]);
      if (chosen.length) await send(chosen);
    });
}

// --- several at once -------------------------------------------------------------------------------------------------

for (const form of document.querySelectorAll("form[data-all]")) {
  const boxes = [...form.querySelectorAll(`input[type="checkbox"][name="${form.dataset.all}"]`)];
  if (boxes.length < 2) continue;
  const label = document.createElement("label");
  const all = document.createElement("input");
  all.type = "checkbox";
  label.className = "all";
  label.append(all, ` Chọn tất cả (${boxes.length})`);
  form.prepend(label);
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  form.addEventListener("change", () => (all.checked = boxes.every((box) => box.checked)));
}

// --- copying ---------------------------------------------------------------------------------------------------------

addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("copied");
});
