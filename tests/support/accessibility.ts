import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const script = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let source: string | null = null;

/** What axe finds wrong with a page, one line a rule with the first elements that break it. */
export async function violations(page: Page): Promise<string[]> {
  source ??= await readFile(script, "utf8");
  // As text of the page's own making: its policy refuses inline scripts, an evaluation is not one.
  await page.evaluate(source);
  return page.evaluate(async () => {
    interface Violation {
      id: string;
      nodes: { html: string }[];
    }
    const axe: { run: (options: object) => Promise<{ violations: Violation[] }> } = Reflect.get(globalThis, "axe");
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 160))
          .join(" | ")}`,
    );
  });
}
