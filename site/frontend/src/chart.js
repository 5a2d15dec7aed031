// A chart of one column of names or years and one of numbers: bars, or a line over time.
import { element, folded, number, say, shape } from "./page.js";

const MOST = 60;
const LINE = 26;

/** Draws a series (see answers.js) into an element. */
export function draw(parent, series) {
  const points = series.timed ? sorted(series.points) : series.points.slice(0, MOST);
  const title = say("charted", { value: series.value, label: series.label });
  const drawing = series.timed ? line(points, title) : bars(points, title);
  if (!series.timed && series.points.length > MOST) {
    const cut = say("bars", { n: number(series.points.length), most: MOST });
    parent.append(element("p", { class: "note" }, cut));
  }
  const rows = series.points.map((point) => [point.text, number(point.value)]);
  parent.append(
    element("figure", { class: "chart" }, element("figcaption", {}, title), drawing),
    folded([series.label, series.value], rows),
  );
}

// Bars are rows of the page, so that long names wrap and nothing is lost on a small screen.
function bars(points, title) {
  const most = Math.max(...points.map((point) => Math.abs(point.value)), 1e-9);
  const rows = points.map((point) => {
    const width = (100 * Math.abs(point.value)) / most;
    const bar = shape("svg", { class: "bar-of", "aria-hidden": "true" },
      shape("rect", { width: `${width.toFixed(2)}%`, height: "100%" }));
    return element("li", {}, element("span", { class: "what" }, point.text), bar,
      element("span", { class: "many" }, number(point.value)));
  });
  return element("ol", { class: "bars", "aria-label": title }, ...rows);
}

function year(text) {
  return Number(/^-?\d{1,4}/.exec(text)?.[0]);
}

function sorted(points) {
  return points.map((point) => ({ ...point, at: year(point.text) }))
    .filter((point) => isFinite(point.at)).sort((one, other) => one.at - other.at);
}

function line(points, title) {
  const [wide, high, left, right, below] = [720, 320, 56, 28, 34];
  const [first, last] = [points[0].at, points.at(-1).at];
  const top = Math.max(...points.map((point) => point.value), 0) || 1;
  const low = Math.min(...points.map((point) => point.value), 0);
  const x = (at) => left + ((wide - left - right) * (at - first)) / (last - first || 1);
  const y = (value) => high - below - ((high - below - 16) * (value - low)) / (top - low);
  const marks = points.map((point) => shape("circle", { cx: x(point.at), cy: y(point.value), r: 4 },
    shape("title", {}, `${point.text}: ${number(point.value)}`)));
  const track = points.map((point) => `${x(point.at).toFixed(1)},${y(point.value).toFixed(1)}`);
  const axis = shape("path", { class: "axis", d: `M${left} 16V${y(low)}H${wide - right}` });
  const years = [...new Set([first, Math.round((first + last) / 2), last])].map((at) =>
    shape("text", { x: x(at), y: high - below + LINE - 4, "text-anchor": "middle" }, String(at)));
  const values = [low, (low + top) / 2, top].map((value) =>
    shape("text", { x: left - 8, y: y(value) + 5, "text-anchor": "end" }, number(value)));
  return shape("svg", { class: "line", viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": title },
    axis, ...years, ...values, shape("polyline", { points: track.join(" ") }), ...marks);
}
