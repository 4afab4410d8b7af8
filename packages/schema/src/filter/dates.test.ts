import { describe, expect, it } from "vitest";
import { dateSpan, readDate } from "./dates.ts";

describe("readDate", () => {
  it.each([
    ["2026-01-31", "2026-01-31"],
    ["2024-02-29", "2024-02-29"],
    ["0001-01-01", "0001-01-01"],
    ["2026-01-31T10:20", "2026-01-31T10:20:00Z"],
    ["2026-01-31T10:20:30.5", "2026-01-31T10:20:30.500Z"],
    ["2026-01-31T23:30:00-01:00", "2026-02-01T00:30:00Z"],
    ["2026-01-31T10:20:30.123456789Z", "2026-01-31T10:20:30.123Z"],
  ])("reads %s as %s", (text, value) => {
    expect(readDate(text)).toEqual({ type: "date", value });
  });

  it.each([
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-01-31T24:00",
    "2026-01-31T10:60",
    "2026-01-31 10:20",
    "2026-1-31",
    "9999-12-31T23:59:59-10:00",
    "soon",
    "",
  ])("refuses %s", (text) => {
    expect(readDate(text)).toBeNull();
  });
});

it("takes a date as a whole UTC day and a date-time as an instant", () => {
  const start = Date.UTC(2026, 0, 31);
  expect(dateSpan({ type: "date", value: "2026-01-31" })).toEqual({ start, end: start + 86_400_000 });
  expect(dateSpan({ type: "date", value: "2026-01-31T00:00:00Z" })).toEqual({ start, end: start });
});
