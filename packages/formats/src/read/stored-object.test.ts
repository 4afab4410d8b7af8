import fc from "fast-check";
import { expect, test } from "vitest";
import { boxObject, type SourceObject } from "./source.ts";
import { storedObject, unstoredObject } from "./stored-object.ts";

const text = fc.string({ maxLength: 8 });
const size = fc.double({ min: 0.01, max: 50, noNaN: true });
const objects: fc.Arbitrary<SourceObject> = fc.record({
  label: fc.option(text),
  box: fc.tuple(size, size, size, size),
  polygons: fc.option(fc.array(fc.array(size, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 3 })),
  unit: fc.constant("pixel" as const),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  source: fc.option(text.filter((source) => source !== "import")),
  crowd: fc.boolean(),
  sourceId: fc.option(text),
  attributes: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(text, size, fc.boolean())),
});

test("an object comes back from its stored form as it was", () => {
  fc.assert(
    fc.property(objects, (object) => {
      const stored = storedObject(object, 100, 100);
      expect(typeof stored === "string" ? stored : unstoredObject(stored)).toEqual(object);
    }),
  );
});

test("fractions become pixels of the image", () => {
  const object = { ...boxObject([0.25, 0.5, 0.5, 0.25], "relative"), polygons: [[0.25, 0.5, 0.75, 0.5, 0.5, 0.75]] };
  expect(storedObject(object, 200, 100)).toMatchObject({
    box: [50, 50, 100, 25],
    polygons: [[50, 50, 150, 50, 100, 75]],
    source: "import",
  });
});

test.each([[[200, 0, 5, 5]], [[0, 100, 5, 5]], [[-5, 0, 5, 5]], [[0, -9, 5, 5]]] as [
  [number, number, number, number],
][])("a box outside the image is none of it: %s", (box) =>
  expect(storedObject(boxObject(box, "pixel"), 200, 100)).toContain("outside the image of 200 x 100"),
);

test("a box that sticks out is kept as it is", () => {
  expect(storedObject(boxObject([-5, -5, 300, 10], "pixel"), 200, 100)).toMatchObject({ box: [-5, -5, 300, 10] });
});
