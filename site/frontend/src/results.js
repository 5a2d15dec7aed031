// The answer to a query, below the form: a table, other views of it, and downloads.
import "@zazuko/yasgui/build/yasgui.min.css";
import "leaflet/dist/leaflet.css";
import "leaflet.markercluster/dist/MarkerCluster.css";
import "./map.css";
import "./net.css";
import "./results.css";
import Yasgui from "@zazuko/yasgui";
import { element, number, say, settings } from "./page.js";
import * as views from "./views.js";

const { Yasr } = Yasgui;
views.register(Yasr);

class Answers extends Yasr {
  updateResponseInfo() {
    const rows = this.results?.getBindings();
    this.dataElement.textContent = !rows ? "" : rows.length === 1 ? say("one") : say("count", { n: number(rows.length) });
  }

  fillFallbackBox() {}

  drawDownloadIcon() {}

  drawDocumentationButton() {}

  updateHelpButton() {}

  updatePluginSelectors(enabled) {
    super.updatePluginSelectors(enabled);
    for (const button of this.headerEl.querySelectorAll(".yasr_btn")) {
      button.setAttribute("aria-label", button.title);
      button.setAttribute("aria-pressed", button.classList.contains("selected"));
      button.disabled = button.classList.contains("disabled");
    }
  }
}

// What the server says is one sentence in JSON (RFC 9457); a browser that cannot reach it says
// something of its own.
function sentence({ text }) {
  try {
    return element("p", {}, JSON.parse(text).detail);
  } catch {
    return element("p", {}, say("failed"));
  }
}

/** Whether a query is short enough to stand in an address. */
export function isShort(query) {
  return encodeURIComponent(query).length <= settings.longest;
}

/** Where answers are shown, after the form. */
export class Panel {
  constructor() {
    this.state = element("p", { class: "skip", role: "status" });
    this.downloads = element("div", { class: "downloads" });
    this.room = element("section", { class: "part answer live", id: "live", "aria-label": say("result") });
    this.room.hidden = true;
    settings.form.after(this.state, this.room);
    this.answers = new Answers(this.room, {
      persistenceId: null,
      prefixes: settings.prefixes,
      pluginOrder: ["table", "map", "chart", "graph", "boolean", "response"],
      errorRenderers: [async (error) => sentence(error)],
    });
    this.room.append(this.downloads);
  }

  /** Says that a query is on its way, or no more. */
  busy(is) {
    this.room.setAttribute("aria-busy", is);
    if (is) this.state.textContent = say("running");
  }

  /** Shows a response, an Error or one of fetch with its text as `content`, to a query. */
  show(response, query) {
    document.getElementById("answer")?.remove();
    this.room.hidden = false;
    this.downloads.replaceChildren();
    this.answers.setResponse(response);
    const failed = response instanceof Error;
    const said = failed ? say("problem") : `${say("result")}: ${this.answers.dataElement.textContent}`;
    this.state.textContent = said;
    if (!failed) this.offer(query, /n-triples/.test(response.headers.get("Content-Type")));
  }

  offer(query, isGraph) {
    const links = (isGraph ? settings.graphs : settings.tables).map(([name, called]) => {
      const href = `/sparql?${new URLSearchParams({ query, format: name })}`;
      return element("li", {}, isShort(query)
        ? element("a", { href, download: `mocban.${name}` }, called)
        : element("button", { name: "format", value: name }, called));
    });
    const hidden = element("input", { type: "hidden", name: "query", value: query });
    const list = element("ul", { class: "fmt" }, ...links);
    const form = element("form", { action: "/sparql", method: "post" }, hidden, list);
    this.downloads.replaceChildren(element("h3", {}, say("as")), form);
  }
}
