// Charts as a browser draws them, with what each point tells, in the place of their pictures.
// Where anything fails the picture stays.
"use strict";

const LIBRARY = document.currentScript.dataset.library;
const DRAWN = {
  mode: "vega-lite",
  renderer: "svg", // its colours are the page's own, light or dark
  ast: true, // expressions are walked through, never compiled: the policy forbids eval
  actions: false,
  defaultStyle: false, // the style sheet holds what is needed; the policy forbids any other
  tooltip: { theme: "custom", disableDefaultStyle: true },
};

// The library is loaded when the first chart comes into view, once.
let loading = null;
function library() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.onload = () => done(window.vegaEmbed);
    script.onerror = failed;
    document.head.append(script);
  });
  return loading;
}

// The same chart as the picture shows: wide or narrow, as the page chose.
async function draw(figure) {
  const picture = figure.querySelector("img");
  const narrow = figure.querySelector("source");
  const shown = matchMedia(narrow.media).matches ? narrow.srcset : picture.getAttribute("src");
  const address = shown.replace(/\.svg(?=$|\?)/, ".json");
  if (figure.dataset.drawn === address) return;
  figure.dataset.drawn = address;
  // the picture first: both are drawn by one server
  if (!picture.complete) await new Promise((done) => { picture.onload = picture.onerror = done; });
  const [embed, answer] = await Promise.all([library(), fetch(address)]);
  if (!answer.ok) return;
  const place = document.createElement("div");
  place.className = "drawn";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", figure.dataset.title);
  const made = await embed(place, await answer.json(), DRAWN);
  figure.querySelector(".drawn")?.remove();
  picture.closest("picture").classList.add("replaced");
  figure.prepend(place);
  figure.dispatchEvent(new CustomEvent("drawn", { detail: made.view }));
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) draw(entry.target).catch(() => {});
}, { rootMargin: "200px" });

function observe() {
  seen.disconnect();
  document.querySelectorAll("figure.vega").forEach((figure) => seen.observe(figure));
}
document.addEventListener("desk:begin", observe);
matchMedia("(max-width:44rem)").addEventListener("change", () => setTimeout(observe, 50));
observe();
