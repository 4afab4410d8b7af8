import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Where Debian and others put Chromium; CHROMIUM overrides. */
const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser tests need a real Chromium: Debian's is installed when it is missing and the user may do so. */
function ensureChromium(): void {
  if (places.some((place) => place && existsSync(place))) return;
  const advice =
    "The browser tests need Chromium. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.";
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync("/usr/bin/apt-get")) fail(advice);
  process.stderr.write("Installing Debian's Chromium for the browser tests …\n");
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-q"],
    ["install", "-qy", "--no-install-recommends", "chromium"],
  ]) {
    const { status } = spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env: environment });
    if (status !== 0) fail(`apt-get ${args.join(" ")} failed. ${advice}`);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

ensureChromium();
