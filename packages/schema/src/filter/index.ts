export {
  allOf,
  anyOf,
  type ComparisonOperator,
  type DateLiteral,
  everything,
  type Filter,
  isLiteral,
  type Literal,
  negated,
  type Operand,
} from "./ast.ts";
export {
  type CompletionOptions,
  completeFilter,
  type FilterCompletion,
  type FilterCompletions,
  type FilterValues,
} from "./complete.ts";
export { maximumDepth } from "./cursor.ts";
export { dateSpan, readDate } from "./dates.ts";
export { evaluateFilter, type FilterRow, type FilterValue } from "./evaluate.ts";
export type { OperandType, ValueSource } from "./expectations.ts";
export {
  type FieldName,
  type FieldType,
  type FilterField,
  fieldAppliesTo,
  fieldNamed,
  filterFields,
} from "./fields.ts";
export { foldCase, type LikePart, likeParts, matchesLike } from "./like.ts";
export { editDistance, nearestNames } from "./nearest.ts";
export { operandType } from "./operators.ts";
export { maximumFilterBytes, parseFilter } from "./parse.ts";
export { printFilter, printOperand } from "./print.ts";
export { quoteText } from "./quoting.ts";
export { type FilterReferences, type FilterTerm, filterReferences } from "./terms.ts";
