// While a name is typed: listings that may be the same. The page that follows shows them without this script too.

const box = document.getElementById("alike");
const field = document.getElementById("id_name");
const PAUSE = 400;
let timer = 0;
let asked = null;

function tell(html) {
  const [status, list] = box.children;
  list.innerHTML = html;
  const count = list.querySelectorAll("li").length;
  box.hidden = count === 0;
  status.textContent = count === 0 ? "" : count === 1 ? "We list this already. Is it the same?" : `We list ${count} like it already. Is it one of these?`;
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const name = field.value.trim();
  if (name.length < 3) {
    tell("");
    return;
  }
  try {
    const address = `${box.dataset.likely}?${new URLSearchParams({ name })}`;
    const response = await fetch(address, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (response.ok) tell(await response.text());
  } catch (error) {
    if (error.name !== "AbortError") tell("");
  }
}

field?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});
