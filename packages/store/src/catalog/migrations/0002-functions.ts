/** Functions with their examples and answers. Vectors are little-endian float32 in base64; `datasets` null means all. */
export const functions = [
  "drop table functions",
  `create table functions(
    id integer not null, name varchar not null, space integer not null, datasets integer[], aggregate varchar not null,
    threshold double not null, version integer not null, document varchar not null, created_at timestamp not null,
    edited_at timestamp not null)`,
  `create table function_examples(
    function integer not null, position integer not null, positive boolean not null, id varchar not null, kind varchar not null,
    text varchar, vector varchar not null)`,
  "create table function_answers(function integer not null, sample integer not null, is_match boolean not null)",
  "insert into counters values ('function', 0)",
];
