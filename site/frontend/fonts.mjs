// Takes the fonts out of their packages and writes the rules that name them.
import fs from "node:fs";
import path from "node:path";
import subset from "subset-font";

// Of several rules that have a character browsers take the last: Vietnamese comes last, or its
// Đ and Ư would fetch the rest of the Latin letters too.
const SUBSETS = ["latin-ext", "latin", "vietnamese"];
const FEATURES = ["kern", "ccmp", "locl", "tnum"];
const FACES = [
  // Half of its weight is hints for old screens; it has no reserved name, so it may be cut.
  { from: "@fontsource/be-vietnam-pro", family: "Be Vietnam Pro", weight: 400, cut: true },
  { from: "@fontsource/be-vietnam-pro", family: "Be Vietnam Pro", weight: 600, cut: true },
  { from: "@fontsource/source-serif-4", family: "Source Serif 4", weight: 400 },
  { from: "@fontsource/source-serif-4", family: "Source Serif 4", weight: 600 },
];

/** Writes the fonts and fonts.css into a folder; returns the packages they come from. */
export async function fonts(out) {
  let css = "";
  for (const face of FACES) {
    const home = path.join("node_modules", face.from);
    const ranges = JSON.parse(fs.readFileSync(path.join(home, "unicode.json"), "utf8"));
    for (const part of SUBSETS) {
      const name = `${path.basename(face.from)}-${part}-${face.weight}-normal.woff2`;
      const whole = fs.readFileSync(path.join(home, "files", name));
      fs.writeFileSync(path.join(out, name), face.cut ? await cut(whole, ranges[part]) : whole);
      css += `@font-face { font-family: "${face.family}"; font-weight: ${face.weight}; `
        + `font-display: swap; src: url("${name}") format("woff2"); unicode-range: ${ranges[part]}; }\n`;
    }
  }
  fs.writeFileSync(path.join(out, "fonts.css"), css);
  return [...new Set(FACES.map((face) => face.from))];
}

function cut(font, ranges) {
  return subset(font, signs(ranges), { targetFormat: "woff2", noHinting: true, keepFeatures: FEATURES });
}

/** Every character of a CSS unicode-range. */
function signs(ranges) {
  let found = "";
  for (const range of ranges.replaceAll("U+", "").split(",")) {
    const [first, last = first] = range.trim().split("-").map((each) => parseInt(each, 16));
    for (let code = first; code <= last; code += 1) found += String.fromCodePoint(code);
  }
  return found;
}
