/* For a visitor whose clock differs from the page's: asks for times in their own zone from then on. */

const page = document.querySelector("[data-zone]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

function clock(zone) {
  return new Date().toLocaleString("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
}

if (page && own && own !== page.dataset.zone && clock(own) !== clock(page.dataset.zone)) {
  for (const form of document.querySelectorAll("form.search")) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "tz", value: own });
    form.append(field);
  }
  const address = new URL(location.href);
  if (!address.searchParams.has("tz")) {
    address.searchParams.set("tz", own);
    const link = Object.assign(document.createElement("a"), { href: address, textContent: "Show them in yours" });
    const note = Object.assign(document.createElement("p"), { className: "note" });
    note.append(`Times are those of ${page.dataset.zone.split("/").pop().replaceAll("_", " ")}. `, link, ".");
    page.prepend(note);
  }
}
