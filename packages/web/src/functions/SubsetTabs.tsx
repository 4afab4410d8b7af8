import { Link } from "../router/Link.tsx";
import { classes } from "../ui/classes.ts";

const tabs = [
  { screen: "slices", name: "Slices" },
  { screen: "functions", name: "Functions" },
] as const;

/** The two kinds of named subsets, as links between their screens. */
export function SubsetTabs({ current }: { current: "slices" | "functions" }) {
  return (
    <nav aria-label="Slices and functions" className="mb-4 flex gap-5 border-b border-line">
      {tabs.map(({ screen, name }) => (
        <Link
          key={screen}
          to={{ screen }}
          aria-current={screen === current ? "page" : undefined}
          className={classes(
            "-mb-px border-b-2 px-0.5 pb-2",
            screen === current ? "border-accent font-medium" : "border-transparent text-ink-muted hover:text-ink",
          )}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
