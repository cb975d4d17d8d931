// The overview by keyboard: j and k go from row to row, Enter opens one, / goes to the search, [ and ] turn the page.
const rows = [...document.querySelectorAll("a.row")];

function step(by) {
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const keys = document.getElementById("shortcuts");
try { if (keys) keys.checked = localStorage.getItem("shortcuts") !== "off"; } catch { /* storage may be switched off */ }
keys?.addEventListener("change", () => {
  try { localStorage.setItem("shortcuts", keys.checked ? "on" : "off"); } catch { /* storage may be switched off */ }
});

document.addEventListener("keydown", (event) => {
  if (!keys?.checked || event.target.closest("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  // By the key's place too, for keyboards in Cyrillic.
  const key = { KeyJ: "j", KeyK: "k", BracketLeft: "[", BracketRight: "]" }[event.code] ?? event.key;
  if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "/") document.getElementById("search")?.focus();
  else if (key === "[") document.querySelector("a[rel=prev]")?.click();
  else if (key === "]") document.querySelector("a[rel=next]")?.click();
  else return;
  event.preventDefault();
});
