/** What functions were before an event, so that it can be taken back; a null name: the event made the function. */
export const functionChanges = [
  "create table function_changes as select 0::integer as event, * from functions limit 0",
  "create table function_example_changes as select 0::integer as event, * from function_examples limit 0",
  "create table function_answer_changes as select 0::integer as event, * from function_answers limit 0",
];
