/* Leads "Directions" to the visitor's own map app, where the device is known to have one.

   The link itself is the address of a map page, and stays so elsewhere and without this script. */

function appAddress(point, name) {
  if (/Android/.test(navigator.userAgent)) return `geo:${point}?q=${point}(${encodeURIComponent(name)})`;
  if (/iPhone|iPad|Macintosh/.test(navigator.userAgent)) return `https://maps.apple.com/?daddr=${point}`;
  return "";
}

for (const card of document.querySelectorAll("[data-point]")) {
  const link = card.querySelector("[data-directions]");
  const name = card.querySelector(".what")?.textContent ?? "";
  const address = link && appAddress(card.dataset.point, name.trim());
  if (address) link.href = address;
}
