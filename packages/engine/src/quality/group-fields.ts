import type { Scan } from "./scan.ts";

/** Names of metadata that say which samples were taken together. */
const groupNames =
  /^(video|clip|sequence|scene|session|patient|subject|person|group|burst|episode|track|drive|trip|series|study|flight)([_ -]?(id|name|number|no|file|path))?$/i;

/** Seconds between two pictures of one camera up to which they belong to one burst. */
const burstSeconds = 3;

/** A field whose values must not be spread over splits: a value for each number of the scan, null where there is none. */
export interface GroupField {
  name: string;
  values: (string | null)[];
}

/** The metadata fields that group samples by name or by request, and bursts by camera and time. */
export async function groupFields({ context, datasets, numbers, request }: Scan): Promise<GroupField[]> {
  const { samples } = context.workspace;
  const keys = await samples.metadataKeys(datasets);
  const wanted = keys.filter(
    ({ key, type }) =>
      type !== "boolean" &&
      (groupNames.test(key) || request.groups.some((name) => name === key || name === `meta.${key}`)),
  );
  const fields: GroupField[] = [];
  for (const { key, type } of wanted) {
    const field = `meta.${key}`;
    const values =
      type === "text"
        ? await samples.texts(numbers, field)
        : Array.from(await samples.values(numbers, field), (value) => (Number.isNaN(value) ? null : String(value)));
    fields.push({ name: key, values });
  }
  const types = new Map(keys.map(({ key, type }) => [key, type]));
  if (types.get("captured_at") === "date") {
    const cameras = types.get("camera") === "text" ? await samples.texts(numbers, "meta.camera") : null;
    fields.push({ name: "burst", values: bursts(await samples.values(numbers, "meta.captured_at"), cameras) });
  }
  return fields;
}

/** Pictures of one camera that follow each other within seconds; alone standing ones belong to none. Times are in milliseconds. */
export function bursts(times: Float64Array, cameras: readonly (string | null)[] | null): (string | null)[] {
  const values: (string | null)[] = Array.from(times, () => null);
  const order = [...times.keys()]
    .filter((at) => !Number.isNaN(times[at]))
    .sort((a, b) => compare(cameras?.[a] ?? "", cameras?.[b] ?? "") || times[a] - times[b]);
  let start = 0;
  for (let end = 1; end <= order.length; end++) {
    const follows =
      end < order.length &&
      (cameras?.[order[end]] ?? "") === (cameras?.[order[end - 1]] ?? "") &&
      times[order[end]] - times[order[end - 1]] <= 1000 * burstSeconds;
    if (follows) continue;
    if (end - start > 1) {
      const name = `${cameras?.[order[start]] ?? "camera"} ${new Date(times[order[start]]).toISOString().slice(0, 19)}`;
      for (const at of order.slice(start, end)) values[at] = name;
    }
    start = end;
  }
  return values;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
