// The map beside the list. The list is complete without it; this draws the same results as marks.
// Leaflet (`L`) is loaded before this module. A page with #map gets its map at once; beside.js starts one when it is wanted.

const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function tileLayer(data) {
  const layer = L.tileLayer(data.tiles, {
    minZoom: 4, maxZoom: Number(data.mostZoom), attribution: data.attribution, className: data.own ? "map-tiles own" : "map-tiles",
  });
  return layer;
}

function badge(mark) {
  const size = mark.count > 99 ? "large" : mark.count > 9 ? "medium" : "small";
  return L.divIcon({
    className: `pin pin-${size}`, html: `<span>${mark.count}</span>`,
    iconSize: mark.count > 99 ? [52, 52] : [44, 44],
  });
}

function wordsFor(mark) {
  if (mark.items.length === 1) return mark.items[0].name;
  const where = mark.places === 1 ? "at one place" : `at ${mark.places} places`;
  return `${mark.count} meetings ${where}`;
}

function popupFor(mark) {
  const list = document.createElement("ul");
  list.className = "pin-list";
  for (const item of mark.items) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.href = item.url;
    link.textContent = item.name;
    const when = document.createElement("span");
    when.textContent = item.when;
    row.append(link, when);
    list.append(row);
  }
  return list;
}

// A town's name goes below its point, or above it where a mark lies below; where both are taken it is left out.
function clear(labels) {
  const pins = [...document.querySelectorAll(".pin span")].map((pin) => pin.getBoundingClientRect());
  const isCovered = (name) => {
    const box = name.getBoundingClientRect();
    return pins.some((pin) => box.left < pin.right && pin.left < box.right && box.top < pin.bottom && pin.top < box.bottom);
  };
  labels.eachLayer((label) => {
    const name = label.getElement().firstChild;
    if (isCovered(name)) name.classList.add("above");
    if (isCovered(name)) label.remove();
  });
}

export function start(element, status, { wheel = true } = {}) {
  element.hidden = false;
  element.parentElement.querySelector(".skip-map").hidden = false;
  const data = element.dataset;
  const map = L.map(element, { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, scrollWheelZoom: wheel });
  map.attributionControl.setPrefix(false);
  // Tab comes to the zoom buttons before the marks, of which there may be a hundred.
  element.prepend(element.querySelector(".leaflet-control-container"));
  tileLayer(data).addTo(map);
  const [south, west, north, east] = data.box.split(",").map(Number);
  map.fitBounds([[south, west], [north, east]], { animate: false });
  if (data.lat) {
    L.circleMarker([Number(data.lat), Number(data.lon)], { radius: 7, className: "here", interactive: false }).addTo(map);
  }
  const marks = L.layerGroup().addTo(map);
  const labels = L.layerGroup().addTo(map);
  const byMeeting = new Map();
  let asked = null;

  function draw(answer) {
    const focused = document.activeElement?.dataset?.spot;
    marks.clearLayers();
    labels.clearLayers();
    byMeeting.clear();
    for (const label of answer.labels) {
      const town = L.marker([label.lat, label.lon], {
        interactive: false, keyboard: false,
        icon: L.divIcon({ className: `town town-${label.size}`, html: "<span></span>", iconSize: [0, 0] }),
      }).addTo(labels).getElement();
      town.firstChild.textContent = label.name;
      town.setAttribute("aria-hidden", "true"); // ground, as streets are: the list says where things are
    }
    for (const mark of answer.marks) {
      const pin = L.marker([mark.lat, mark.lon], { icon: badge(mark), keyboard: true, title: wordsFor(mark), alt: wordsFor(mark) });
      pin.addTo(marks);
      const button = pin.getElement();
      button.dataset.spot = `${mark.lat},${mark.lon}`;
      button.setAttribute("aria-label", wordsFor(mark));
      if (button.dataset.spot === focused) button.focus({ preventScroll: true });
      if (mark.items.length) {
        pin.bindPopup(popupFor(mark), { maxHeight: 260, autoPanPadding: [24, 24] });
      } else {
        pin.on("click", () => map.setView([mark.lat, mark.lon], Math.min(map.getZoom() + 2, Number(data.mostZoom))));
      }
      for (const id of mark.ids) byMeeting.set(id, button);
      for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focus", true], ["blur", false]]) {
        button.addEventListener(name, () => light(mark.ids, on));
      }
    }
    clear(labels);
    status.textContent = answer.words;
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const seen = map.getBounds().pad(0.1);
    const address = new URL(data.pins, location.href);
    address.searchParams.set("box", [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map((n) => n.toFixed(4)).join(","));
    address.searchParams.set("zoom", map.getZoom());
    try {
      const response = await fetch(address, { signal: asked.signal });
      if (!response.ok) throw new Error(response.status);
      draw(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = "The map cannot reach the server. The list still works.";
    }
  }

  function light(ids, on) {
    for (const id of ids) document.querySelector(`[data-meeting="${id}"]`)?.classList.toggle("lit", on);
  }

  function point(event, on) {
    const card = event.target.closest("[data-meeting]");
    if (card) byMeeting.get(card.dataset.meeting)?.classList.toggle("pin-lit", on);
  }
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => point(event, on));
  }
  map.on("moveend", ask);
  ask();
}

// Above the list it is read and tabbed through before it, beside the list after it: as it is seen.
function put(side) {
  const list = document.getElementById("results");
  const wide = window.matchMedia("(min-width: 64rem)");
  const follow = () => (wide.matches ? list.after(side) : list.before(side));
  wide.addEventListener("change", follow);
  follow();
}

const element = document.getElementById("map");
if (element && window.L) {
  put(element.parentElement);
  start(element, document.getElementById("map-status"));
}
