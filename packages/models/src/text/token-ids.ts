import { readFile } from "node:fs/promises";
import { Tokenizer } from "@huggingface/tokenizers";
import type { TextTower } from "../model.ts";
import { corrupt, reasonOf } from "../runtime/part-session.ts";

/** The tokens of one text. */
export interface TokenIds {
  ids: BigInt64Array;
  /** 1 for tokens of the text, 0 for padding. */
  mask: BigInt64Array;
}

/**
 * Reads a tokenizer and gives what turns texts into a tower's tokens.
 * @throws WorkerFailure `model_corrupt` when the files are no tokenizer
 */
export async function openTokenizer({
  tokenizer,
  settings,
  longest,
  padding,
}: TextTower): Promise<(text: string) => TokenIds> {
  const encoder = await makeTokenizer(tokenizer, settings);
  return (text) => {
    const ids = shortened(encoder.encode(text).ids, longest);
    const length = padding === null ? ids.length : longest;
    const filled = BigInt64Array.from({ length }, (_, at) => BigInt(ids[at] ?? padding ?? 0));
    return { ids: filled, mask: BigInt64Array.from({ length }, (_, at) => (at < ids.length ? 1n : 0n)) };
  };
}

async function makeTokenizer(file: string, settings: string | null): Promise<Tokenizer> {
  try {
    const [content, configuration] = await Promise.all([
      readFile(file, "utf8"),
      settings ? readFile(settings, "utf8") : "{}",
    ]);
    return new Tokenizer(JSON.parse(content), JSON.parse(configuration));
  } catch (error) {
    throw corrupt(file, `has no usable tokenizer: ${reasonOf(error)}`);
  }
}

/** At most `longest` tokens; the last one, which ends a text, stays. */
function shortened(ids: number[], longest: number): number[] {
  return ids.length <= longest ? ids : [...ids.slice(0, longest - 1), ...ids.slice(-1)];
}
