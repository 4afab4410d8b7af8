import { describe, expect, it } from "vitest";
import { keepPicture, newPictureKey, pictureOf } from "./picture-store.ts";

describe("pictures to search by", () => {
  it("are found again by their key, and others are not there", () => {
    const picture = { key: newPictureKey(), name: "cat.png", data: "AAAA", preview: null };
    keepPicture(picture);
    expect(pictureOf(picture.key)).toEqual(picture);
    expect(pictureOf(newPictureKey())).toBeNull();
  });

  it("have keys that an address can hold", () => {
    const keys = new Set(Array.from({ length: 100 }, newPictureKey));
    expect(keys.size).toBe(100);
    for (const key of keys) expect(key).toMatch(/^[0-9a-z]{14}$/);
  });
});
