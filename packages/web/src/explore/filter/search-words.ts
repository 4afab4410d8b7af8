import { fieldNamed, parseFilter, type Unit } from "@gleaner/schema";

/**
 * What someone typed into the search box, where it is words to look for and no filter: free of the signs of the filter language, and not
 * begun with one of its fields. Null for a filter, a broken one too, and for nothing.
 */
export function searchWords(text: string, unit: Unit): string | null {
  const words = text.trim();
  if (words === "" || /["'()=<>!]/.test(words) || isFilter(words, unit)) return null;
  const [first] = words.split(/[\s.]/, 1);
  return fieldNamed(first) || first === "not" ? null : words;
}

function isFilter(text: string, unit: Unit): boolean {
  try {
    parseFilter(text, { unit });
    return true;
  } catch {
    return false;
  }
}
