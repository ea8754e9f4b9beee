/* A page that tells how far something is: looks again every few seconds, and turns to the next page when it is done. */

const SECONDS = 3;
const told = document.querySelector("[data-again]");

async function again() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-again]");
    if (!now || page.title !== document.title) {
      location.reload();
      return;
    }
    told.textContent = now.textContent;
  } catch {
    // Without a connection the words stay as they were; “Look again” is there.
  }
  setTimeout(again, SECONDS * 1000);
}

if (told) setTimeout(again, SECONDS * 1000);
