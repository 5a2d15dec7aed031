// A map of the places in an answer. No tiles: coasts and borders come with the site.
import L from "leaflet";
import { address, element, folded, number, say, settings } from "./page.js";

// The middle of each archipelago: latitude, longitude.
const ARCHIPELAGOS = [["hoangsa", [16.5, 112]], ["truongsa", [9.6, 113.6]]];
const WHOLE = [[6.5, 101.5], [23.6, 118.5]];
const CLUSTERED = 100;

let land;

function base(map) {
  land ??= fetch(settings.land).then((answer) => answer.json());
  return land.then((shapes) => L.geoJSON(shapes, {
    interactive: false,
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

function popup(place) {
  const href = place.thing && address(place.thing);
  return element("p", {}, place.text, ...(href ? [element("br"), element("a", { href }, say("open"))] : []));
}

/** Draws places into an element; returns what takes the map away. */
export async function draw(parent, places) {
  const box = element("div", { class: "bigmap", role: "region", "aria-label": say("mapped", { n: number(places.length) }) });
  parent.append(element("p", { class: "note" }, say("mapped", { n: number(places.length) })), box);
  const map = L.map(box, { maxZoom: 17, minZoom: 4, worldCopyJump: true, zoomSnap: 0.5, scrollWheelZoom: false });
  // Until somebody turns to the map, the wheel moves the page.
  map.once("focus", () => map.scrollWheelZoom.enable());
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution(say("base"));
  let layer = L.layerGroup();
  if (places.length > CLUSTERED) {
    window.L = L;
    await import("leaflet.markercluster");
    layer = L.markerClusterGroup({ chunkedLoading: true, showCoverageOnHover: false });
  }
  const drawn = L.geoJSON(
    places.map((place) => ({ type: "Feature", properties: place, geometry: place.geometry })),
    {
      pointToLayer: (_, at) => L.circleMarker(at, { radius: 7, className: "place" }),
      style: { className: "place" },
      onEachFeature: ({ properties }, each) => each
        .bindTooltip(properties.text).bindPopup(() => popup(properties)),
    },
  );
  drawn.eachLayer((each) => layer.addLayer(each));
  const bounds = drawn.getBounds();
  map.fitBounds(bounds.isValid() ? bounds.pad(0.15) : WHOLE, { maxZoom: 12 });
  await base(map);
  layer.addTo(map);
  archipelagos(map, true);
  inset(map);
  const rows = places.map((place) => [
    place.thing && address(place.thing)
      ? element("a", { href: address(place.thing) }, place.text) : place.text,
    place.geometry.type === "Point" ? place.geometry.coordinates.toReversed().join(", ") : place.geometry.type,
  ]);
  parent.append(folded(["", say("view.map")], rows));
  return () => map.remove();
}
