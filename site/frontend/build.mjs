// Makes the assets of the site: scripts and styles, fonts, the base map, licences.
// Run by build_assets.py in a folder that has node_modules: node build.mjs OUT
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { fonts } from "./fonts.mjs";
import { land } from "./land.mjs";
import { licences } from "./licences.mjs";

const out = process.argv[2];
const made = await build({
  entryPoints: ["src/editor.js", "src/builder.js", "src/complete.js", "src/places.js", "src/neighbours.js", "src/pictures.js", "src/copy.js"],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  legalComments: "none",
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "chunks/[name]-[hash]",
  loader: { ".png": "file", ".svg": "file" },
  logLevel: "error",
});
const face = await fonts(out);
fs.writeFileSync(path.join(out, "land.json"), JSON.stringify(land()));
// An unmodified copy in files of its own, as the LGPL asks.
const builder = ["sparnatural.js", "sparnatural.css"];
fs.mkdirSync(path.join(out, "sparnatural"), { recursive: true });
for (const name of builder) {
  fs.copyFileSync(`node_modules/sparnatural/dist/browser/${name}`, path.join(out, "sparnatural", name));
}
const bundles = [
  "node_modules/@zazuko/yasgui/build/yasgui.esm.js.map",
  "node_modules/sparnatural/dist/browser/sparnatural.js.map",
];
const inputs = Object.keys(made.metafile.inputs);
const named = [...face, "sparnatural", "world-atlas"];
fs.writeFileSync(path.join(out, "THIRD-PARTY.txt"), licences(inputs, bundles, named));
