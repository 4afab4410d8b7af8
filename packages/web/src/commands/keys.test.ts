import { describe, expect, it } from "vitest";
import { eventKeys } from "./keys.ts";

const press = (
  key: string,
  modifiers: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});

describe("eventKeys", () => {
  it("spells plain keys and the space bar", () => {
    expect(eventKeys(press("x"), false)).toEqual(["x"]);
    expect(eventKeys(press(" "), false)).toEqual(["space"]);
    expect(eventKeys(press("ArrowLeft"), false)).toEqual(["arrowleft"]);
  });

  it("takes Ctrl as mod, and Cmd on Apple systems", () => {
    expect(eventKeys(press("k", { ctrlKey: true }), false)).toEqual(["mod+k"]);
    expect(eventKeys(press("k", { metaKey: true }), true)).toEqual(["mod+k"]);
    expect(eventKeys(press("k", { metaKey: true }), false)).toEqual([]);
  });

  it("tells x from shift+x but offers symbols without shift", () => {
    expect(eventKeys(press("X", { shiftKey: true }), false)).toEqual(["shift+x"]);
    expect(eventKeys(press("?", { shiftKey: true }), false)).toContain("?");
    expect(eventKeys(press("z", { ctrlKey: true, shiftKey: true }), false)).toEqual(["mod+shift+z"]);
  });
});
