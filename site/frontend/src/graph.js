// A drawing of the triples of an answer.
import { SPREAD, brief, colour, net } from "./net.js";
import { address, element, folded, number, say, short, written } from "./page.js";

const MOST = 300;
const LABEL = /(rdf-schema#label|core#prefLabel)$/;

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
        id: key(value), text: brief(text), iri: value.type === "uri" ? value.value : "",
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
  const drawn = net(box, [...nodes, ...edges], [
    { selector: "node.literal", style: {
      shape: "round-rectangle", width: 10, height: 10, "background-color": colour("wood") } },
    { selector: "edge", style: { label: "data(text)" } },
  ], SPREAD);
  drawn.on("tap", "node", (event) => {
    const href = address(event.target.data("iri"));
    if (href) window.location.assign(href);
  });
  const table = rows.map((row) => [written(row.subject), written(row.predicate), written(row.object)]);
  parent.append(folded(["subject", "predicate", "object"], table));
  return () => drawn.destroy();
}
