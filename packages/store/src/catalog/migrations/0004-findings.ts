/**
 * Findings about the quality of the data, the decisions on them, and near-duplicate answers. `object` is null where a finding is about a sample, and
 * `related` is a JSON list of numbers. A deleted sample keeps its row with the negative id of its dataset, so that it can be taken back.
 */
export const findings = [
  `create table findings(
    id varchar not null, kind varchar not null, issue varchar not null, sample integer not null, object integer, score float not null,
    priority float not null, label varchar, suggested varchar, reason varchar not null, related varchar not null,
    related_unit varchar not null, box varchar, actions varchar[] not null, basis varchar not null, state varchar not null,
    found_at timestamp not null)`,
  "create table finding_scans(kind varchar not null, datasets varchar[] not null, fingerprint varchar not null, document varchar not null)",
  "create table finding_changes(event integer not null, finding varchar not null, before varchar not null, after varchar not null)",
  "create table sample_deletions(event integer not null, sample integer not null)",
  "create table split_changes(event integer not null, sample integer not null, before varchar, after varchar)",
  "create table duplicate_answers(space integer not null, a integer not null, b integer not null, is_duplicate boolean not null)",
  "create table duplicate_thresholds(space integer not null, document varchar not null)",
];
