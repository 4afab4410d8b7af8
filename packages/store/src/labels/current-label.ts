import type { Connection } from "../catalog/connection.ts";

/**
 * Brings the current labels of samples up to date with their label records: a human's if there is one, else an import's.
 * `table` holds the numbers. Gives how many samples changed.
 */
export function refreshCurrentLabels(connection: Connection, table: string): Promise<number> {
  return connection.change(`
    update samples set label = c.classes[1], labels = c.classes, label_source = c.source, confidence = c.confidence
    from (
      select n.number, coalesce(list(l.class order by l.position) filter (l.class is not null), []) as classes,
        any_value(l.source) as source, arg_min(l.confidence, l.position) as confidence
      from (select distinct number from ${table}) n
      left join (
        select * from labels where sample in (select number from ${table}) and source in ('human', 'import')
        qualify source = min(source) over (partition by sample)) l on l.sample = n.number
      group by n.number) c
    where samples.number = c.number and (samples.labels is distinct from c.classes
      or samples.label_source is distinct from c.source or samples.confidence is distinct from c.confidence)`);
}
