/* Offers "Near me" where the browser can tell where it is. Only then, and only when pressed, is it asked.

   The point is rounded to three decimals (about 100 m) before it leaves the page. */

const DECIMALS = 3;
const WHY = {
  1: "This browser keeps your location private. Type a postcode or a town instead.",
  2: "We could not find where you are. Type a postcode or a town instead.",
  3: "Finding where you are took too long. Type a postcode or a town instead.",
};

function offer(row) {
  const button = row.querySelector("button");
  const status = row.querySelector("[role=status]");
  const form = row.closest("form");

  function go({ coords }) {
    const near = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(DECIMALS)).join(",");
    const address = new URL(form.action);
    address.searchParams.set("near", near);
    const words = form.elements.q.value.trim();
    if (words) address.searchParams.set("q", words);
    location.assign(address);
  }

  function fail(error) {
    button.disabled = false;
    status.textContent = WHY[error.code] ?? WHY[2];
  }

  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = "Asking your browser where you are.";
    navigator.geolocation.getCurrentPosition(go, fail, { timeout: 15_000, maximumAge: 300_000 });
  });
  row.hidden = false;
}

if ("geolocation" in navigator) {
  document.querySelectorAll("[data-near]").forEach(offer);
}
