/**
 * Objects as a full unit: their dataset and the revision of their crop stand in their own row, as those of samples do. `polygons` and
 * `attributes` are JSON. Nothing had written the table before.
 */
export const objects = [
  "drop table objects",
  `create table objects(
    number integer not null, id varchar not null, sample integer not null, dataset integer not null, revision integer not null,
    class varchar, source varchar not null, confidence float, x double not null, y double not null, width double not null,
    height double not null, area double, polygons varchar, attributes varchar, created_at timestamp not null)`,
  "create table object_changes(event integer not null, number integer not null, before varchar, after varchar)",
  "alter table spaces add column crop varchar",
];
