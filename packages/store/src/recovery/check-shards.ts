import { readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { Catalog } from "../catalog/catalog.ts";
import type { Check } from "../contract/workspace.ts";
import { ShardFiles } from "../vectors/shard-files.ts";
import { statOrNull } from "../workspace/files.ts";
import type { Layout } from "../workspace/layout.ts";
import { quarantine, unregister } from "./sweep.ts";

/** Shards whose bytes are read and compared with their checksum: the newest, because a power cut hits them first. */
const checkedShards = 16;

/**
 * Looks for missing and damaged shards and counts the vectors of each space. Damaged shards are quarantined (unless the catalog is read-only),
 * so that their samples can be embedded again.
 */
export async function checkShards(catalog: Catalog, layout: Layout): Promise<Check[]> {
  const files = new ShardFiles(layout.vectors);
  const rows = await catalog.rows("select id, space, bytes, checksum from shards order by id desc");
  const bad: string[] = [];
  for (const [place, row] of rows.entries()) {
    const name = { space: row.number("space"), shard: row.number("id") };
    const file = files.file(name);
    const size = (await statOrNull(file))?.size;
    const sound =
      size === row.number("bytes") &&
      (place >= checkedShards || crc32(await readFile(file)) === row.number("checksum"));
    if (sound) continue;
    bad.push(`${name.space}/${name.shard}`);
    if (catalog.readOnly) continue;
    if (size !== undefined) await quarantine(file, layout, `${name.space}-${name.shard}.arrow`);
    await unregister(catalog, name);
  }
  return [
    {
      name: "vector shards",
      ok: bad.length === 0,
      message:
        bad.length === 0
          ? `${rows.length} shards are there; the newest ${Math.min(rows.length, checkedShards)} have the right checksum.`
          : `Damaged or missing and taken out: ${bad.slice(0, 10).join(", ")}. Run \`gleaner embed\` to make their vectors again.`,
    },
    await countVectors(catalog),
  ];
}

async function countVectors(catalog: Catalog): Promise<Check> {
  const rows = await catalog.rows(
    `select p.name, count(v.sample) as vectors, count(v.sample) filter (v.revision <> s.revision) as outdated
     from spaces p left join vector_rows v on v.space = p.id left join (select number, revision from samples union all select number, revision from objects) s on s.number = v.sample
     group by p.name order by p.name`,
  );
  const outdated = rows.reduce((sum, row) => sum + row.number("outdated"), 0);
  const spaces = rows.map((row) => `${row.text("name")} ${row.number("vectors")}`).join(", ");
  return {
    name: "vectors",
    ok: true,
    message: `${rows.length === 0 ? "No spaces." : `Vectors by space: ${spaces}.`}${outdated > 0 ? ` ${outdated} are of files that changed since; run \`gleaner embed\`.` : ""}`,
  };
}
