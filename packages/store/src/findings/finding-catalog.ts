import { type Finding, type FindingCounts, type FindingKind, findingKindSchema, GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Change } from "../contract/events.ts";
import type {
  FindingInput,
  FindingPage,
  FindingQuery,
  FindingScan,
  Findings,
  Resolution,
  ResolutionOutcome,
  StoredFinding,
} from "../contract/findings.ts";
import { datasetIds } from "../datasets/dataset-rows.ts";
import type { Selected } from "../samples/selected.ts";
import type { Selection } from "../samples/selection.ts";
import { relatedNumbers, shownFinding, storedFinding } from "./finding-rows.ts";
import { replaceFindings } from "./replace-findings.ts";
import { resolveFindings } from "./resolve-findings.ts";

/** Ids of one query. */
const idsAtOnce = 50_000;

/** The findings in the catalog. */
export class FindingCatalog implements Findings {
  readonly #catalog: Catalog;
  readonly #selection: Selection;

  constructor(catalog: Catalog, selection: Selection) {
    this.#catalog = catalog;
    this.#selection = selection;
  }

  replace(kind: FindingKind, scan: FindingScan, found: readonly FindingInput[]): Promise<void> {
    return this.#catalog.transaction((connection) => replaceFindings(connection, kind, scan, found));
  }

  async scan(kind: FindingKind, datasets: readonly string[]): Promise<FindingScan | null> {
    const [row] = await this.#catalog.rows(
      `select datasets, fingerprint, document from finding_scans where kind = ? and datasets = from_json(?, '["varchar"]')`,
      [kind, JSON.stringify([...datasets].sort())],
    );
    if (!row) return null;
    return {
      datasets: row.texts("datasets"),
      fingerprint: row.text("fingerprint"),
      document: row.document("document"),
    };
  }

  list(page: FindingPage): Promise<{ total: number; findings: Finding[] }> {
    return this.#use(page, async ({ from, where, parameters }) => {
      const matching = `from ${from} join findings f on f.sample = s.number where ${where}`;
      const counted = await this.#catalog.row(`select count(*) as count ${matching}`, parameters);
      const order = page.order === "score" ? "f.score" : "f.priority";
      const rows = await this.#catalog.rows(
        `select f.*, s.id as sample_id, s.path, d.name as dataset_name, o.id as object_id
         from (select f.rowid as place, s.number as number ${matching} order by ${order} desc, f.id
           limit ${Math.floor(page.count)} offset ${Math.floor(page.start)}) p
         join findings f on f.rowid = p.place join samples s on s.number = p.number join datasets d on d.id = s.dataset
         left join objects o on o.number = f.object order by ${order} desc, f.id`,
        parameters,
      );
      const ids = await this.#idsOf(new Set(rows.flatMap(relatedNumbers)));
      return { total: counted.number("count"), findings: rows.map((row) => shownFinding(row, ids)) };
    });
  }

  async counts(query: FindingQuery): Promise<FindingCounts> {
    return this.#use({ ...query, states: [] }, async ({ from, where, parameters }) => {
      const states = ["open", "fixed", "accepted", "ignored"] as const;
      const columns = states.map((state) => `count(*) filter (f.state = '${state}') as ${state}`).join(", ");
      const rows = await this.#catalog.rows(
        `select f.kind, f.issue, ${columns} from ${from} join findings f on f.sample = s.number where ${where}
         group by f.kind, f.issue order by open desc, f.kind, f.issue`,
        parameters,
      );
      const issues = rows.map((row) => ({
        kind: findingKindSchema.parse(row.text("kind")),
        issue: row.text("issue"),
        open: row.number("open"),
        fixed: row.number("fixed"),
        accepted: row.number("accepted"),
        ignored: row.number("ignored"),
      }));
      const counts = { mislabel: 0, box: 0, duplicate: 0, leak: 0, image: 0, outlier: 0 };
      for (const { kind, open } of issues) counts[kind] += open;
      return { counts, issues };
    });
  }

  async get(ids: readonly string[]): Promise<StoredFinding[]> {
    const known = new Map<string, StoredFinding>();
    for (let start = 0; start < ids.length; start += idsAtOnce) {
      const rows = await this.#catalog.rows(
        `select f.* from findings f join samples s on s.number = f.sample and s.dataset > 0
         where f.id in (select unnest(from_json(?, '["varchar"]')))`,
        [JSON.stringify(ids.slice(start, start + idsAtOnce))],
      );
      for (const row of rows) known.set(row.text("id"), storedFinding(row));
    }
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length > 0) {
      throw new GleanerError("finding_not_found", `There is no finding ${JSON.stringify(unknown[0])}.`, {
        hint: "Findings change when the data does: list them again.",
        details: { ids: unknown.slice(0, 10) },
      });
    }
    return ids.flatMap((id) => known.get(id) ?? []);
  }

  async decided(kind: FindingKind, datasets: readonly string[]): Promise<StoredFinding[]> {
    const ids = await datasetIds(this.#catalog, datasets);
    const scope = ids.length > 0 ? `s.dataset in (${ids.join(", ")})` : "s.dataset > 0";
    const rows = await this.#catalog.rows(
      `select f.* from findings f join samples s on s.number = f.sample where f.kind = ? and f.state <> 'open' and ${scope}`,
      [kind],
    );
    return rows.map(storedFinding);
  }

  async decisions(): Promise<{ kind: FindingKind; issue: string; right: number; decided: number }[]> {
    const rows = await this.#catalog.rows(
      `select kind, issue, count(*) filter (state = 'fixed') as "right", count(*) as decided
       from findings where state <> 'open' group by kind, issue`,
    );
    return rows.map((row) => ({
      kind: findingKindSchema.parse(row.text("kind")),
      issue: row.text("issue"),
      right: row.number("right"),
      decided: row.number("decided"),
    }));
  }

  resolve(resolution: Resolution, change: Change = {}): Promise<ResolutionOutcome> {
    return this.#catalog.transaction((connection) => resolveFindings(connection, resolution, change));
  }

  /** Runs `work` with the SQL of the samples and findings that a query is about; `f` is `findings`. */
  #use<T>(query: FindingQuery, work: (selected: Selected) => Promise<T>): Promise<T> {
    const { kinds = [], issues = [], states = [], about } = query;
    const among = (column: string, values: readonly string[]) =>
      values.length > 0 ? [`${column} in (select unnest(from_json(?, '["varchar"]')))`] : [];
    const conditions = [
      ...among("f.kind", kinds),
      ...among("f.issue", issues),
      ...among("f.state", states),
      ...(about === undefined
        ? []
        : [
            "(f.sample = ? or (f.related_unit = 'sample' and list_contains(from_json(f.related, '[\"integer\"]'), ?)))",
          ]),
    ];
    const values = [
      ...[kinds, issues, states].flatMap((list) => (list.length > 0 ? [JSON.stringify(list)] : [])),
      ...(about === undefined ? [] : [about, about]),
    ];
    return this.#selection.use(query, {}, (selected) =>
      work({
        ...selected,
        where: [selected.where, ...conditions].join(" and "),
        parameters: [...selected.parameters, ...values],
      }),
    );
  }

  async #idsOf(numbers: ReadonlySet<number>): Promise<Map<number, string>> {
    if (numbers.size === 0) return new Map();
    return this.#catalog.withNumbers([...numbers], async (table) => {
      const rows = await this.#catalog.rows(
        `select number, id from samples where dataset > 0 and number in (select number from ${table})
         union all select o.number, o.id from objects o join samples s on s.number = o.sample and s.dataset > 0
         where o.number in (select number from ${table})`,
      );
      return new Map(rows.map((row) => [row.number("number"), row.text("id")]));
    });
  }
}
