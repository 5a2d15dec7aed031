// The licences of all packages of which something is in the assets.
import fs from "node:fs";
import path from "node:path";

const OF = /node_modules\/((?:@[^/]+\/)?[^/]+)\//g;

/** Text for THIRD-PARTY.txt: packages of `inputs` (paths), of ready-made bundles (their source
 * maps), and those named. Fails where a package is there without a licence. */
export function licences(inputs, maps, named) {
  const sources = maps.flatMap((map) => JSON.parse(fs.readFileSync(map, "utf8")).sources);
  const found = new Set(named);
  for (const source of [...inputs, ...sources]) {
    const names = [...source.matchAll(OF)].map((match) => match[1]);
    if (names.length) found.add(names.at(-1));
  }
  return [...found].sort().map(licence).filter(Boolean).join("\n");
}

function licence(name) {
  const home = path.join("node_modules", name);
  if (!fs.existsSync(path.join(home, "package.json"))) {
    throw new Error(`${name} is bundled but not installed, so its licence is not known`);
  }
  const about = JSON.parse(fs.readFileSync(path.join(home, "package.json"), "utf8"));
  const file = fs.readdirSync(home).find((each) => /^licen[cs]e/i.test(each));
  const kind = about.license ?? about.licenses?.map((each) => each.type).join(" or ");
  if (!kind && !file) throw new Error(`${name} says nothing of its licence`);
  const text = file ? fs.readFileSync(path.join(home, file), "utf8").trim() : "";
  return `${"=".repeat(78)}\n${name} ${about.version} (${kind ?? "see below"})\n\n${text}\n`;
}
