// What the columns of an answer are good for: names, places, numbers.
import { short } from "./page.js";

const NUMBERS = /#(integer|decimal|double|float|int|long|short|byte|(nonNegative|positive|unsigned)\w+)$/;
const YEARS = /#(gYear|gYearMonth|date|dateTime)$/;
const NAMED = /(label|name|title|nhan|ten)$/i;
const LATITUDE = /^(lat|latitude|vido|vi_do)$/i;
const LONGITUDE = /^(lon|long|lng|longitude|kinhdo|kinh_do)$/i;

/** Whether a value is a number by its datatype. */
export function isNumber(value) {
  return value?.type !== "uri" && NUMBERS.test(value?.datatype ?? "") && isFinite(value.value);
}

function isYear(value) {
  return YEARS.test(value?.datatype ?? "") || /^-?\d{3,4}$/.test(value?.value ?? "");
}

/** What a row is about: its text, and the thing that it names. */
export function named(columns, row) {
  const thing = columns.map((name) => row[name]).find((value) => value?.type === "uri");
  const literals = columns.filter((name) => row[name]?.type === "literal" && !shapeOf(row[name]));
  const best = literals.find((name) => NAMED.test(name))
    ?? literals.find((name) => !isNumber(row[name]));
  const text = best ? row[best].value : thing ? short(thing.value) : "";
  return { text, thing: thing?.value ?? "" };
}

/** A WKT literal as GeoJSON, or null; `https://www.ogc.org/standard/geosparql/` §8. */
export function shapeOf(value) {
  if (!/wktLiteral$/.test(value?.datatype ?? "")) return null;
  const [, system = "", kind, body] =
    /^\s*(<[^>]*>)?\s*(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON)\s*(?:Z\s*)?(\(.*\))\s*$/is
      .exec(value.value) ?? [];
  if (!kind) return null;
  const swapped = /EPSG\/\d*\.?\d*\/4326/.test(system);
  const pair = (text) => {
    const [x, y] = text.trim().split(/\s+/).map(Number);
    return swapped ? [y, x] : [x, y];
  };
  const json = body
    .replace(/[-+\d.eE]+(?:\s+[-+\d.eE]+)+/g, (text) => JSON.stringify(pair(text)))
    .replaceAll("(", "[").replaceAll(")", "]");
  const types = {
    POINT: "Point", LINESTRING: "LineString", POLYGON: "Polygon", MULTIPOINT: "MultiPoint",
    MULTILINESTRING: "MultiLineString", MULTIPOLYGON: "MultiPolygon",
  };
  try {
    const read = JSON.parse(json);
    const type = types[kind.toUpperCase()];
    const coordinates = type === "Point" ? read[0] : type === "MultiPoint" ? read.flat(Infinity)
      .reduce((all, number, at) => (at % 2 ? all.at(-1).push(number) : all.push([number]), all), [])
      : read;
    return sound(coordinates) ? { type, coordinates } : null;
  } catch {
    return null;
  }
}

function sound(coordinates) {
  const numbers = coordinates.flat(Infinity);
  return numbers.length > 1 && numbers.every((each, at) => Math.abs(each) <= (at % 2 ? 90 : 180));
}

/** The rows that lie somewhere: text, thing, geometry (GeoJSON), row. */
export function places(columns, rows) {
  const latitude = columns.find((name) => LATITUDE.test(name));
  const longitude = columns.find((name) => LONGITUDE.test(name));
  const found = [];
  for (const row of rows) {
    let geometry = columns.map((name) => shapeOf(row[name])).find(Boolean);
    if (!geometry && row[latitude] && row[longitude]) {
      const coordinates = [Number(row[longitude].value), Number(row[latitude].value)];
      if (sound(coordinates)) geometry = { type: "Point", coordinates };
    }
    if (geometry) found.push({ ...named(columns, row), geometry });
  }
  return found;
}

/** A column of names or years and one of numbers, or null: what a chart can be drawn of. */
export function series(columns, rows) {
  if (!rows.length || columns.length < 2) return null;
  const all = (name, test) => rows.every((row) => row[name] && test(row[name]));
  const value = columns.findLast((name) => all(name, isNumber));
  const others = columns.filter((name) => name !== value && rows.some((row) => row[name]));
  const label = others.find((name) => NAMED.test(name))
    ?? others.find((name) => all(name, isYear))
    ?? others.find((name) => rows.some((row) => row[name]?.type === "literal"))
    ?? others[0];
  if (!value || !label) return null;
  const points = rows.map((row) => ({
    text: row[label] ? (row[label].type === "uri" ? short(row[label].value) : row[label].value) : "–",
    value: Number(row[value].value),
  }));
  return { label, value, points, timed: all(label, isYear) && points.length > 2 };
}
