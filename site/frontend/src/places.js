// The large map of what is found: marks by kind, near ones drawn as one, boundaries of a day.
// The list beside it stays, and leads to the map.
import "leaflet/dist/leaflet.css";
import "leaflet.markercluster/dist/MarkerCluster.css";
import "./map.css";
import "./places.css";
import L from "leaflet";
import { WHOLE, clusters, country, furnish } from "./country.js";
import { element, number, say, settings, shape } from "./page.js";

const host = document.getElementById("map");
const room = host.querySelector(".map-room");
const plain = room.querySelector(".plain-map");
const kinds = new Map(
  [...host.querySelectorAll(".legend li")].map((line) => [line.dataset.kind, line.querySelector("svg")]),
);
const NAMED = [110, 800]; // how wide a unit is drawn, in pixels, when its name stands on it

// A mark that says its name to those who do not see it.
const Mark = L.DivIcon.extend({
  createIcon(old) {
    const made = L.DivIcon.prototype.createIcon.call(this, old);
    made.setAttribute("aria-label", this.options.name);
    return made;
  },
});

// The name stands in the icon, and is shown where there is room for it; the style sheet writes it,
// since whoever listens hears the whole name of the mark instead.
function named(text) {
  return element("span", { class: "name", "aria-hidden": "true", "data-name": text });
}

function icon({ kind, label }) {
  const drawn = kinds.get(kind)?.cloneNode(true) ?? shape("svg", { viewBox: "-1 -1 18 18", class: "mark" },
    shape("circle", { cx: 8, cy: 8, r: 6 }));
  const html = element("div", {}, drawn, named(brief(label)));
  return new Mark({ html, className: "spot", iconSize: [24, 24], name: label });
}

function cluster(group) {
  const n = group.getChildCount();
  const size = n < 10 ? 32 : n < 100 ? 38 : n < 1000 ? 46 : 54;
  const first = group.getAllChildMarkers().reduce((one, other) => (other.options.rank < one.options.rank ? other : one));
  const html = element("div", {}, element("b", {}, number(n)), named(`${brief(first.options.title)}, …`));
  return new Mark({ html, className: "cluster", iconSize: [size, size], name: say("cluster", { n: number(n), name: first.options.title }) });
}

function brief(text) {
  return text.length > 30 ? `${text.slice(0, 28)}…` : text;
}

// Names that would lie on each other, on a mark or outside are left out: towns go first,
// then what is most linked, then units.
function write(map) {
  const frame = map.getContainer().getBoundingClientRect();
  const icons = [...map.getPane("markerPane").querySelectorAll(".leaflet-marker-icon")];
  const all = (sort) => map.getContainer().querySelectorAll(sort);
  const taken = [...icons, ...all(".leaflet-control")].map((each) => each.getBoundingClientRect());
  const free = (box, own) => box.left > frame.left && box.right < frame.right
    && box.top > frame.top && box.bottom < frame.bottom && taken.every((other) =>
    other === own || box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
  const tell = (each, own) => {
    const box = each?.getBoundingClientRect();
    const room = Boolean(box) && free(box, own);
    if (room) taken.push(box);
    return room;
  };
  for (const each of all(".town-name")) each.classList.toggle("told", tell(each));
  icons.forEach((each, at) => each.classList.toggle("told", tell(each.querySelector(".name"), taken[at])));
  for (const each of all(".border-name")) each.classList.toggle("told", tell(each));
}

function popup({ label, kind, page, sources }) {
  const tags = sources.map((code) => settings.sources[code]).filter(Boolean).map(
    ([sort, word, name]) => element("span", { class: `tag ${sort}`, title: name }, word),
  );
  return element("div", { class: "popup" },
    element("a", { href: path(page) }, label),
    element("p", {}, kindWord(kind), ...tags));
}

function kindWord(kind) {
  const line = host.querySelector(`.legend li[data-kind="${CSS.escape(kind)}"]`);
  return line ? line.childNodes[1].textContent.trim() : "";
}

// Only the path counts: the data names pages by the address of the site, which may be another
// than the one the reader has come by.
function path(address) {
  return new URL(address, location.href).pathname;
}

async function borders(map, changed) {
  const pane = map.createPane("borders");
  pane.classList.add("borders");
  let drawn;
  let whole = false;
  const names = () => drawn?.eachLayer((each) => {
    const box = each.getBounds();
    const wide = map.latLngToLayerPoint(box.getNorthEast()).x - map.latLngToLayerPoint(box.getSouthWest()).x;
    const shown = wide >= NAMED[0] && wide <= NAMED[1];
    if (shown && !each.getTooltip()) {
      each.bindTooltip(each.feature.properties.label, {
        permanent: true, direction: "center", className: "border-name", pane: "borders", interactive: false,
      });
    } else if (!shown) each.unbindTooltip();
  });
  const load = async () => {
    if (whole) return;
    const [west, south, east, north] = map.getBounds().toBBoxString().split(",").map((each) => Number(each).toFixed(4));
    const box = drawn ? `&bbox=${[west, south, east, north]}` : "";
    const found = await (await fetch(host.dataset.borders + box)).json();
    whole = !box && found.numberReturned === found.numberMatched;
    drawn?.remove();
    drawn = L.geoJSON(found, {
      pane: "borders", interactive: false, smoothFactor: 0.5,
      style: ({ properties }) => ({ className: `border ${properties.level}` }),
    }).addTo(map);
    names();
    changed();
  };
  await load();
  map.on("moveend", () => load().catch(() => {}));
  map.on("zoomend", names);
}

// Each listed thing that is on the map gets a button that shows it there.
function lead(map, layer, marks) {
  for (const link of document.querySelectorAll(".hits > li h2 a, .hits > li h3 a")) {
    const marker = marks.get(path(link.href));
    if (!marker) continue;
    const button = element("button", { type: "button", class: "show", "aria-label": say("show", { name: link.textContent.trim() }) }, say("shown"));
    button.addEventListener("click", () => {
      room.scrollIntoView({ block: "nearest" });
      layer.zoomToShowLayer(marker, () => {
        map.panTo(marker.getLatLng());
        marker.openPopup();
      });
    });
    link.closest("li").append(button);
  }
}

function tools(map, fit) {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const all = element("button", { type: "button" }, say("fit"));
    all.addEventListener("click", fit);
    const copy = element("button", { type: "button" }, say("copy"));
    const said = element("span", { role: "status" });
    copy.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(location.href);
      said.textContent = say("copied");
    });
    const bar = element("div", { class: "map-tools" }, all, copy, said);
    L.DomEvent.disableClickPropagation(bar);
    return bar;
  };
  control.addTo(map);
}

// Where the map looks stands behind the # of the address, so that it can be sent to somebody.
function remembered() {
  const [, zoom, lat, long] = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash) ?? [];
  return zoom && { at: [Number(lat), Number(long)], zoom: Number(zoom) };
}

// The page is there before the map: what only the map needs does not hold it up.
function styles() {
  const link = element("link", { rel: "stylesheet", href: host.dataset.styles });
  const loaded = new Promise((done, failed) => {
    link.addEventListener("load", done);
    link.addEventListener("error", () => failed(new Error(link.href)));
  });
  document.head.append(link);
  return loaded;
}

async function start() {
  await styles();
  const [found, layer] = await Promise.all([
    fetch(host.dataset.points).then((answer) => answer.json()),
    clusters({ iconCreateFunction: cluster }),
  ]);
  const box = element("div", {
    class: "bigmap", role: "region", "aria-label": say("mapped", { n: number(found.features.length) }),
  });
  plain.classList.add("gone");
  room.append(box);
  const map = country(box);
  const marks = new Map();
  const all = found.features.flatMap(({ geometry, properties }, rank) => {
    const points = geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates;
    const made = points.map(([long, lat]) => L.marker([lat, long], { icon: icon(properties), title: properties.label, rank })
      .bindPopup(() => popup(properties)));
    marks.set(path(properties.page), made[0]);
    return made;
  });
  layer.addLayers(all);
  const bounds = L.latLngBounds(all.map((each) => each.getLatLng()));
  const fit = () => map.fitBounds(bounds.isValid() ? bounds.pad(0.4) : WHOLE, { maxZoom: 13 });
  const before = remembered();
  if (before) map.setView(before.at, before.zoom);
  else fit();
  tools(map, fit);
  await furnish(map);
  layer.addTo(map);
  map.on("moveend", () => {
    const { lat, lng } = map.getCenter();
    history.replaceState(null, "", `#map=${map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
  });
  lead(map, layer, marks);
  let soon;
  const names = () => {
    clearTimeout(soon);
    soon = setTimeout(() => write(map), 60);
  };
  map.on("moveend zoomend", names);
  layer.on("animationend spiderfied unspiderfied", names);
  names();
  await borders(map, names);
  box.dataset.ready = marks.size;
}

start().catch((error) => {
  console.warn(error);
  room.querySelector(".bigmap")?.remove();
  plain.classList.remove("gone");
  room.after(element("p", { class: "note", role: "status" }, say("failed")));
});
