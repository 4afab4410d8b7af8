import { createHash } from "node:crypto";

/** Longest name of a file, in bytes, on common file systems. */
const nameLimit = 255;
const reservedPattern = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what Windows refuses.
const forbiddenPattern = /[<>:"|?*\\\u0000-\u001f]/g;

/** A name that no part of a path may be is made one. */
function safePart(part: string): string {
  if (part === "" || part === "." || part === "..") return part.replaceAll(".", "_") || "_";
  return part.replaceAll(/[/\0]/g, "_");
}

/** The name as Windows and macOS take it. */
function portablePart(part: string): string {
  const plain = part
    .normalize("NFC")
    .replaceAll(forbiddenPattern, "_")
    .replace(/[. ]+$/, "_");
  return reservedPattern.test(plain) ? `_${plain}` : plain;
}

function splitExtension(name: string): [string, string] {
  const dot = name.lastIndexOf(".");
  return dot > 0 && name.length - dot <= 6 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= nameLimit) return name;
  const [stem, extension] = splitExtension(name);
  const mark = createHash("sha256").update(name).digest("hex").slice(0, 8);
  let kept = "";
  for (const character of stem) {
    if (Buffer.byteLength(kept + character) + extension.length + 9 > nameLimit) break;
    kept += character;
  }
  return `${kept}~${mark}${extension}`;
}

/** Gives every image of an export a path of its own, as close to the wanted one as the target takes. */
export class ExportNames {
  readonly #isPortable: boolean;
  readonly #areStemsOwn: boolean;
  readonly #taken = new Set<string>();
  /** Names that had to change: the wanted path and the one in the export. */
  readonly renamed: { wanted: string; exported: string }[] = [];

  /** @param areStemsOwn keeps apart names that differ in the extension alone */
  constructor(isPortable: boolean, areStemsOwn = false) {
    this.#isPortable = isPortable;
    this.#areStemsOwn = areStemsOwn;
  }

  #key(path: string): string {
    const kept = this.#areStemsOwn ? path.replace(/\.[^./]*$/, "") : path;
    return this.#isPortable ? kept.toLowerCase() : kept;
  }

  /** A free path below the output folder, `/` between parts. */
  place(wanted: string[]): string {
    const parts = wanted.map((part) => {
      const safe = safePart(part);
      return shorten(this.#isPortable ? portablePart(safe) : safe);
    });
    const base = parts.join("/");
    const [stem, extension] = splitExtension(parts[parts.length - 1]);
    const folder = base.slice(0, base.length - stem.length - extension.length);
    let path = base;
    for (let copy = 2; this.#taken.has(this.#key(path)); copy++) path = `${folder}${stem}~${copy}${extension}`;
    this.#taken.add(this.#key(path));
    if (path !== wanted.join("/")) this.renamed.push({ wanted: wanted.join("/"), exported: path });
    return path;
  }
}
