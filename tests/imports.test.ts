import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Which packages of the workspace each one may import. The compiler does not refuse others, so this does. */
const arrows: Record<string, string[]> = {
  schema: [],
  kernel: [],
  formats: ["schema"],
  models: ["schema", "kernel"],
  store: ["schema", "kernel"],
  engine: ["schema", "kernel", "formats", "models", "store"],
  server: ["schema", "engine"],
  sdk: ["schema"],
  gleaner: ["schema", "engine", "server", "sdk", "store", "formats", "models"],
  cli: ["schema", "gleaner"],
  web: ["schema", "sdk"],
};

/** The only packages from outside that the two pure ones may use. */
const outside: Record<string, string[]> = { kernel: ["onnxruntime-node"], schema: ["zod"] };

const root = new URL("..", import.meta.url).pathname;

function sources(name: string): string[] {
  const folder = join(root, "packages", name, "src");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|testing)\.tsx?$|(^|\/)testing\//.test(file))
    .map((file) => join(folder, file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [
    ...text.matchAll(/^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)|^import\s+"([^"]+)"/gm),
  ].map((match) => match[1] ?? match[2] ?? match[3]);
}

describe("imports", () => {
  for (const [name, allowed] of Object.entries(arrows)) {
    it(`of ${name} follow the arrows`, () => {
      const packages = allowed.map((other) => (other === "gleaner" ? "gleaner" : `@gleaner/${other}`));
      for (const file of sources(name)) {
        for (const target of importsOf(file)) {
          if (target.startsWith(".")) continue;
          const bare = target
            .split("/")
            .slice(0, target.startsWith("@") ? 2 : 1)
            .join("/");
          const ours = bare === "gleaner" || bare.startsWith("@gleaner/");
          if (ours) expect(packages, `${file} imports ${target}`).toContain(bare);
          else if (outside[name] && !builtinModules.includes(bare.replace(/^node:/, ""))) {
            expect(outside[name], `${file} imports ${target}`).toContain(bare);
          }
        }
      }
    });
  }

  it("name only dependencies that the package declares", () => {
    for (const name of Object.keys(arrows)) {
      const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
      const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
      for (const file of sources(name)) {
        for (const target of importsOf(file)) {
          if (target.startsWith(".") || target.startsWith("node:")) continue;
          const bare = target
            .split("/")
            .slice(0, target.startsWith("@") ? 2 : 1)
            .join("/");
          expect(declared, `${file} imports ${target}`).toContain(bare);
        }
      }
    }
  });
});
