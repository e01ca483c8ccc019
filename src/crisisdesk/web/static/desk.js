// What makes the pages quicker to use where scripts run; without it everything works all the same.
"use strict";

const SHOWN = "The record has changed; this page shows it.";

// The record changed: say so, and let the reader decide when the page is to change.
const news = document.getElementById("news");
if (news && window.EventSource) {
  const live = new EventSource("/live");
  let known = null;
  live.addEventListener("state", (event) => {
    if (known !== null && event.data !== known) {
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = "Show it";
      news.replaceChildren("The record has changed. ", link);
      renew(SHOWN);
    }
    known = event.data;
  });
  window.addEventListener("pagehide", () => live.close());
}

// Put the new state of the page in place of the old one, unless somebody is typing in it, and say
// what is `told`.
async function renew(told) {
  const busy = document.activeElement && document.activeElement.matches("input, textarea, select");
  if (busy) return waiting(told);
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = fresh.getElementById("main");
  if (!main) return;
  document.getElementById("main").replaceWith(document.adoptNode(main));
  document.title = fresh.title;
  if (told) news.textContent = told;
  begin();
}

// Files dropped on the form are added as if they had been chosen.
function dropping(area) {
  const files = area.querySelector("input[type=file]");
  const over = (event) => { event.preventDefault(); area.classList.add("over"); };
  area.addEventListener("dragover", over);
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    files.files = event.dataTransfer.files;
    files.form.requestSubmit();
  });
}

// The slider of days shows its day at once and its page when it is let go.
function sliding(form) {
  const range = form.querySelector("input[type=range]");
  const told = form.querySelector("output");
  const days = [...form.querySelectorAll("datalist option")].map((option) => option.label);
  range.addEventListener("input", () => {
    told.textContent = days[range.value];
    range.setAttribute("aria-valuetext", days[range.value]);
  });
  range.addEventListener("change", () => form.requestSubmit());
}

// What is supposed is reckoned at once; the page stays where it is, and so does the focus.
function recomputing(form) {
  form.addEventListener("change", async () => {
    const asked = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...asked]) if (!value) asked.delete(name, value);
    const address = `${form.getAttribute("action")}?${asked}`;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = fresh.getElementById("main");
    if (!main || !main.querySelector(".recompute")) return;
    const focused = document.activeElement && document.activeElement.id;
    history.replaceState(null, "", address);
    document.getElementById("main").replaceWith(document.adoptNode(main));
    begin();
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
  });
}

// While reports are being read or odds reckoned, look again.
function waiting(told) {
  setTimeout(() => renew(told), 1000);
}

function begin() {
  document.querySelectorAll(".drop").forEach(dropping);
  document.querySelectorAll(".slide").forEach(sliding);
  document.querySelectorAll(".recompute").forEach(recomputing);
  if (document.querySelector("[data-busy]")) waiting();
  document.dispatchEvent(new Event("desk:begin"));
}
begin();
