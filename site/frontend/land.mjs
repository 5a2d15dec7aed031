// The base map: coasts and borders of Việt Nam and its neighbours from Natural Earth
// (world-atlas), cut to a box and rounded. Reefs and islets of Hoàng Sa and Trường Sa are
// left out here, since the map names both archipelagos itself.
//
// With them go the towns of towns.tsv, as points with `town` and `rank`.
import fs from "node:fs";
import { feature } from "topojson-client";

const BOX = { west: 96, south: 3, east: 122, north: 27 };
const VIETNAM = "704";
const ISLANDS = [
  { west: 110.8, south: 15.5, east: 113, north: 17.4 },
  { west: 111, south: 6, east: 117.3, north: 12.2 },
];

/** GeoJSON of polygons, each with `home`: whether it is Việt Nam. */
export function land() {
  const atlas = JSON.parse(fs.readFileSync("node_modules/world-atlas/countries-50m.json", "utf8"));
  const features = [];
  for (const country of feature(atlas, atlas.objects.countries).features) {
    const { type, coordinates } = country.geometry ?? { coordinates: [] };
    const outlines = (type === "Polygon" ? [coordinates] : coordinates)
      .map((rings) => rings[0])
      .filter((ring) => !ISLANDS.some((box) => ring.every((point) => inside(point, box))))
      .map((ring) => rounded(cut(ring)))
      .filter((ring) => ring.length > 3);
    if (outlines.length) {
      features.push({
        type: "Feature",
        properties: { home: country.id === VIETNAM },
        geometry: { type: "MultiPolygon", coordinates: outlines.map((ring) => [ring]) },
      });
    }
  }
  return { type: "FeatureCollection", features: [...features, ...towns()] };
}

function towns() {
  const lines = fs.readFileSync("towns.tsv", "utf8").trimEnd().split("\n").filter((line) => line[0] !== "#");
  return lines.slice(1).map((line) => {
    const [town, lat, long, rank] = line.split("\t");
    return {
      type: "Feature",
      properties: { town, rank: Number(rank) },
      geometry: { type: "Point", coordinates: [Number(long), Number(lat)] },
    };
  });
}

function inside([x, y], box) {
  return x >= box.west && x <= box.east && y >= box.south && y <= box.north;
}

// Sutherland and Hodgman: one side of the box after another.
function cut(ring) {
  const sides = [
    [0, BOX.west, 1], [0, BOX.east, -1], [1, BOX.south, 1], [1, BOX.north, -1],
  ];
  return sides.reduce((points, [axis, limit, sign]) => {
    const kept = [];
    points.forEach((point, index) => {
      const before = points[(index || points.length) - 1];
      const within = (point[axis] - limit) * sign >= 0;
      if (within !== (before[axis] - limit) * sign >= 0) {
        const share = (limit - before[axis]) / (point[axis] - before[axis]);
        kept.push(before.map((value, at) => value + share * (point[at] - value)));
      }
      if (within) kept.push(point);
    });
    return kept;
  }, ring);
}

function rounded(ring) {
  const points = ring.map((point) => point.map((value) => Math.round(value * 100) / 100));
  const kept = points.filter(
    ([x, y], index) => !index || x !== points[index - 1][0] || y !== points[index - 1][1],
  );
  return kept.length ? [...kept, kept[0]] : kept;
}
