// The ways to look at an answer, beside the table: as plug-ins of Yasr.
import { places, series } from "./answers.js";
import { address, element, say, settings, shape, short } from "./page.js";

const ICONS = {
  map: "M3 5l6-2 6 2 6-2v16l-6 2-6-2-6 2zM9 3v16M15 5v16",
  chart: "M4 3v18h17M8 17v-5M13 17V7M18 17v-8",
  graph: "M6 6l6 6M18 6l-6 6M12 12v6M6 6h.01M18 6h.01M12 12h.01M12 19h.01",
};

function icon(name) {
  return shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "view-icon" },
    shape("path", { d: ICONS[name] }));
}

class View {
  constructor(yasr) {
    this.yasr = yasr;
  }

  getIcon() {
    return icon(this.name);
  }

  get columns() {
    return this.yasr.results?.getVariables() ?? [];
  }

  get rows() {
    return this.yasr.results?.getBindings() ?? [];
  }

  room() {
    const room = element("div", { class: `view-of of-${this.name}` });
    this.yasr.resultsEl.append(room);
    return room;
  }

  destroy() {
    this.end?.();
    this.end = undefined;
  }
}

class MapView extends View {
  name = "map";
  label = say("view.map");
  priority = 3;

  canHandleResults() {
    return places(this.columns, this.rows).length > 0;
  }

  async draw() {
    this.destroy();
    const { draw } = await import("./map.js");
    this.end = await draw(this.room(), places(this.columns, this.rows));
  }
}

class ChartView extends View {
  name = "chart";
  label = say("view.chart");
  priority = 2;

  canHandleResults() {
    return series(this.columns, this.rows) !== null;
  }

  async draw() {
    const { draw } = await import("./chart.js");
    draw(this.room(), series(this.columns, this.rows));
  }
}

class GraphView extends View {
  name = "graph";
  label = say("view.graph");
  priority = 1;

  canHandleResults() {
    return this.rows.length > 0 && this.columns.join() === "subject,predicate,object";
  }

  async draw() {
    this.destroy();
    const { draw } = await import("./graph.js");
    this.end = draw(this.room(), this.rows);
  }
}

/** Puts the views into Yasr, and makes its own speak the language of the page. */
export function register(Yasr) {
  Object.assign(Yasr.plugins.table.defaults.tableConfig.language, {
    info: "_START_–_END_ / _TOTAL_", infoEmpty: "0", infoFiltered: "(_MAX_)",
    zeroRecords: say("none"), emptyTable: say("none"), ...(settings.language === "vi" ? { decimal: ",", thousands: "." } : {}),
  });
  class Table extends Yasr.plugins.table {
    constructor(yasr) {
      super(yasr);
      this.label = say("view.table");
      this.helpReference = undefined;
    }

    getUriLinkFromBinding(binding) {
      const href = address(binding.value);
      const text = short(binding.value);
      return (href ? element("a", { class: "iri", href }, text) : element("span", {}, text)).outerHTML;
    }

    drawControls() {
      super.drawControls();
      const [simple, cut] = this.tableControls.querySelectorAll(".label");
      simple.textContent = say("simple");
      cut.textContent = say("shorten");
      this.tableFilterField.placeholder = say("filter");
      this.tableFilterField.setAttribute("aria-label", say("filter"));
      this.tableControls.querySelector(".pageSizerLabel").textContent = `${say("pagesize")} `;
      this.tableSizeField.setAttribute("aria-label", say("pagesize"));
      this.tableSizeField.lastElementChild.textContent = say("everything");
    }
  }
  Yasr.registerPlugin("table", Table);
  Yasr.registerPlugin("map", MapView);
  Yasr.registerPlugin("chart", ChartView);
  Yasr.registerPlugin("graph", GraphView);
  for (const name of ["response", "boolean"]) {
    const Own = Yasr.plugins[name];
    Yasr.registerPlugin(name, class extends Own {
      constructor(yasr) {
        super(yasr);
        this.label = say(`view.${name}`);
        this.helpReference = undefined;
      }
    });
  }
}
