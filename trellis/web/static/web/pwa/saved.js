// Fills the page of saved meetings from this device.
import { all, exceptions, forgetEverything, lastResults, unsave } from "./shelf.js";

const list = document.getElementById("saved-list");
const none = document.getElementById("saved-none");
const forget = document.getElementById("saved-forget");
const last = document.getElementById("saved-last");
const said = document.getElementById("saved-said");
let changed = {};

function line(kind, words) {
  const part = document.createElement("p");
  part.className = kind;
  part.textContent = words;
  return part;
}

function card(meeting) {
  const item = document.createElement("li");
  item.className = "card";
  const name = document.createElement("h2");
  name.className = "what";
  const link = document.createElement("a");
  link.href = meeting.url;
  link.textContent = meeting.name;
  name.append(link);
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button quiet";
  remove.textContent = "Take off";
  remove.setAttribute("aria-label", `Take off ${meeting.name}`);
  remove.addEventListener("click", () => {
    const place = [...list.children].indexOf(item);
    unsave(meeting.url);
    said.textContent = `${meeting.name} is no longer saved.`;
    show().then(() => goOn(place));
  });
  const actions = document.createElement("p");
  actions.className = "actions";
  actions.append(remove);
  item.append(name, ...(meeting.every ? [line("when", meeting.every)] : []), ...unusual(meeting), ...(meeting.where ? [line("where", meeting.where)] : []), actions);
  return item;
}

// What was pressed is gone: the next of its kind takes its place, or what there is to do when none is left.
function goOn(place) {
  const left = list.querySelectorAll("button");
  (left[Math.min(place, left.length - 1)] ?? none.querySelector("a")).focus();
}

// What is not as usual, in the words of the page: "not on 25 December".
function unusual(meeting) {
  return (changed[meeting.url] ?? []).map((words) => {
    const part = line("dates", "");
    const tag = document.createElement("span");
    tag.className = "tag alert";
    tag.textContent = words.charAt(0).toUpperCase() + words.slice(1);
    part.append(tag);
    return part;
  });
}

async function show() {
  const meetings = all();
  const results = await lastResults();
  list.replaceChildren(...meetings.map(card));
  list.hidden = meetings.length === 0;
  none.hidden = meetings.length > 0;
  last.hidden = !results;
  if (results) last.querySelector("a").href = results;
  forget.hidden = meetings.length === 0 && !results;
}

forget.querySelector("button").addEventListener("click", async () => {
  await forgetEverything();
  await show();
  none.querySelector("a").focus();
  said.textContent = "Forgotten. Nothing is kept on this device now.";
});

await show();
if (all().length) {
  changed = await exceptions();
  await show();
}
