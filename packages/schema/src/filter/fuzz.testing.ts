import { GleanerError } from "../errors.ts";
import { filterFields } from "./fields.ts";
import { maximumFilterBytes, parseFilter } from "./parse.ts";
import { printFilter } from "./print.ts";

const pieces = [
  ...filterFields.map((field) => field.name),
  ..."and or not in like contains between is null true false where objects count fn similar prediction slice meta".split(
    " ",
  ),
  ..."( ) , . = != < <= > >= ( ( ) )".split(" "),
  ...[
    '"',
    '""',
    '"cat"',
    '"a\\"b"',
    "\\",
    "'",
    "`",
    ";",
    "--",
    "/*",
    "*",
    "%",
    "$1",
    "?",
    "\0",
    "\n",
    "\u00a0",
    "😀",
    "\ud800",
    "é",
  ],
  ..."0 -1 1e5 1e999 .5 5. 0x10 2026-01-01 2026-99-99 2026-01-01T10:00:00.123Z 99999999999999999999 NaN".split(" "),
];

const seeds = [
  'dataset = "shoes" and label = "boot" and width >= 640 and "night" in tags and not split = "test"',
  'count(objects where class = "car" and area < 0.01) >= 3 or fn("forklift") >= 0.7',
  'meta.camera = "A" and meta."odd name" is not null and created_at between 2026-01-01 and 2026-02-01',
  '(path like "%/cam7/%" or path not in ("a", "b")) and prediction("resnet") != label and slice("x")',
];

/** Texts that are nearly filters: rows of the language's pieces, and good filters with characters changed, cut and doubled. */
export function* mutations({ seed, count }: { seed: number; count: number }): Generator<string> {
  let state = seed;
  /** SplitMix32: whole numbers from 0 to below. */
  const random = (below: number) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * below);
  };
  for (let made = 0; made < count; made++) {
    const kind = random(8);
    if (kind === 0) yield Array.from({ length: random(60) }, () => String.fromCharCode(random(65_536))).join("");
    else if (kind < 4)
      yield Array.from({ length: random(30) }, () => pieces[random(pieces.length)]).join(random(4) ? " " : "");
    else yield mangled(seeds[random(seeds.length)], random);
  }
}

function mangled(text: string, random: (below: number) => number): string {
  let result = text;
  for (let change = random(4); change >= 0; change--) {
    const at = random(result.length + 1);
    const piece = pieces[random(pieces.length)];
    const after = result.slice(at + random(6));
    const middle = [piece, ` ${piece} `, "", result.slice(at, at + random(40)).repeat(random(3))][random(4)];
    result = result.slice(0, at) + middle + after;
  }
  return random(200) === 0 ? result.repeat(random(2_000)).slice(0, 2 * maximumFilterBytes) : result;
}

/** Parses; a filter must survive printing, and anything thrown must be `bad_filter`, whose place is given. */
export function expectOnlyBadFilter(text: string): { position: number; length: number } | null {
  try {
    const printed = printFilter(parseFilter(text));
    if (printed.length < maximumFilterBytes / 3) parseFilter(printed);
    return null;
  } catch (error) {
    if (!(error instanceof GleanerError) || error.code !== "bad_filter") {
      throw new Error(`${error} for ${JSON.stringify(text)}`, { cause: error });
    }
    const { position, length } = error.details ?? {};
    if (typeof position !== "number" || typeof length !== "number") throw new Error("bad_filter without its place");
    if (error.message.length > 500) throw new Error(`A message of ${error.message.length} characters`);
    return { position, length };
  }
}
