// The map on which a mark is put: dragged, pressed or moved by the arrow keys. Without this script a picture takes presses.
// Leaflet (`L`) is loaded before this module.

const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const METRES = 111195; // of a degree of latitude
const KEYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
const WAYS = { north: KEYS.ArrowUp, south: KEYS.ArrowDown, east: KEYS.ArrowRight, west: KEYS.ArrowLeft };
const COMPASS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];
const CLOSE_BY = 16;

function whereWords(at, data) {
  if (!data.start) return "";
  const [lat, lon] = data.start.split(",").map(Number);
  const far = L.latLng(lat, lon).distanceTo(at);
  if (far < 5) return `The mark is in ${data.from}.`;
  const turn = Math.atan2((at.lng - lon) * Math.cos((lat * Math.PI) / 180), at.lat - lat) * (180 / Math.PI);
  const words = far < 2000 ? `${far > 30 ? Math.round(far / 10) * 10 : Math.round(far)} metres` : `${Math.round(far / 1000)} kilometres`;
  return `The mark is ${words} ${COMPASS[(Math.round(turn / 45) + 8) % 8]} of ${data.from}.`;
}

// The places of the list below: pressing one chooses it there, and choosing one there shows which it is.
function placesOn(map, near, form) {
  for (const [id, name, lat, lon] of near) {
    const radio = form.querySelector(`input[name="place"][value="${id}"]`);
    if (!radio || lat === null) continue;
    const pin = L.marker([lat, lon], { keyboard: false, title: name, alt: name, icon: L.divIcon({ className: "listed-pin", html: "<span></span>", iconSize: [44, 44] }) });
    pin.addTo(map).bindTooltip(name, { direction: "top", offset: [0, -10] });
    pin.on("click", () => { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); });
    const show = () => pin.getElement().classList.toggle("chosen", radio.checked);
    form.addEventListener("change", show);
    show();
  }
}

function start(element) {
  const data = element.dataset;
  const [marking, form, status] = [document.getElementById("mark"), document.getElementById("pointed"), document.getElementById("pointing-where")];
  marking.querySelector(".picture")?.remove();
  const how = document.getElementById("pointing-how");
  how.hidden = false;
  const near = JSON.parse(data.near);
  const listed = near.length ? " Green marks are places that we list already: if it is one of them, press it." : "";
  how.textContent = `Is the door somewhere else? Drag the mark there, or press there. Each dot is a postcode.${listed}`;
  element.hidden = false;

  const map = L.map(element, { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, scrollWheelZoom: false, keyboard: false });
  map.attributionControl.setPrefix(false);
  L.tileLayer(data.tiles, { minZoom: 4, maxZoom: Number(data.mostZoom) + 2, maxNativeZoom: Number(data.mostZoom), attribution: data.attribution, className: data.own ? "map-tiles own" : "map-tiles" }).addTo(map);
  map.setView([Number(data.lat), Number(data.lon)], Math.min(CLOSE_BY, Number(data.mostZoom)));
  const mark = L.marker([Number(data.lat), Number(data.lon)], { draggable: true, autoPan: true, keyboard: true, zIndexOffset: 1000, alt: "The mark", icon: L.divIcon({ className: "put-mark", html: "<span></span>", iconSize: [44, 44], iconAnchor: [22, 40] }) }).addTo(map);
  placesOn(map, near, form);

  function answer(name, value) {
    let field = form.elements[name];
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name });
      form.append(field);
    }
    field.value = value.toFixed(6);
  }

  function put(at) {
    mark.setLatLng(at);
    answer("lat", at.lat);
    answer("lon", at.lng);
    status.textContent = whereWords(at, data);
    if (!map.getBounds().pad(-0.1).contains(at)) map.panTo(at, { animate: !still });
  }

  function step([north, east], metres) {
    const at = mark.getLatLng();
    put(L.latLng(at.lat + (north * metres) / METRES, at.lng + (east * metres) / (METRES * Math.cos((at.lat * Math.PI) / 180))));
  }

  map.on("click", (event) => put(event.latlng.wrap()));
  mark.on("drag", () => { status.textContent = ""; });
  mark.on("dragend", () => put(mark.getLatLng().wrap()));
  const handle = mark.getElement();
  handle.setAttribute("aria-label", "The mark. The arrow keys move it.");
  element.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(KEYS[event.key], event.shiftKey ? 5 : Number(data.step));
  });
  for (const button of marking.querySelectorAll("button[name=move]")) {
    button.type = "button";
    button.addEventListener("click", () => step(WAYS[button.value], Number(data.step)));
  }
}

const element = document.getElementById("pointing");
if (element && window.L) start(element);
