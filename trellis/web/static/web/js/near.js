/* Shows "Near me" where the browser can tell where it is. It is asked only when the button is pressed.

   The point is rounded to three decimals (about 100 m) before it leaves the page. */

const DECIMALS = 3;
const NOWHERE = "We could not find where you are. Type a postcode or a town instead.";
const REASONS = {
  1: "Your browser keeps your location private. Type a postcode or a town instead.",
  3: "Finding where you are took too long. Type a postcode or a town instead.",
};

function offer(button) {
  const { form } = button;
  const status = form.querySelector("[role=status]");

  function go({ coords }) {
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      if (value && name !== "q") address.searchParams.set(name, value);
    }
    const near = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(DECIMALS)).join(",");
    address.searchParams.set("near", near);
    location.assign(address);
  }

  function fail({ code }) {
    button.disabled = false;
    status.textContent = REASONS[code] ?? NOWHERE;
  }

  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = "Asking your browser where you are.";
    navigator.geolocation.getCurrentPosition(go, fail, { timeout: 15_000, maximumAge: 300_000 });
  });
  button.hidden = false;
}

if ("geolocation" in navigator) {
  document.querySelectorAll("[data-near]").forEach(offer);
}
