/** Deepest nesting of arrays and objects that is parsed. */
const depthLimit = 64;

/** A JSON object as parsed, its values not yet checked. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when the text opens more than `depthLimit` brackets inside each other; strings do not count. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (inString) {
      if (character === 0x5c) i++;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x7b || character === 0x5b) {
      if (++depth > depthLimit) return true;
    } else if (character === 0x7d || character === 0x5d) depth--;
  }
  return false;
}

/**
 * Parses one line that holds a JSON object.
 *
 * @returns the object, or a sentence that says what is wrong
 */
export function parseJsonObject(text: string): JsonObject | string {
  if (isTooDeep(text)) return `nested deeper than ${depthLimit} levels.`;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : "not a JSON object.";
  } catch (error) {
    return `no valid JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
