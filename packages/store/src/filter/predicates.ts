import { type ComparisonOperator, type Filter, type Literal, likeParts } from "@gleaner/schema";
import { bound, type Fragment, joined, sql } from "./fragment.ts";
import { boundLiteral, dateBounds, type Precision } from "./literals.ts";

/** Makes a condition on one value; null where the value is null. */
export type Predicate = (value: Fragment, precision: Precision) => Fragment;

/** Longer lists of values are searched as a hashed table. */
const longestPlainList = 8;

/** `value = literal` and its like. A date without a time stands for its whole day. */
export function comparisonWith(operator: ComparisonOperator, literal: Literal): Predicate {
  if (literal.type === "date") return (value) => comparedDate(value, operator, literal);
  return (value, precision) => compared(value, operator, boundLiteral(literal, precision));
}

/** Two pieces of one type compared. */
export function compared(left: Fragment, operator: ComparisonOperator, right: Fragment): Fragment {
  switch (operator) {
    case "=":
      return sql`${left} = ${right}`;
    case "<":
      return sql`${left} < ${right}`;
    case "<=":
      return sql`${left} <= ${right}`;
    case ">":
      return sql`${left} > ${right}`;
    case ">=":
      return sql`${left} >= ${right}`;
  }
}

function comparedDate(
  value: Fragment,
  operator: ComparisonOperator,
  date: Extract<Literal, { type: "date" }>,
): Fragment {
  const { start, after } = dateBounds(date);
  if (after === null) return compared(value, operator, start);
  switch (operator) {
    case "=":
      return sql`(${value} >= ${start} and ${value} < ${after})`;
    case "<":
    case ">=":
      return compared(value, operator, start);
    case "<=":
      return sql`${value} < ${after}`;
    case ">":
      return sql`${value} >= ${after}`;
  }
}

/** Whether a value is one of these, which have one type. */
export function oneOf(literals: readonly Literal[]): Predicate {
  const plain = literals.filter((literal) => literal.type !== "date");
  if (plain.length < literals.length) {
    return (value, precision) =>
      sql`(${joined(
        literals.map((literal) => comparisonWith("=", literal)(value, precision)),
        " or ",
      )})`;
  }
  return (value, precision) => {
    const values = joined(
      plain.map((literal) => boundLiteral(literal, precision)),
      ", ",
    );
    return plain.length <= longestPlainList
      ? sql`${value} in (${values})`
      : sql`${value} in (select unnest([${values}]))`;
  };
}

/** The predicate of a condition whose right side is constant. */
export function predicateOf(filter: Extract<Filter, { kind: "between" | "like" | "contains" }>): Predicate {
  switch (filter.kind) {
    case "between": {
      const [low, high] = [comparisonWith(">=", filter.low), comparisonWith("<=", filter.high)];
      return (value, precision) => sql`(${low(value, precision)} and ${high(value, precision)})`;
    }
    case "like":
      return likePredicate(filter.pattern);
    case "contains":
      return (value) => sql`contains(lower(${value}), lower(${bound(filter.text)}))`;
  }
}

/**
 * `like` without the catalog's own, which tries every way to place several `%` and takes hours on some texts: simple patterns are
 * string functions, the rest regular expressions of RE2, whose time is linear in the text.
 */
function likePredicate(pattern: string): Predicate {
  const parts = likeParts(pattern);
  const texts = parts.flatMap((part) => (part.kind === "text" ? [part.text] : []));
  const text = bound(texts[0] ?? "");
  switch (parts.map((part) => part.kind).join(" ")) {
    case "":
    case "text":
      return (value) => sql`lower(${value}) = lower(${text})`;
    case "any":
      return (value) => sql`${value} is not null`;
    case "text any":
      return (value) => sql`starts_with(lower(${value}), lower(${text}))`;
    case "any text":
      return (value) => sql`ends_with(lower(${value}), lower(${text}))`;
    case "any text any":
      return (value) => sql`contains(lower(${value}), lower(${text}))`;
    default:
      return (value) => sql`regexp_full_match(lower(${value}), lower(${bound(regularExpression(pattern))}), 's')`;
  }
}

function regularExpression(pattern: string): string {
  const source = likeParts(pattern).map((part) => {
    if (part.kind === "text") return part.text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
    return part.kind === "one" ? "." : ".*";
  });
  return source.join("");
}
