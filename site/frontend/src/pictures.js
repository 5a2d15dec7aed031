// The pictures of a leaf: what opens them in the viewer, which is fetched only then.
const dialog = document.querySelector("dialog.viewer");
const figures = [...document.querySelectorAll("figure.picture")];

for (const handle of document.querySelectorAll("[data-view]")) {
  handle.hidden = false;
  handle.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const figure = handle.closest("figure");
    try {
      const { open } = await import("./viewer.js");
      await open(dialog, figures, figures.indexOf(figure));
    } catch (error) {
      console.warn(error);
      location.assign(figure.dataset.image ?? figure.dataset.manifest);
    }
  });
}
