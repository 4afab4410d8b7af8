import { useOperation } from "../api/queries.ts";
import { useCommands } from "../commands/commands.ts";
import { navigate } from "../router/router.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { goTour, type TourStop, tourStops, useTourPlace } from "./tour.ts";

/** Names of the datasets that `gleaner demo` makes: with one of them the tour offers itself. */
const demos = ["emoji", "digits"];

/** A tour in five stops: offered once on the demo set, taken up again by the command palette. */
export function Tour() {
  const place = useTourPlace();
  const datasets = useOperation("listDatasets", {});
  const runs = useOperation("listCurations", {}, { enabled: place !== "over" });
  const filled = datasets.data?.datasets.filter(({ samples }) => samples > 0) ?? [];
  const demo = filled.find(({ name }) => demos.includes(name));
  const dataset = demo ?? filled[0];
  const run = runs.data?.runs.find((one) => dataset && one.dataset.includes(dataset.name))?.run ?? null;
  const stops = dataset ? tourStops(dataset.name, run, dataset.cover[0] ?? null) : [];

  function go(step: number): void {
    goTour(step);
    if (stops[step]) navigate(stops[step].to);
  }

  useCommands(
    dataset
      ? [
          { id: "tour", name: "Take the tour", context: "Everywhere", keys: [], run: () => go(0) },
          ...(typeof place === "number"
            ? [
                {
                  id: "tour-end",
                  name: "End the tour",
                  context: "Everywhere" as const,
                  keys: [],
                  run: () => goTour("over"),
                },
              ]
            : []),
        ]
      : [],
  );

  if (!dataset || place === "over" || (place === "new" && !demo)) return null;
  if (place === "new") {
    return (
      <Card name="Tour" title="New here?" text="Five stops with this demo set, one minute.">
        <Button onClick={() => goTour("over")}>Not now</Button>
        <Button tone="primary" onClick={() => go(0)}>
          Take the tour
        </Button>
      </Card>
    );
  }
  const stop: TourStop | undefined = stops[place];
  if (!stop) return null;
  return (
    <Card
      name={`Tour, stop ${place + 1} of ${stops.length}`}
      title={stop.title}
      text={stop.text}
      step={[place, stops.length]}
    >
      {place > 0 && <Button onClick={() => go(place - 1)}>Back</Button>}
      {place + 1 < stops.length ? (
        <Button tone="primary" onClick={() => go(place + 1)}>
          Next
        </Button>
      ) : (
        <Button tone="primary" onClick={() => goTour("over")}>
          Done
        </Button>
      )}
    </Card>
  );
}

interface CardProps {
  name: string;
  title: string;
  text: string;
  step?: [number, number];
  children: React.ReactNode;
}

function Card({ name, title, text, step, children }: CardProps) {
  return (
    <aside
      aria-label={name}
      className="fixed bottom-4 left-20 z-20 w-80 rounded-xl border border-accent bg-raised p-4 shadow-pop"
    >
      <div className="flex items-start gap-2">
        <h2 className="min-w-0 grow text-base font-semibold" aria-live="polite">
          {title}
        </h2>
        <IconButton
          icon="close"
          name="End the tour"
          side="top"
          className="-mt-1.5 -mr-2"
          onClick={() => goTour("over")}
        />
      </div>
      <p className="mt-0.5 text-ink-muted">{text}</p>
      <div className="mt-3 flex items-center gap-2">
        {step && (
          <span aria-hidden="true" className="flex gap-1.5">
            {Array.from({ length: step[1] }, (_, at) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: dots have nothing else
                key={at}
                className={at === step[0] ? "size-2 rounded-full bg-accent" : "size-2 rounded-full bg-line-strong/60"}
              />
            ))}
          </span>
        )}
        <span className="ml-auto flex gap-2">{children}</span>
      </div>
    </aside>
  );
}
