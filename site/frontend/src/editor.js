// Makes the form an editor with completion, and shows answers below it without leaving the
// page. The form stays what it is: every button still sends it.
import "./editor.css";
import Yasgui from "@zazuko/yasgui";
import * as completion from "./completion.js";
import { element, say, settings } from "./page.js";
import { Panel, isShort } from "./results.js";

const { Yasqe } = Yasgui;
const { form, language } = settings;
const area = document.getElementById("query");
const run = document.getElementById("run");

const host = element("div", { class: "workbench" });
area.before(host);
area.hidden = true;
const lines = area.value.split("\n").length + 2;
const editor = new Yasqe(host, {
  value: area.value,
  autocompleters: completion.register(Yasqe),
  // Nothing is kept between visits, so that a `?query=` in the address is what is shown.
  persistenceId: null,
  consumeShareLink: null,
  createShareableLink: null,
  showQueryButton: false,
  resizeable: true,
  editorHeight: `${Math.min(30, Math.max(12, lines)) * 1.35}rem`,
  requestConfig: {
    endpoint: new URL("/sparql", window.location).href,
    method: "POST",
    headers: { "Accept-Language": language },
  },
});
const field = editor.getInputField();
field.setAttribute("aria-label", say("query"));
field.setAttribute("aria-describedby", "keys");
form.querySelector("label[for=query]").addEventListener("click", () => editor.focus());
host.after(element("p", { class: "note keys", id: "keys" }, say("keys")));
const panel = new Panel();
let running = false;

function busy(is) {
  running = is;
  run.textContent = is ? say("stop") : say("run");
  panel.busy(is);
}

editor.on("query", () => busy(true));
editor.on("queryAbort", () => busy(false));
editor.on("queryResponse", (_, response) => {
  busy(false);
  if (response.name === "AbortError") return;
  const query = editor.getValue();
  panel.show(response, query);
  const place = isShort(query) ? `?${new URLSearchParams({ query })}` : "";
  if (response.ok) window.history.replaceState(null, "", `/${language}/sparql${place}`);
});

form.addEventListener("submit", (event) => {
  area.value = editor.getValue();
  form.method = isShort(area.value) ? "get" : "post";
  if (event.submitter && event.submitter !== run) return;
  event.preventDefault();
  if (running) editor.abortQuery();
  else editor.query().catch(() => {});
});
