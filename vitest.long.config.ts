import { defineConfig } from "vitest/config";

/** Crash, fuzz and scale tests that take minutes. */
export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.long.test.ts", "tests/**/*.long.test.ts"],
    testTimeout: 1_200_000,
    hookTimeout: 600_000,
    pool: "forks",
    maxWorkers: 1,
  },
});
