import { client } from "../api/client.ts";
import { readText, storeText } from "../app/preferences.ts";

const lastKey = "last-import";
/** Where pictures often lie, below the home folder. */
const usualPlaces = ["", "Pictures", "Downloads", "Desktop", "Documents", "data", "datasets"];

/** Names of what was dropped; folders first. A browser tells names but not where things lie. */
export function droppedNames(transfer: DataTransfer): { name: string; folder: boolean }[] {
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
    return entry ? [{ name: entry.name, folder: entry.isDirectory }] : [];
  });
  return entries.sort((a, b) => Number(b.folder) - Number(a.folder));
}

/** Remembers where something was imported from: the next thing is often beside it. */
export function rememberImport(path: string): void {
  storeText(lastKey, path);
}

/** Where something of this name lies, as far as the usual places tell; null when none of them holds it. */
export async function findDropped(name: string): Promise<string | null> {
  const last = readText(lastKey) ?? "";
  const home = await client.call("listFolder", {});
  const beside = last.includes("/") ? [last.slice(0, last.lastIndexOf("/")) || "/"] : [];
  const places = [...beside, ...usualPlaces.map((place) => (place ? `${home.path}/${place}` : home.path))];
  for (const path of new Set(places)) {
    const known = path === home.path ? home : await client.call("listFolder", { path }).catch(() => null);
    if (known && [...known.folders, ...known.files].includes(name)) return `${known.path.replace(/\/$/, "")}/${name}`;
  }
  return null;
}
