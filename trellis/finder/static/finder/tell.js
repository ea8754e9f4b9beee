/* Buttons that need a script: copy the text, share the page, print it. Each shows only where the browser can do it. */

function offer(selector, isPossible, act) {
  for (const part of document.querySelectorAll(selector)) {
    if (!isPossible) continue;
    part.hidden = false;
    part.querySelector("button").addEventListener("click", () => act(part));
  }
}

offer("[data-copy]", "clipboard" in navigator, async (part) => {
  const box = document.getElementById(part.dataset.copy);
  const status = part.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(box.value);
    status.textContent = "Copied.";
  } catch {
    box.select();
    status.textContent = "Your browser does not let us copy. The text is marked: copy it yourself.";
  }
});

offer("[data-share]", "share" in navigator, () => {
  const url = document.querySelector("link[rel=canonical]").href;
  // Closing the sheet without choosing anything is not an error.
  navigator.share({ title: document.querySelector("h1").textContent, url }).catch(() => {});
});

offer("[data-print]", "print" in window, () => window.print());
