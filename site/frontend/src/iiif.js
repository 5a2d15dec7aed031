// What OpenSeadragon can open of a IIIF manifest, of version 2 or 3 of the Presentation API.

/** The pictures of a manifest, in order. */
export async function images(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const said = await answer.json();
  const bodies = said.items ? said.items.flatMap(third) : list(said.sequences?.[0]?.canvases).flatMap(second);
  return bodies.map(source).filter(Boolean);
}

const list = (value) => (value === undefined || value === null ? [] : [value].flat());

// https://iiif.io/api/presentation/3.0/
const third = (canvas) =>
  list(canvas.items?.[0]?.items).slice(0, 1).flatMap(({ body }) => list(body?.type === "Choice" ? body.items?.[0] : body).slice(0, 1));

// https://iiif.io/api/presentation/2.1/
const second = (canvas) => list(canvas.images).slice(0, 1).map(({ resource }) => resource);

function source(body) {
  const service = list(body?.service).map((each) => each.id ?? each["@id"]).find(Boolean);
  if (service) return `${service.replace(/\/$/, "")}/info.json`;
  const url = body?.id ?? body?.["@id"];
  return url && { type: "image", url, buildPyramid: false };
}
