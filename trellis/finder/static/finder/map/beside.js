// The map beside the results, where the screen is wide enough for both. A phone never loads any of it, and nobody who asked
// their browser to save data does. The style sheet of the page decides whether there is room.

const side = document.querySelector("[data-beside]");
const wide = window.matchMedia("(min-width: 64rem)");

function load(name, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

async function begin() {
  const { leafletCss, mapCss, leaflet, map } = side.dataset;
  try {
    await Promise.all([
      load("link", { rel: "stylesheet", href: leafletCss }),
      load("link", { rel: "stylesheet", href: mapCss }),
      load("script", { src: leaflet }),
    ]);
    const { start } = await import(map);
    // The wheel scrolls the page: whoever reads the list with the pointer over the map means the list.
    start(side.querySelector(".map-window"), side.querySelector("[role=status]"), { wheel: false });
  } catch {
    side.remove();
  }
}

function look() {
  if (getComputedStyle(side).display === "none") return;
  wide.removeEventListener("change", look);
  begin();
}

if (side && navigator.connection?.saveData) {
  side.remove();
} else if (side) {
  wide.addEventListener("change", look);
  look();
}
