// A drawing of the triples of an answer.
import cytoscape from "cytoscape";
import { address, element, folded, number, say, short, written } from "./page.js";

const MOST = 300;
const LABEL = /(rdf-schema#label|core#prefLabel)$/;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function key(value) {
  return `${value.type} ${value.value} ${value["xml:lang"] ?? ""}`;
}

function elements(rows) {
  const labels = new Map();
  for (const { subject, predicate, object } of rows) {
    if (LABEL.test(predicate.value) && !labels.has(subject.value)) labels.set(subject.value, object.value);
  }
  const nodes = new Map();
  const node = (value) => {
    const text = value.type === "literal" ? value.value : labels.get(value.value) ?? short(value.value);
    nodes.set(key(value), {
      data: {
        id: key(value), text: text.length > 60 ? `${text.slice(0, 58)}…` : text,
        iri: value.type === "uri" ? value.value : "",
      },
      classes: value.type,
    });
    return key(value);
  };
  const edges = rows
    .filter(({ predicate }) => !LABEL.test(predicate.value))
    .map(({ subject, predicate, object }) => ({
      data: { source: node(subject), target: node(object), text: short(predicate.value) },
    }));
  return { nodes: [...nodes.values()], edges };
}

/** Draws rows of subject, predicate and object into an element; returns what takes it away. */
export function draw(parent, all) {
  const rows = all.slice(0, MOST);
  const { nodes, edges } = elements(rows);
  const said = say("graphed", { nodes: number(nodes.length), edges: number(edges.length) });
  const cut = all.length > MOST ? ` ${say("cut", { most: MOST, n: number(all.length) })}` : "";
  const box = element("div", { class: "biggraph", role: "img", "aria-label": said });
  parent.append(element("p", { class: "note" }, `${said}.${cut}`), box);
  const ink = colour("--ink");
  const drawn = cytoscape({
    container: box,
    elements: [...nodes, ...edges],
    maxZoom: 2.5,
    style: [
      { selector: "node", style: {
        label: "data(text)", color: ink, "font-size": 11, "font-family": "Be Vietnam Pro, sans-serif",
        "text-wrap": "wrap", "text-max-width": 120, "text-valign": "bottom", "text-margin-y": 3,
        width: 18, height: 18, "background-color": colour("--red") } },
      { selector: "node.literal", style: {
        shape: "round-rectangle", width: 10, height: 10, "background-color": colour("--wood") } },
      { selector: "edge", style: {
        label: "data(text)", color: colour("--ink-2"), "font-size": 9, "text-rotation": "autorotate",
        "text-background-color": colour("--paper"), "text-background-opacity": 1, width: 1,
        "line-color": colour("--frame"), "target-arrow-color": colour("--frame"),
        "target-arrow-shape": "triangle", "curve-style": "bezier" } },
    ],
    layout: {
      name: "cose", animate: false, padding: 30, nodeDimensionsIncludeLabels: true,
      idealEdgeLength: () => 110, nodeRepulsion: () => 40_000, randomize: false,
    },
  });
  drawn.on("tap", "node", (event) => {
    const href = address(event.target.data("iri"));
    if (href) window.location.assign(href);
  });
  const table = rows.map((row) => [written(row.subject), written(row.predicate), written(row.object)]);
  parent.append(folded(["subject", "predicate", "object"], table));
  return () => drawn.destroy();
}
