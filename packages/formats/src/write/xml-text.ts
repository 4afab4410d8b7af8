const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these.
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as it may stand in XML, in attributes too; characters that XML cannot hold become U+FFFD. */
export function xmlText(value: unknown): string {
  return String(value)
    .toWellFormed()
    .replaceAll(impossible, "\ufffd")
    .replaceAll(/[&<>"]/g, (character) => entities[character])
    .replaceAll(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element with only text in it. */
export function xmlElement(name: string, value: unknown): string {
  return `<${name}>${xmlText(value)}</${name}>`;
}

/** Attributes of a tag, those without a value left out. */
export function xmlAttributes(values: Record<string, string | number | null | undefined>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${xmlText(value)}"`)
    .join("");
}
