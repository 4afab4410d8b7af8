import type { FindingKind } from "@gleaner/schema";
import type { Connection } from "../catalog/connection.ts";
import type { FindingInput, FindingScan } from "../contract/findings.ts";
import { datasetIds } from "../datasets/dataset-rows.ts";
import { findingColumns } from "./finding-rows.ts";

/** Puts the findings of a kind in the place of earlier ones in the same datasets, within a transaction; decisions stand. */
export async function replaceFindings(
  connection: Connection,
  kind: FindingKind,
  { datasets, fingerprint, document }: FindingScan,
  found: readonly FindingInput[],
): Promise<void> {
  const names = JSON.stringify([...datasets].sort());
  const ids = await datasetIds(connection, datasets);
  const at = (await connection.row("select epoch_ms(now()) as at")).number("at");
  await connection.change("create or replace temp table found as select * from findings limit 0");
  await connection.append({ table: "found" }, findingColumns(found, at));
  await connection.change(
    `update found set state = f.state from findings f
     where f.id = found.id and (f.state = 'ignored' or (f.state = 'accepted' and f.basis = found.basis))`,
  );
  await connection.change(
    `delete from findings where id in (select id from found) or (kind = ? and state = 'open'
       and sample in (select number from samples where abs(dataset) in (${[0, ...ids].join(", ")})))`,
    [kind],
  );
  await connection.change("insert into findings select * from found");
  await connection.change(
    `delete from finding_scans where kind = ? and list_has_any(datasets, from_json(?, '["varchar"]'))`,
    [kind, names],
  );
  await connection.change(`insert into finding_scans select ?, from_json(?, '["varchar"]'), ?, ?`, [
    kind,
    names,
    fingerprint,
    JSON.stringify(document),
  ]);
}
