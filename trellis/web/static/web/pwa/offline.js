// Lets the site be installed and opened without a connection, says so when there is none, and offers to save a meeting.
import { isSaved, save, unsave } from "./shelf.js";

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js");

function say() {
  let bar = document.getElementById("no-connection");
  if (navigator.onLine) {
    bar?.remove();
    return;
  }
  if (bar || document.querySelector("[data-offline]")) return; // that page says so itself, and is no copy
  bar = document.createElement("p");
  bar.id = "no-connection";
  bar.className = "note honey";
  bar.setAttribute("role", "status");
  bar.textContent = "There is no connection. This page is as it was when you last opened it.";
  document.getElementById("main")?.prepend(bar);
}

function offer(place, meeting) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = place.matches("li") ? "button" : "button quiet";
  const show = () => {
    const kept = isSaved(meeting.url);
    button.setAttribute("aria-pressed", String(kept));
    button.textContent = kept ? "Saved" : "Save";
    const whose = document.createElement("span");
    whose.className = "unseen";
    whose.textContent = ` ${meeting.name}`;
    button.append(whose);
    const icon = document.querySelector(".icon use")?.parentElement.cloneNode(true);
    if (!icon) return;
    icon.firstElementChild.setAttribute("href", icon.firstElementChild.getAttribute("href").replace(/#.*/, "#save"));
    button.prepend(icon);
  };
  button.addEventListener("click", () => {
    if (isSaved(meeting.url)) unsave(meeting.url);
    else save(meeting);
    show();
  });
  show();
  place.append(button);
}

function text(root, selector) {
  return root.querySelector(selector)?.textContent.trim().replace(/\s+/g, " ") ?? "";
}

for (const card of document.querySelectorAll(".card[data-meeting]")) {
  const link = card.querySelector(".what a");
  const actions = card.querySelector(".actions");
  if (link && actions) {
    offer(actions, { url: link.pathname, name: link.textContent, every: "", where: text(card, ".where") });
  }
}

const listing = document.querySelector("[data-save]");
if (listing) {
  const place = listing.appendChild(document.createElement("li"));
  offer(place, { url: location.pathname, name: text(document, "h1"), every: listing.dataset.every, where: listing.dataset.where });
}

addEventListener("online", say);
addEventListener("offline", say);
say();
