// The viewer: OpenSeadragon in a dialog, with buttons of our own. A printing block can be
// turned over, so that its text reads as on paper.
import OpenSeadragon from "openseadragon";
import { images } from "./iiif.js";

let viewer;
let shown = { figures: [], at: 0 };

/** Opens the dialog with one of the figures in it. */
export async function open(dialog, figures, at) {
  if (!viewer) prepare(dialog);
  shown = { figures, at };
  dialog.showModal();
  await show(dialog);
  viewer.canvas.focus();
}

async function show(dialog) {
  const figure = shown.figures[shown.at];
  const { image, manifest, title } = figure.dataset;
  const said = dialog.querySelector(".shown");
  said.textContent = title;
  viewer.close();
  viewer.viewport?.setRotation(0, true);
  button(dialog, "flip").hidden = !figure.classList.contains("block");
  for (const name of ["previous", "next"]) button(dialog, name).hidden = shown.figures.length < 2;
  try {
    // A picture with a IIIF service is seen in all its detail; else the picture is what there is.
    const found = manifest ? await images(manifest).catch((error) => (image ? [] : Promise.reject(error))) : [];
    const sources = found.length ? found : [{ type: "image", url: image, buildPyramid: false }];
    viewer.open(sources[0]);
    const printed = Boolean(figure.querySelector(".flip")?.checked);
    viewer.addOnceHandler("open", () => viewer.viewport.setFlip(printed));
  } catch {
    said.textContent = dialog.dataset.failed;
  }
}

function prepare(dialog) {
  const stage = dialog.querySelector(".stage");
  // OpenSeadragon would write a style of its own into the page, which no page here allows; it
  // leaves that where it finds an element of that name, even one that is no style.
  const own = document.createElementNS("", "style");
  own.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(own);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  viewer = OpenSeadragon({
    element: stage,
    drawer: "canvas",
    showNavigationControl: false,
    crossOriginPolicy: "Anonymous",
    visibilityRatio: 0.5,
    maxZoomPixelRatio: 4,
    animationTime: still ? 0 : 0.6,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
  });
  viewer.canvas.setAttribute("role", "application");
  viewer.canvas.setAttribute("aria-label", dialog.dataset.stage);
  viewer.addHandler("open-failed", () => {
    dialog.querySelector(".shown").textContent = dialog.dataset.failed;
  });
  viewer.addHandler("flip", ({ flipped }) => {
    const block = shown.figures[shown.at].classList.contains("block");
    stage.classList.toggle("print", flipped && block);
    button(dialog, "flip").setAttribute("aria-pressed", String(flipped));
  });
  const turn = (step) => {
    shown.at = (shown.at + step + shown.figures.length) % shown.figures.length;
    return show(dialog);
  };
  const does = {
    in: () => viewer.viewport.zoomBy(1.5).applyConstraints(),
    out: () => viewer.viewport.zoomBy(1 / 1.5).applyConstraints(),
    home: () => viewer.viewport.goHome(),
    turn: () => viewer.viewport.setRotation(viewer.viewport.getRotation() + 90),
    flip: () => viewer.viewport.toggleFlip(),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : dialog.firstElementChild.requestFullscreen()),
    previous: () => turn(-1),
    next: () => turn(1),
    close: () => dialog.close(),
  };
  dialog.addEventListener("click", (event) => {
    const name = event.target.closest("[data-do]")?.dataset.do;
    if (name === "close" || viewer.viewport) does[name]?.();
  });
  dialog.addEventListener("close", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    viewer.close();
  });
}

const button = (dialog, name) => dialog.querySelector(`[data-do="${name}"]`);
