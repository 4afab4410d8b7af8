import { lazy, Suspense, useEffect, useState } from "react";
import { useConnection } from "../api/connection.ts";
import { CommandPalette } from "../commands/CommandPalette.tsx";
import { activeCommands, type Command, dispatchKey, useCommands } from "../commands/commands.ts";
import { ShortcutSheet } from "../commands/ShortcutSheet.tsx";
import { DatasetsScreen } from "../datasets/DatasetsScreen.tsx";
import { ExploreScreen } from "../explore/ExploreScreen.tsx";
import { pageFor } from "../guide/pages.ts";
import { navigate, useRoute } from "../router/router.ts";
import { explore, newCuration, printRoute, quality, type Route } from "../router/routes.ts";
import { SlicesScreen } from "../slices/SlicesScreen.tsx";
import { Tour } from "../tour/Tour.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { LockedPage } from "./LockedPage.tsx";
import { Navigation } from "./Navigation.tsx";
import { OfflineBanner } from "./OfflineBanner.tsx";
import { chooseTheme } from "./theme.ts";
import { useUndo } from "./undo.ts";

const FunctionsScreen = lazy(() => import("../functions/FunctionsScreen.tsx"));
const FunctionScreen = lazy(() => import("../functions/FunctionScreen.tsx"));
const CurationsScreen = lazy(() => import("../curate/CurationsScreen.tsx"));
const NewCurationScreen = lazy(() => import("../curate/NewCurationScreen.tsx"));
const CurationScreen = lazy(() => import("../curate/CurationScreen.tsx"));
const CompareScreen = lazy(() => import("../curate/CompareScreen.tsx"));
const QualityScreen = lazy(() => import("../quality/QualityScreen.tsx"));
const GuideScreen = lazy(() => import("../guide/GuideScreen.tsx"));
const JobsScreen = lazy(() => import("../jobs/JobsScreen.tsx"));

function Screen({ route }: { route: Route }) {
  switch (route.screen) {
    case "datasets":
      return <DatasetsScreen />;
    case "explore":
      return <ExploreScreen state={route.explore} />;
    case "slices":
      return <SlicesScreen />;
    case "functions":
      return <FunctionsScreen />;
    case "function":
      return <FunctionScreen key={route.name} name={route.name} />;
    case "curations":
      return <CurationsScreen />;
    case "new-curation":
      return <NewCurationScreen start={route.start} />;
    case "curation":
      return <CurationScreen run={route.run} show={route.show} />;
    case "compare":
      return <CompareScreen a={route.a} b={route.b} />;
    case "quality":
      return <QualityScreen state={route.quality} />;
    case "jobs":
      return <JobsScreen />;
    case "guide":
      return <GuideScreen page={route.page} />;
    case "not-found":
      return (
        <EmptyState page icon="search" title="There is no page at this address">
          {route.path}
        </EmptyState>
      );
  }
}

/** The application: rail, banner, the present screen, and the keys that work everywhere. */
export function App() {
  const route = useRoute();
  const undo = useUndo();
  const connection = useConnection();
  const [open, setOpen] = useState<"help" | { palette: Command[] } | null>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => void dispatchKey(event);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  const everywhere = { context: "Everywhere" as const };
  useCommands([
    { ...everywhere, id: "help", name: "Show keyboard shortcuts", keys: ["?"], run: () => setOpen("help") },
    {
      ...everywhere,
      id: "palette",
      name: "Find a command",
      keys: ["mod+k"],
      keysOnly: true,
      run: () => setOpen({ palette: activeCommands() }),
    },
    { ...everywhere, id: "undo", name: "Undo the last change", keys: ["mod+z"], run: () => void undo() },
    { ...everywhere, id: "go-datasets", name: "Go to datasets", keys: [], run: () => navigate({ screen: "datasets" }) },
    { ...everywhere, id: "go-explore", name: "Go to explore", keys: [], run: () => navigate(explore()) },
    { ...everywhere, id: "go-slices", name: "Go to slices", keys: [], run: () => navigate({ screen: "slices" }) },
    {
      ...everywhere,
      id: "go-functions",
      name: "Go to functions",
      keys: [],
      run: () => navigate({ screen: "functions" }),
    },
    {
      ...everywhere,
      id: "go-curations",
      name: "Go to curations",
      keys: [],
      run: () => navigate({ screen: "curations" }),
    },
    { ...everywhere, id: "new-curation", name: "Start a curation", keys: [], run: () => navigate(newCuration()) },
    { ...everywhere, id: "go-quality", name: "Go to quality", keys: [], run: () => navigate(quality()) },
    {
      ...everywhere,
      id: "go-guide",
      name: "Open the guide",
      keys: [],
      run: () => navigate({ screen: "guide", page: pageFor(route.screen) }),
    },
    { ...everywhere, id: "go-jobs", name: "Go to jobs", keys: [], run: () => navigate({ screen: "jobs" }) },
    { ...everywhere, id: "theme-light", name: "Use the light theme", keys: [], run: () => chooseTheme("light") },
    { ...everywhere, id: "theme-dark", name: "Use the dark theme", keys: [], run: () => chooseTheme("dark") },
    {
      ...everywhere,
      id: "theme-system",
      name: "Follow the system's theme",
      keys: [],
      run: () => chooseTheme("system"),
    },
  ]);

  const locked = connection === "locked";
  return (
    <>
      <div className="flex h-full flex-col" inert={locked}>
        <OfflineBanner />
        <div className="flex min-h-0 grow">
          <Navigation screen={route.screen} onHelp={() => setOpen("help")} />
          <main className="min-w-0 grow">
            <ErrorBoundary place={printRoute(route)}>
              <Suspense fallback={null}>
                <Screen route={route} />
              </Suspense>
            </ErrorBoundary>
          </main>
          <Tour />
        </div>
        {open === "help" && <ShortcutSheet onClose={() => setOpen(null)} />}
        {open && open !== "help" && <CommandPalette commands={open.palette} onClose={() => setOpen(null)} />}
      </div>
      {locked && <LockedPage />}
    </>
  );
}
