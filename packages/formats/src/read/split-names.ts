const splitNames = new Map([
  ["train", "train"],
  ["training", "train"],
  ["val", "val"],
  ["valid", "val"],
  ["validation", "val"],
  ["dev", "val"],
  ["test", "test"],
  ["testing", "test"],
]);

/** The split that a folder or file part is named after, with a year or not (`train`, `valid`, `val2017`); null for other names. */
export function splitNamed(name: string): string | null {
  return splitNames.get(name.toLowerCase().replace(/[-_]?\d{4}$/, "")) ?? null;
}
