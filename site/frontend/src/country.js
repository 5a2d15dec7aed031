// What lies under every map: coasts and borders that come with the site, the two archipelagos
// by their names, and the whole country in a corner. Tiles only where the site is set to have
// some.
import L from "leaflet";
import { element, say, settings } from "./page.js";

// The middle of each archipelago: latitude, longitude.
const ARCHIPELAGOS = [["hoangsa", [16.5, 112]], ["truongsa", [9.6, 113.6]]];
export const WHOLE = [[6.5, 101.5], [23.6, 118.5]];
const NEARER = { 1: 0, 2: 7, 3: 8.5 };
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

let land;

function ground() {
  land ??= fetch(settings.land).then((answer) => answer.json());
  return land;
}

function base(map) {
  return ground().then((shapes) => L.geoJSON(shapes, {
    interactive: false,
    filter: ({ properties }) => !properties.town,
    style: ({ properties }) => ({ className: properties.home ? "land home" : "land" }),
  }).addTo(map).bringToBack());
}

function archipelagos(map, names) {
  for (const [key, at] of ARCHIPELAGOS) {
    const text = say(names ? key : `${key}.short`);
    L.circleMarker(at, { radius: names ? 4 : 2.5, className: "isle", interactive: false })
      .bindTooltip(text, { permanent: true, direction: names ? "right" : "top", className: `isle-name ${key}` })
      .addTo(map);
  }
}

// Towns to find one's way by; those of a lower rank as one comes nearer.
async function towns(map) {
  const ranks = new Map();
  for (const { properties, geometry } of (await ground()).features) {
    if (!properties.town) continue;
    const [long, lat] = geometry.coordinates;
    const mark = L.circleMarker([lat, long], { radius: 2, className: "town", interactive: false })
      .bindTooltip(properties.town, { permanent: true, direction: "right", offset: [2, 0], className: "town-name" });
    ranks.set(properties.rank, (ranks.get(properties.rank) ?? L.layerGroup()).addLayer(mark));
  }
  const show = () => {
    for (const [rank, layer] of ranks) {
      if (map.getZoom() >= NEARER[rank]) layer.addTo(map);
      else layer.remove();
    }
  };
  map.on("zoomend", show);
  show();
}

// The country as a whole, in a corner, wherever the large map has gone.
function inset(map) {
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => element("div", { class: "inset", "aria-hidden": "true" });
  control.addTo(map);
  const small = L.map(control.getContainer(), {
    attributionControl: false, zoomControl: false, dragging: false, keyboard: false,
    scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, touchZoom: false,
    zoomSnap: 0,
  }).fitBounds(WHOLE);
  base(small);
  archipelagos(small, false);
  const frame = L.rectangle(map.getBounds(), { className: "frame", interactive: false }).addTo(small);
  map.on("moveend", () => frame.setBounds(map.getBounds()));
}

/** A map in an element, without its ground; `furnish` gives it that once it has a view. */
export function country(box, options = {}) {
  const map = L.map(box, {
    zoomControl: false, maxZoom: 17, minZoom: 4, worldCopyJump: true, zoomSnap: 0.5, scrollWheelZoom: false,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    ...options,
  });
  // Until somebody turns to the map, the wheel moves the page.
  map.once("focus", () => map.scrollWheelZoom.enable());
  L.control.zoom({ zoomInTitle: say("larger"), zoomOutTitle: say("smaller") }).addTo(map);
  map.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", say("close"));
  });
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution(say("base"));
  return map;
}

/** Ground, archipelagos and the inset, for a map that has its view. */
export async function furnish(map) {
  if (settings.tiles) {
    const attribution = element("span", {}, settings.tiles.attribution).innerHTML;
    L.tileLayer(settings.tiles.url, { attribution, maxZoom: 17, className: "tile" }).addTo(map);
  }
  await base(map);
  await towns(map);
  archipelagos(map, true);
  inset(map);
}

/** A layer that draws near points as one, with how many they are. */
export async function clusters(options = {}) {
  window.L = L;
  await import("leaflet.markercluster");
  return L.markerClusterGroup({
    chunkedLoading: true, showCoverageOnHover: false, animate: !still, maxClusterRadius: 56, ...options,
  });
}
