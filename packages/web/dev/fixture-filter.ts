import { type Filter, isLiteral, type Literal, matchesLike, type Operand } from "@gleaner/schema";
import type { FixtureDataset } from "./fixture-data.ts";
import { idOf, labelsOf, sampleAt, splits, widthOf } from "./fixture-data.ts";

type Value = string | number | boolean | null;

/** The values of a field for one row; several for labels and tags. */
export function valuesOf(field: string, data: FixtureDataset, i: number): Value[] {
  switch (field) {
    case "id":
      return [idOf(data.first + i)];
    case "dataset":
      return [data.name];
    case "label":
      return labelsOf(data, i);
    case "tags":
      return [...(data.tags.get(i) ?? [])];
    case "split":
      return [splits[data.splitOf[i]]];
    case "width":
      return [widthOf(i)];
    case "height":
      return [160];
    case "cluster":
      return [data.clusterOf[i]];
    case "cluster_size":
      return [data.clusterSizes[i]];
    case "nn_distance":
      return [data.nnDistance[i]];
    case "duplicate":
      return [data.nnDistance[i] < 0.03];
    case "created_at":
      return [Date.parse("2026-11-01T00:00:00Z") + ((i * 7919) % 20) * 86_400_000];
    case "path":
      return [sampleAt(data, i).path];
    case "meta.camera":
      return [`cam${(i % 7) + 1}`];
    case "meta.temperature":
      return [((i * 37) % 400) / 10 - 5];
    default:
      return [];
  }
}

function literalValue(literal: Literal): Value {
  return literal.type === "date" ? Date.parse(literal.value) : literal.value;
}

function fieldOf(operand: Operand): string {
  if (operand.kind === "field") return operand.name;
  return operand.kind === "meta" ? `meta.${operand.name}` : operand.kind;
}

type InSlice = (slice: string, number: number) => boolean;

/** Whether a row fulfils a filter. Calls other than `slice` count as missing. */
export function matches(filter: Filter, data: FixtureDataset, i: number, inSlice: InSlice): boolean {
  const values = (operand: Operand) => valuesOf(fieldOf(operand), data, i).filter((value) => value !== null);
  switch (filter.kind) {
    case "constant":
      return filter.value;
    case "and":
      return filter.filters.every((part) => matches(part, data, i, inSlice));
    case "or":
      return filter.filters.some((part) => matches(part, data, i, inSlice));
    case "not":
      return !matches(filter.filter, data, i, inSlice);
    case "slice":
      return inSlice(filter.name, data.first + i);
    case "null":
      return values(filter.operand).length === 0;
    case "in":
      return values(filter.operand).some((value) => filter.values.some((literal) => literalValue(literal) === value));
    case "between": {
      const [low, high] = [literalValue(filter.low), literalValue(filter.high)];
      return values(filter.operand).some((value) => low !== null && high !== null && value >= low && value <= high);
    }
    case "contains":
      return values(filter.operand).some((value) => String(value).toLowerCase().includes(filter.text.toLowerCase()));
    case "like":
      return values(filter.operand).some((value) => matchesLike(String(value), filter.pattern));
    case "comparison": {
      const right = filter.right;
      const others = isLiteral(right) ? [literalValue(right)] : values(right);
      return values(filter.left).some((value) => others.some((other) => compare(value, filter.operator, other)));
    }
  }
}

function compare(a: Value, operator: string, b: Value): boolean {
  if (a === null || b === null) return false;
  if (operator === "=") return a === b;
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}
