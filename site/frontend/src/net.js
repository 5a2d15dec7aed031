// A drawing of things and what links them, in the colours of the site.
import cytoscape from "cytoscape";
import { element } from "./page.js";

// Cytoscape writes one rule of style into the page, which the policy of the site forbids, unless
// an element of this name is there; the rule itself stands in net.css.
const RULE = "__________cytoscape_stylesheet";

/** What a colour of site.css is now, in light or dark. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** A label that is not too long to stand in a drawing. */
export function brief(text, most = 60) {
  return text.length > most ? `${text.slice(0, most - 2)}…` : text;
}

/** Draws nodes (`text`) and edges (`text` or none) into an element; `style` is added. */
export function net(box, elements, style, layout) {
  if (!document.getElementById(RULE)) document.head.append(element("meta", { id: RULE }));
  return cytoscape({
    container: box,
    elements,
    maxZoom: 2.5,
    minZoom: 0.15,
    style: [
      { selector: "node", style: {
        label: "data(text)", color: colour("ink"), "font-size": 11, "font-family": "Be Vietnam Pro, sans-serif",
        "text-wrap": "wrap", "text-max-width": 120, "text-valign": "bottom", "text-margin-y": 3,
        width: 18, height: 18, "background-color": colour("red") } },
      { selector: "edge", style: {
        color: colour("ink-2"), "font-size": 9, "text-rotation": "autorotate",
        "text-background-color": colour("paper"), "text-background-opacity": 1, width: 1,
        "line-color": colour("frame"), "target-arrow-color": colour("frame"),
        "target-arrow-shape": "triangle", "curve-style": "bezier" } },
      ...style,
    ],
    layout,
  });
}

/** How nodes find their places: at once, without moving about. */
export const SPREAD = {
  name: "cose", animate: false, padding: 30, nodeDimensionsIncludeLabels: true,
  idealEdgeLength: () => 110, nodeRepulsion: () => 40_000, randomize: false,
};
