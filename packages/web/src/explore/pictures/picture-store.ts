import type { Box, ImageAnchor } from "@gleaner/schema";

/** A picture that someone searches by. It is too large for an address, so the address holds its key alone. */
export interface SearchPicture {
  key: string;
  name: string;
  /** Base64 of an image file. */
  data: string;
  /** A small picture of it as a `data:` address; null where the browser cannot show the format. */
  preview: string | null;
  /** The part that is meant, in px of the picture that `data` holds; all of it where missing. */
  box?: Box;
}

/** A picture as a search takes it. */
export function anchorOf({ data, box }: SearchPicture): ImageAnchor {
  return box ? { data, box } : data;
}

const prefix = "gleaner.picture.";
const kept = new Map<string, SearchPicture>();

/** Keeps a picture for as long as the tab lives; a reload finds it again as far as the browser's storage holds it. */
export function keepPicture(picture: SearchPicture): void {
  kept.set(picture.key, picture);
  try {
    sessionStorage.setItem(prefix + picture.key, JSON.stringify(picture));
  } catch {
    // Storage may be full or refused; the picture then lasts as long as the page.
  }
}

/** A picture that this tab keeps; null for one of another tab or browser. */
export function pictureOf(key: string): SearchPicture | null {
  const known = kept.get(key) ?? readStored(key);
  if (known) kept.set(key, known);
  return known;
}

function readStored(key: string): SearchPicture | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(prefix + key) ?? "null");
    return isPicture(stored) ? stored : null;
  } catch {
    return null;
  }
}

function isPicture(value: unknown): value is SearchPicture {
  if (typeof value !== "object" || value === null) return false;
  return "key" in value && "name" in value && "preview" in value && "data" in value && typeof value.data === "string";
}

/** A key that no other picture of this browser has. */
export function newPictureKey(): string {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return Array.from(random, (part) => part.toString(36).padStart(7, "0")).join("");
}
