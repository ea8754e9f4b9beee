// The meetings saved on this device: a list in local storage, and their pages kept by the service worker.

const KEY = "trellis-saved";

export function all() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

export function isSaved(url) {
  return all().some((meeting) => meeting.url === url);
}

export function save(meeting) {
  put([...all().filter((other) => other.url !== meeting.url), meeting]);
  tell({ keep: new URL(meeting.url, location.origin).href });
}

export function unsave(url) {
  put(all().filter((meeting) => meeting.url !== url));
  tell({ forget: new URL(url, location.origin).href });
}

export async function forgetEverything() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage is switched off: there is nothing to forget.
  }
  await caches.delete("saved-meetings");
  await caches.delete("last-results");
}

export async function lastResults() {
  if (!("caches" in window) || !(await caches.has("last-results"))) return null;
  const [request] = await (await caches.open("last-results")).keys();
  return request?.url ?? null;
}

// What is not as usual, by the path of the meeting. Asked for all meetings there are, so that nobody learns which are
// saved here; without a connection it is what was said the last time.
export async function exceptions() {
  try {
    const answer = await (await fetch("/api/v1/exceptions", { credentials: "omit" })).json();
    const said = Object.fromEntries(answer.meetings.map((one) => [new URL(one.url).pathname, one.exceptions]));
    put(all().map((meeting) => ({ ...meeting, exceptions: said[meeting.url] ?? [] })));
  } catch {
    // No connection.
  }
  return Object.fromEntries(all().map((meeting) => [meeting.url, meeting.exceptions ?? []]));
}

function put(meetings) {
  try {
    localStorage.setItem(KEY, JSON.stringify(meetings));
  } catch {
    // Storage is full or switched off: saving does not work here, and the button goes on saying "Save".
  }
}

async function tell(message) {
  if (!("serviceWorker" in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(message);
}
