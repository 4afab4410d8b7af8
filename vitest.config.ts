import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Tests sit beside the code; slow ones are named `*.long.test.ts` and run with `npm run test:long`. */
export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/src/**/*.test.tsx", "tests/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/*.long.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    // Processes and threads that tests start load what was compiled before: half the time of a command.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "gleaner-test-compile-cache") },
  },
});
