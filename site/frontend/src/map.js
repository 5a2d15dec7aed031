// A map of the places in an answer to a query.
import L from "leaflet";
import { WHOLE, clusters, country, furnish } from "./country.js";
import { address, element, folded, number, say } from "./page.js";

const CLUSTERED = 100;

function popup(place) {
  const href = place.thing && address(place.thing);
  return element("p", {}, place.text, ...(href ? [element("br"), element("a", { href }, say("open"))] : []));
}

/** Draws places into an element; returns what takes the map away. */
export async function draw(parent, places) {
  const box = element("div", { class: "bigmap", role: "region", "aria-label": say("mapped", { n: number(places.length) }) });
  parent.append(element("p", { class: "note" }, say("mapped", { n: number(places.length) })), box);
  const map = country(box);
  const layer = places.length > CLUSTERED ? await clusters() : L.layerGroup();
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
  await furnish(map);
  layer.addTo(map);
  const rows = places.map((place) => [
    place.thing && address(place.thing)
      ? element("a", { href: address(place.thing) }, place.text) : place.text,
    place.geometry.type === "Point" ? place.geometry.coordinates.toReversed().join(", ") : place.geometry.type,
  ]);
  parent.append(folded(["", say("view.map")], rows));
  return () => map.remove();
}
