import { isActive } from "../api/jobs.ts";
import { useOperation } from "../api/queries.ts";
import { pageFor } from "../guide/pages.ts";
import { Link } from "../router/Link.tsx";
import { explore, newCuration, quality, type Route } from "../router/routes.ts";
import { ActionMenu } from "../ui/ActionMenu.tsx";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { chooseTheme, type ThemeChoice, themeChoices, useThemeChoice } from "./theme.ts";

interface Place {
  name: string;
  icon: IconName;
  to: Route;
  screens: Route["screen"][];
}

/** One group a line of thought: find, judge, learn. Label and Models will make the third. */
const groups: Place[][] = [
  [
    { name: "Datasets", icon: "datasets", to: { screen: "datasets" }, screens: ["datasets"] },
    { name: "Explore", icon: "explore", to: explore(), screens: ["explore"] },
    { name: "Slices", icon: "slices", to: { screen: "slices" }, screens: ["slices", "functions", "function"] },
  ],
  [
    {
      name: "Curate",
      icon: "curate",
      to: { screen: "curations" },
      screens: ["curations", newCuration().screen, "curation", "compare"],
    },
    { name: "Quality", icon: "quality", to: quality(), screens: ["quality"] },
  ],
];

const themeIcons: Record<ThemeChoice, IconName> = { system: "contrast", light: "sun", dark: "moon" };
const themeNames: Record<ThemeChoice, string> = { system: "Follow the system", light: "Light", dark: "Dark" };

/** The rail at the left: places above, jobs and settings below. */
export function Navigation({ screen, onHelp }: { screen: Route["screen"]; onHelp: () => void }) {
  const theme = useThemeChoice();
  return (
    <nav aria-label="Main" className="flex w-16 shrink-0 flex-col items-center border-r border-line bg-surface py-2">
      <Link
        to={{ screen: "datasets" }}
        aria-label="Gleaner, to the datasets"
        className="mb-3 rounded-lg p-1.5 text-wheat"
      >
        <Icon name="curate" size={24} />
      </Link>
      <div className="flex grow flex-col gap-4">
        {groups.map((group) => (
          <ul key={group[0].name} className="flex flex-col gap-1">
            {group.map((place) => (
              <li key={place.name}>
                <PlaceLink place={place} current={place.screens.includes(screen)} />
              </li>
            ))}
          </ul>
        ))}
      </div>
      <PlaceLink
        place={{ name: "Guide", icon: "guide", to: { screen: "guide", page: pageFor(screen) }, screens: ["guide"] }}
        current={screen === "guide"}
      />
      <JobsLink current={screen === "jobs"} />
      <ActionMenu
        trigger={<IconButton icon={themeIcons[theme]} name="Theme" side="right" className="mt-2" />}
        actions={themeChoices.map((choice) => ({
          label: themeNames[choice],
          icon: themeIcons[choice],
          run: () => chooseTheme(choice),
        }))}
      />
      <IconButton icon="keyboard" name="Keyboard shortcuts" shortcut="?" side="right" onClick={onHelp} />
    </nav>
  );
}

function PlaceLink({ place, current, badge }: { place: Place; current: boolean; badge?: number }) {
  return (
    <Link
      to={place.to}
      aria-current={current ? "page" : undefined}
      className={classes(
        "relative flex w-14 flex-col items-center gap-0.5 rounded-lg py-1.5 text-2xs transition-colors",
        current ? "bg-pressed font-medium text-ink" : "text-ink-muted hover:bg-hover hover:text-ink",
      )}
    >
      <Icon name={place.icon} size={18} />
      {place.name}
      {badge !== undefined && badge > 0 && (
        <span className="absolute top-0.5 right-2 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-2xs font-medium text-on-accent">
          {badge}
          <span className="sr-only"> running</span>
        </span>
      )}
    </Link>
  );
}

function JobsLink({ current }: { current: boolean }) {
  const { data } = useOperation("listJobs", {}, { refetchInterval: 5000 });
  const running = data?.jobs.filter(isActive).length ?? 0;
  return (
    <PlaceLink
      place={{ name: "Jobs", icon: "jobs", to: { screen: "jobs" }, screens: ["jobs"] }}
      current={current}
      badge={running}
    />
  );
}
