import { GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { readEverything } from "../catalog/read-everything.ts";
import { everyNumber } from "../catalog/units.ts";
import type { Check } from "../contract/workspace.ts";

/** Rows that must not exist, by what they would be. */
const contradictions: readonly (readonly [name: string, query: string])[] = [
  ["samples with the number of another", "select number from samples group by number having count(*) > 1"],
  ["samples with the id of another", "select id from samples where dataset > 0 group by id having count(*) > 1"],
  ["samples without a dataset", "select 1 from samples where abs(dataset) not in (select id from datasets)"],
  ["labels without a sample", "select 1 from labels where sample not in (select number from samples)"],
  ["metadata without a sample", "select 1 from metadata where sample not in (select number from samples)"],
  ["objects with the number of another", `select number from ${everyNumber} group by number having count(*) > 1`],
  ["objects with the id of another", "select id from objects where dataset > 0 group by id having count(*) > 1"],
  [
    "objects without a sample in their dataset",
    "select 1 from objects o left join samples s on s.number = o.sample and s.dataset = o.dataset where s.number is null",
  ],
  [
    "samples whose count of objects is wrong",
    `select 1 from samples s left join (select sample, count(*) as count from objects group by sample) o on o.sample = s.number
     where s.object_count <> coalesce(o.count, 0)`,
  ],
  ["slice members without a sample", `select 1 from slice_members where sample not in ${everyNumber}`],
  ["slice members without a slice", "select 1 from slice_members where slice not in (select id from slices)"],
  ["vectors without a sample", `select 1 from vector_rows where sample not in ${everyNumber}`],
  ["vectors without a shard", "select 1 from vector_rows where shard not in (select id from shards)"],
  ["samples with two vectors in one space", "select 1 from vector_rows group by space, sample having count(*) > 1"],
  [
    "vectors beyond the end of their shard",
    "select 1 from vector_rows v join shards h on h.id = v.shard where v.row < 0 or v.row >= h.rows",
  ],
  ["scores without a sample", `select 1 from graph_scores where sample not in ${everyNumber}`],
  [
    "function scores without a function",
    "select 1 from function_scores where function not in (select id from functions)",
  ],
  [
    "samples with two scores of a function",
    "select 1 from function_scores group by function, sample having count(*) > 1",
  ],
  [
    "function scores without a vector of the present content",
    `select 1 from function_scores c join functions f on f.id = c.function
     left join vector_rows v on v.space = f.space and v.sample = c.sample
     left join (select number, revision from samples union all select number, revision from objects) s
       on s.number = c.sample and s.revision = v.revision where s.number is null`,
  ],
  [
    "samples whose label is not the one of their records",
    `select 1 from samples s left join (
       select sample, list(class order by position) as classes from (
         select * from labels where source in ('human', 'import') qualify source = min(source) over (partition by sample))
       group by sample) l on l.sample = s.number
     where s.labels is distinct from coalesce(l.classes, []) or s.label is distinct from s.labels[1]`,
  ],
];

/** Reads the whole catalog and looks for rows that contradict each other. */
export async function checkCatalog(catalog: Catalog): Promise<Check[]> {
  try {
    return await readCatalog(catalog);
  } catch (error) {
    if (!(error instanceof GleanerError && error.code === "workspace_corrupt")) throw error;
    return [{ name: "catalog", ok: false, message: `${error.message} ${error.hint}` }];
  }
}

async function readCatalog(catalog: Catalog): Promise<Check[]> {
  const counts = await readEverything(catalog);
  const found: string[] = [];
  for (const [name, query] of contradictions) {
    const count = (await catalog.row(`select count(*) as count from (${query})`)).number("count");
    if (count > 0) found.push(`${count} ${name}`);
  }
  return [
    {
      name: "catalog",
      ok: true,
      message: `Every block can be read: ${counts.get("samples") ?? 0} samples, ${counts.get("labels") ?? 0} labels, ${counts.get("events") ?? 0} events.`,
    },
    {
      name: "consistency",
      ok: found.length === 0,
      message:
        found.length === 0
          ? `${contradictions.length} rules hold.`
          : `Found ${found.join("; ")}. Go back to the backup with \`gleaner doctor --restore\`, and report this.`,
    },
  ];
}
