/* "Leave this page quickly": goes elsewhere and takes this page out of the way back. Pressing Escape three times does it too.

   Without this script the link still leaves; only the way back stays. */

const TIMES = 3;
const WITHIN_MS = 2000;

for (const link of document.querySelectorAll("[data-leave]")) {
  let pressed = [];
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(link.href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pressed = [...pressed.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (pressed.length >= TIMES) link.click();
  });
}
