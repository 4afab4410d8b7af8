/** Names files after splits: `_train`; nothing for samples without one; characters that a file name may not hold are replaced. */
export function splitFileNames(splits: (string | null)[]): (split: string | null) => string {
  const names = new Map<string | null, string>();
  const taken = new Set<string>();
  for (const split of splits) {
    const base = split === null ? "" : `_${split.replaceAll(/[^\p{L}\p{N}._-]/gu, "_").slice(0, 80)}`;
    let name = base;
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${base}~${copy}`;
    taken.add(name.toLowerCase());
    names.set(split, name);
  }
  return (split) => names.get(split) ?? "";
}
