// The visual query builder: shows the SPARQL that has been chosen, runs it, hands it on.
import "./builder.css";
import { settings } from "./page.js";

const { form, language } = settings;
const chooser = document.querySelector("spar-natural");
const area = document.getElementById("query");
const run = document.getElementById("run");
const words = JSON.parse(chooser.dataset.words);
// Some of its sentences have the name of a kind in them.
const sentences = Object.entries(words).filter(([said]) => said.includes("{thing}")).map(
  ([said, own]) => [new RegExp(`^${said.replace(/[.]/g, "\\.").replace("{thing}", "(.+)")}$`), own.replace("{thing}", "$1")],
);
let panel;

document.querySelector(".scripted").hidden = false;

// Sparnatural speaks English and French; what it says in English is put into the language of
// the page.
function translate(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const said = node.data.trim();
    const own = words[said] ?? sentences.reduce((text, [read, written]) => text.replace(read, written), said);
    if (own !== said) node.data = node.data.replace(said, own);
  }
  for (const each of root.querySelectorAll?.("[placeholder], [title]") ?? []) {
    for (const name of ["placeholder", "title"]) {
      const said = words[each.getAttribute(name)];
      if (said) each.setAttribute(name, said);
    }
  }
}

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node.nodeType === Node.TEXT_NODE) translate(node.parentNode ?? node);
      else if (node.nodeType === Node.ELEMENT_NODE) translate(node);
    }
  }
}).observe(chooser, { childList: true, subtree: true });

chooser.addEventListener("queryUpdated", (event) => {
  area.value = chooser.expandSparql(event.detail.queryString);
  for (const button of form.querySelectorAll("button")) button.disabled = false;
});

chooser.addEventListener("reset", () => {
  area.value = "";
  for (const button of form.querySelectorAll("button")) button.disabled = true;
});

async function answer(query) {
  const { Panel } = await import("./results.js");
  panel ??= new Panel();
  panel.busy(true);
  let response;
  try {
    response = await fetch("/sparql", {
      method: "POST",
      headers: { Accept: "application/sparql-results+json", "Accept-Language": language },
      body: new URLSearchParams({ query }),
    });
    const content = await response.text();
    response = response.ok ? { ok: true, status: response.status, headers: response.headers, content } : new Error(content);
  } catch (error) {
    response = error;
  }
  panel.busy(false);
  panel.show(response, query);
}

form.addEventListener("submit", (event) => {
  form.method = encodeURIComponent(area.value).length <= settings.longest ? "get" : "post";
  if (event.submitter && event.submitter !== run) return;
  event.preventDefault();
  answer(area.value);
});
