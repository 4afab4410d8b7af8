import { allOf, anyOf, type Filter, negated, parseFilter, quoteText, type Unit } from "@gleaner/schema";
import fc from "fast-check";
import { classes, hardTexts, sliceNames } from "./filter-world.testing.ts";

const texts = fc.constantFrom(
  ...[...classes, "train", "night", "CAT", "run", "sample3", "object3", "resnet", "A"].map(quoteText),
);
const patterns = fc.constantFrom(
  ...[
    "%",
    "",
    "c_t",
    "%CAM7%",
    "run/%",
    "%.jpg",
    "%a%_%",
    "É%",
    "%50\\%\\_\\\\",
    "ÄRGER__",
    "%\\%%",
    "%(%",
    ...hardTexts,
  ]
    .filter((pattern) => !pattern.endsWith("_\\"))
    .map(quoteText),
);
const numbers = fc.constantFrom(
  "0",
  "1",
  "2",
  "0.1",
  "0.25",
  "0.5",
  "0.7",
  "100",
  "300",
  "640",
  "-5",
  "20.5",
  "5000000000",
  "1e300",
  "1e19",
);
const dates = fc.constantFrom(
  "2026-01-01",
  "2026-01-02",
  "1970-01-01",
  "2026-01-01T23:59:59.999Z",
  "2026-01-02T10:00Z",
  '"2026-01-01"',
);

const sampleFields = {
  text: ["id", "dataset", "path", "label", "split", 'prediction("resnet")', "meta.camera", "meta.taken"],
  number: [
    "confidence",
    "width",
    "height",
    "aspect_ratio",
    "bytes",
    "dark",
    "cluster",
    "nn_distance",
    "outlier",
    "meta.temperature",
  ],
  date: ["created_at", "meta.taken"],
};
const scores = ['fn("forklift")', 'fn("of objects")', 'similar("anchor")'];
const objectFields = {
  text: ["class", "source", "label_source", 'attr."od/d ~name"'],
  number: ["area", "x", "box_width", "box_height", "attr.rank"],
};

/** Random filters whose fields and values are those of the test's world, so that they hold for some rows and not for others. */
export function arbitraryWorldFilter(unit: Unit = "sample", depth = 3): fc.Arbitrary<Filter> {
  const leaf = condition(unit, depth).map((text) => parseFilter(text, { unit }));
  if (depth === 0) return leaf;
  const inner = arbitraryWorldFilter(unit, depth - 1);
  const several = fc.array(inner, { minLength: 2, maxLength: 4 });
  return fc.oneof({ weight: 3, arbitrary: leaf }, several.map(allOf), several.map(anyOf), inner.map(negated));
}

function condition(unit: Unit, depth: number): fc.Arbitrary<string> {
  const text = fc.constantFrom(...sampleFields.text, ...(unit === "object" ? objectFields.text : []));
  const number = fc.constantFrom(
    ...sampleFields.number,
    ...scores,
    ...(unit === "object" ? objectFields.number : ["objects"]),
  );
  const date = fc.constantFrom(...sampleFields.date);
  const order = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
  const words = fc.tuple(text, texts, texts);
  const conditions = [
    ordered(text, order, texts),
    ordered(number, order, numbers),
    ordered(date, order, dates),
    range(number, numbers),
    range(fc.constant("created_at"), dates),
    range(fc.constantFrom("path", "label", "meta.camera"), texts),
    among(fc.oneof(text, fc.constant("tags")), texts),
    among(number, numbers),
    among(fc.constant("created_at"), dates),
    among(fc.constant("meta.temperature"), fc.oneof(texts, numbers)),
    fc.tuple(fc.oneof(text, fc.constant("tags")), patterns).map(([field, pattern]) => `${field} like ${pattern}`),
    words.map(([field, part]) => `${field} contains ${part}`),
    texts.map((tag) => `${tag} in tags`),
    fc.constantFrom("duplicate", "duplicate = false", "meta.indoors = true", "true", "false"),
    fc.constant(unit === "object" ? "attr.occluded = true" : "objects = 1"),
    fc.constantFrom(...sliceNames).map((name) => `slice(${quoteText(name)})`),
    fc
      .oneof(text, number, date, fc.constantFrom("tags", "duplicate", "meta.nothing"))
      .map((field) => `${field} is null`),
    ordered(text, order, fc.constantFrom("label", "path", 'prediction("resnet")', "meta.camera")).filter(comparable),
    ordered(number, order, fc.constantFrom("width", "confidence", "meta.temperature", ...scores)).filter(comparable),
    ordered(fc.constantFrom("duplicate"), fc.constantFrom("=", "!="), fc.constantFrom("meta.indoors", "duplicate")),
  ];
  if (unit === "sample" && depth > 0) conditions.push(counted(depth, order));
  return fc.oneof(...conditions);
}

type Text = fc.Arbitrary<string>;

const ordered = (field: Text, operator: Text, value: Text) =>
  fc.tuple(field, operator, value).map((parts) => parts.join(" "));

const range = (field: Text, value: Text) =>
  fc.tuple(field, value, value).map(([name, low, high]) => `${name} between ${low} and ${high}`);

const among = (field: Text, value: Text) =>
  fc
    .tuple(field, fc.array(value, { minLength: 1, maxLength: 12 }))
    .map(([name, values]) => `${name} in (${values.join(", ")})`);

/** Two values of metadata or attributes cannot be compared. */
const comparable = (text: string) => !/^(meta|attr)\..* meta\./.test(text);

function counted(depth: number, order: Text): Text {
  const where = condition("object", depth - 1);
  const several = fc.tuple(where, where).map(([one, other]) => `${one} and not ${other}`);
  const count = fc.oneof(where, several).map((inner) => `count(objects where ${inner})`);
  const small = fc.constantFrom("0", "1", "2", "1.5");
  const operand = fc.constantFrom("objects", 'fn("of objects")', "meta.temperature");
  return fc.oneof(
    ordered(count, order, small),
    range(count, small),
    among(count, small),
    ordered(count, order, operand),
  );
}
