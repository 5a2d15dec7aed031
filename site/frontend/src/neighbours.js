// What a thing is linked with, drawn when somebody asks for it. The list beside the drawing says
// the same.
import "./net.css";
import "./neighbours.css";
import { element, number, say, settings } from "./page.js";

const MOST = 150;
const host = document.getElementById("around");
const button = document.getElementById("draw");
const marks = JSON.parse(host.dataset.marks);
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

async function groupsOf(id) {
  const path = id.slice(settings.base.length);
  const asked = new URLSearchParams({ of: path, lang: settings.language });
  return (await fetch(`/api/neighbours?${asked}`)).json();
}

async function draw() {
  const { SPREAD, brief, colour, net } = await import("./net.js");
  const known = await groupsOf(host.dataset.of);
  const state = element("p", { class: "note", role: "status" });
  const open = element("a", { class: "btn ghost" }, say("open"));
  const more = element("button", { type: "button", class: "btn ghost" });
  const larger = element("button", { type: "button", class: "btn ghost", "aria-label": say("larger") }, "+");
  const smaller = element("button", { type: "button", class: "btn ghost", "aria-label": say("smaller") }, "−");
  const keys = element("p", { class: "note", id: "graph-keys" }, say("keys"));
  const box = element("div", { class: "biggraph", tabindex: "0", role: "application", "aria-describedby": "graph-keys" });
  host.replaceChildren(box, element("p", { class: "actions" }, open, more, larger, smaller), state, keys);

  const thing = ({ id, label, kind, page }) => ({
    group: "nodes", data: { id, text: brief(label, 44), label, kind, page }, classes: "thing",
  });
  const drawn = net(box, [thing(known)], style(colour), { name: "preset" });

  // The first thing in the middle, what it leads to around it, group by group.
  function fan() {
    const hubs = drawn.nodes(".relation").toArray();
    const things = hubs.flatMap((hub) => hub.outgoers("node").toArray());
    const [size, shape] = [Math.max(250, things.length * 8), Math.min(2, Math.max(0.5, drawn.width() / drawn.height()))];
    const [wide, high] = [size * Math.sqrt(shape), size / Math.sqrt(shape)];
    const places = new Map();
    things.forEach((each, at) => {
      const angle = (2 * Math.PI * (at + 0.5)) / things.length - Math.PI / 2;
      const far = things.length > 14 && at % 2 ? 0.76 : 1;
      places.set(each.id(), { x: wide * far * Math.cos(angle), y: high * far * Math.sin(angle) });
    });
    for (const hub of hubs) {
      const around = hub.outgoers("node").toArray().map((each) => places.get(each.id()));
      const middle = (axis) => around.reduce((sum, each) => sum + each[axis], 0) / around.length;
      const length = Math.hypot(middle("x") / wide, middle("y") / high) || 1;
      places.set(hub.id(), { x: (0.42 * middle("x")) / length, y: (0.42 * middle("y")) / length });
    }
    return { name: "preset", positions: (node) => places.get(node.id()) ?? { x: 0, y: 0 }, padding: 24, animate: false };
  }

  let placed = 0;

  // A group stands between a thing and what it leads to by one relation.
  function add(from, groups) {
    const before = drawn.nodes(".thing").length;
    for (const { key, title, things } of groups) {
      const hub = `${from} ${key}`;
      const room = MOST - drawn.nodes(".thing").length;
      const fresh = things.filter(({ id }) => drawn.getElementById(id).empty()).slice(0, room);
      const linked = [...fresh, ...things.filter(({ id }) => drawn.getElementById(id).nonempty())];
      if (!linked.length || drawn.getElementById(hub).nonempty()) continue;
      const { x, y } = drawn.getElementById(from).position();
      // Around it, turned by the golden angle from one to the next, so that none lies on another.
      const at = () => {
        placed += 1;
        return { x: x + 12 * Math.sqrt(placed) * Math.cos(2.4 * placed), y: y + 12 * Math.sqrt(placed) * Math.sin(2.4 * placed) };
      };
      drawn.add([
        { group: "nodes", data: { id: hub, text: brief(title, 40) }, classes: "relation", position: at() },
        { group: "edges", data: { source: from, target: hub } },
        ...fresh.map((each) => ({ ...thing(each), position: at() })),
        ...linked.map(({ id }) => ({ group: "edges", data: { source: hub, target: id } })),
      ]);
    }
    drawn.getElementById(from).addClass("spread");
    const first = drawn.nodes(".spread").length === 1;
    drawn.layout(first ? fan() : { ...SPREAD, idealEdgeLength: () => 50, nodeRepulsion: () => 30_000 }).run();
    const things = drawn.nodes(".thing").length;
    const said = say("graphed", { nodes: number(things), edges: number(drawn.edges().length) });
    box.setAttribute("aria-label", said);
    return things - before;
  }

  let chosen;
  function choose(node) {
    chosen?.removeClass("chosen");
    chosen = node.addClass("chosen");
    const { label, kind, page } = node.data();
    open.href = page;
    more.textContent = say("expand", { name: brief(label, 40) });
    more.disabled = node.hasClass("spread");
    state.textContent = say("chosen", { name: `${label} (${marks[kind]?.word ?? kind})` });
  }

  function follow(node) {
    const within = node.renderedPosition();
    if (within.x > 0 && within.y > 0 && within.x < drawn.width() && within.y < drawn.height()) return;
    if (still) drawn.center(node);
    else drawn.animate({ center: { eles: node }, duration: 200 });
  }

  async function expand() {
    if (chosen.hasClass("spread")) return;
    if (drawn.nodes(".thing").length >= MOST) {
      state.textContent = say("full", { most: MOST });
      return;
    }
    const node = chosen;
    more.disabled = true;
    const n = add(node.id(), (await groupsOf(node.id())).groups);
    state.textContent = say("added", { n: number(n) });
  }

  function step(forward) {
    const all = drawn.nodes(".thing").toArray();
    const at = all.indexOf(chosen) + (forward ? 1 : -1);
    choose(all[(at + all.length) % all.length]);
    follow(chosen);
  }

  const zoom = (by) => drawn.zoom({ level: drawn.zoom() * by, renderedPosition: { x: drawn.width() / 2, y: drawn.height() / 2 } });
  const pressed = {
    ArrowRight: () => step(true), ArrowDown: () => step(true), ArrowLeft: () => step(false), ArrowUp: () => step(false),
    Enter: () => location.assign(chosen.data("page")), e: expand, E: expand,
    "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8),
  };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !pressed[event.key]) return;
    event.preventDefault();
    pressed[event.key]();
  });
  drawn.on("tap", "node.thing", ({ target }) => {
    if (target === chosen) location.assign(target.data("page"));
    else choose(target);
  });
  more.addEventListener("click", expand);
  larger.addEventListener("click", () => zoom(1.25));
  smaller.addEventListener("click", () => zoom(0.8));
  add(known.id, known.groups);
  choose(drawn.getElementById(known.id));
  // For those who look at what is drawn from outside: the tests.
  box.dataset.nodes = drawn.nodes(".thing").length;
  drawn.on("add remove", "node.thing", () => { box.dataset.nodes = drawn.nodes(".thing").length; });
}

function style(colour) {
  const kinds = Object.entries(marks).map(([kind, mark]) => ({
    selector: `node.thing[kind = "${kind}"]`,
    style: { shape: mark.shape, "background-color": colour(mark.colour) },
  }));
  return [
    ...kinds,
    { selector: "node.relation", style: {
      width: 4, height: 4, "background-color": colour("frame"), color: colour("ink-2"), "font-size": 10,
      "text-valign": "center", "text-background-color": colour("paper-2"), "text-background-opacity": 1, "text-margin-y": 0 } },
    { selector: "edge", style: { "target-arrow-shape": "none" } },
    { selector: "node.spread", style: { "border-width": 2, "border-color": colour("ink"), "font-weight": 600 } },
    { selector: "node.chosen", style: { width: 28, height: 28, "border-width": 3, "border-color": colour("ink") } },
  ];
}

button.hidden = false;
button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    await draw();
    button.remove();
    host.querySelector(".biggraph").focus();
  } catch {
    button.disabled = false;
    host.append(element("p", { class: "note", role: "status" }, say("failed")));
  }
});
