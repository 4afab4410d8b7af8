/** The first catalog. Uniqueness of ids and numbers is kept by the single writer: unique indexes slow bulk inserts tenfold. */
export const firstCatalog = [
  "create table counters(name varchar not null, value integer not null)",
  "insert into counters values ('sample', 0), ('dataset', 0), ('space', 0), ('shard', 0), ('version', 0), ('slice', 0), ('event', 0)",
  "create table datasets(id integer not null, name varchar not null, identity varchar not null, created_at timestamp not null)",
  `create table samples(
    number integer not null, id varchar not null, dataset integer not null, kind varchar not null, path varchar not null,
    file varchar not null, media varchar, content_hash varchar not null, revision integer not null, fingerprint varchar not null,
    bytes bigint not null, modified bigint, width integer, height integer, format varchar, split varchar,
    label varchar, labels varchar[] not null, label_source varchar, confidence float, tags varchar[] not null,
    object_count integer not null, created_at timestamp not null,
    dark float, light float, blurry float, low_information float, odd_aspect_ratio float, odd_size float, grayscale float)`,
  `create table metadata(
    sample integer not null, key varchar not null, text_value varchar, number_value double, boolean_value boolean, time_value timestamp)`,
  `create table labels(
    sample integer not null, position integer not null, class varchar not null, source varchar not null, confidence float,
    created_at timestamp not null)`,
  `create table objects(
    number integer not null, id varchar not null, sample integer not null, class varchar, source varchar not null, confidence float,
    x double not null, y double not null, width double not null, height double not null, area double not null)`,
  `create table slices(
    id integer not null, name varchar not null, unit varchar not null, description varchar not null, color varchar,
    rule varchar, datasets varchar[] not null, space varchar not null, origin varchar not null, created_at timestamp not null)`,
  "create table slice_members(slice integer not null, sample integer not null, position integer not null)",
  `create table spaces(
    id integer not null, name varchar not null, model varchar not null, model_hash varchar not null, unit varchar not null,
    dimension integer not null, created_at timestamp not null)`,
  `create table shards(
    id integer not null, space integer not null, rows integer not null, bytes bigint not null, data_offset integer not null,
    checksum bigint not null, created_at timestamp not null)`,
  `create table vector_rows(
    space integer not null, sample integer not null, shard integer not null, row integer not null, revision integer not null,
    version integer not null)`,
  `create table indexes(
    id varchar not null, space integer not null, scope varchar[] not null, samples integer not null, neighbors integer not null,
    recall double not null, clusters integer not null, edge_cases integer not null, level integer not null, map varchar not null,
    artifacts varchar not null, fingerprint varchar not null, seed integer not null, version integer not null, present integer not null,
    created_at timestamp not null)`,
  "create table index_members(index_id varchar not null, sample integer not null, position integer not null)",
  `create table graph_scores(
    sample integer not null, space integer not null, cluster integer not null, cluster_size integer not null, nn_distance float,
    outlier float, typicality float, duplicate boolean not null)`,
  "create table functions(id integer not null, name varchar not null)",
  "create table function_scores(function integer not null, sample integer not null, score float not null)",
  `create table curations(
    run varchar not null, goal varchar not null, datasets varchar[] not null, document varchar not null, created_at timestamp not null)`,
  `create table jobs(
    id varchar not null, operation varchar not null, state varchar not null, document varchar not null, request varchar not null,
    created_at timestamp not null, finished_at timestamp)`,
  `create table events(
    id integer not null, created_at timestamp not null, actor varchar not null, kind varchar not null, summary varchar not null,
    dataset varchar, details varchar not null, undoable boolean not null, undone_by integer)`,
  "create table tag_changes(event integer not null, sample integer not null, tag varchar not null, added boolean not null)",
  `create table label_changes(
    event integer not null, sample integer not null, position integer not null, class varchar not null, source varchar not null,
    confidence float, created_at timestamp not null, added boolean not null)`,
  "create table member_changes(event integer not null, slice integer not null, sample integer not null, position integer not null, added boolean not null)",
  "create table slice_changes(event integer not null, slice integer not null, before varchar, after varchar)",
];
