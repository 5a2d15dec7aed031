// Copies the fonts out of their packages and writes the rules that name them.
import fs from "node:fs";
import path from "node:path";

const SUBSETS = ["vietnamese", "latin-ext", "latin"];
const FACES = [
  { from: "@fontsource/be-vietnam-pro", family: "Be Vietnam Pro", weight: "400", part: "400" },
  { from: "@fontsource/be-vietnam-pro", family: "Be Vietnam Pro", weight: "600", part: "600" },
  { from: "@fontsource-variable/source-serif-4", family: "Source Serif 4", weight: "200 900", part: "wght" },
];

/** Writes the fonts and fonts.css into a folder; returns the packages they come from. */
export function fonts(out) {
  let css = "";
  for (const face of FACES) {
    const home = path.join("node_modules", face.from);
    const ranges = JSON.parse(fs.readFileSync(path.join(home, "unicode.json"), "utf8"));
    for (const subset of SUBSETS) {
      const name = `${path.basename(face.from)}-${subset}-${face.part}-normal.woff2`;
      fs.copyFileSync(path.join(home, "files", name), path.join(out, name));
      css += `@font-face { font-family: "${face.family}"; font-weight: ${face.weight}; `
        + `font-display: swap; src: url("${name}") format("woff2"); `
        + `unicode-range: ${ranges[subset]}; }\n`;
    }
  }
  fs.writeFileSync(path.join(out, "fonts.css"), css);
  return [...new Set(FACES.map((face) => face.from))];
}
