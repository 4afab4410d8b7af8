import { Button } from "../ui/Button.tsx";
import { Icon, type IconName } from "../ui/Icon.tsx";

const steps: { icon: IconName; title: string; text: string }[] = [
  {
    icon: "import",
    title: "Import a folder",
    text: "Images stay where they are. Sub-folder names become labels; broken files are listed, not fatal.",
  },
  {
    icon: "explore",
    title: "Look around",
    text: "Grid, filters and a map of what looks alike, linked both ways. Find similar images from any of them.",
  },
  {
    icon: "curate",
    title: "Curate",
    text: "Choose a budget and get a small, representative set, with a report against random sampling.",
  },
];

/** What a new workspace shows: what this is for and how to begin. */
export function FirstSteps({ onImport }: { onImport: () => void }) {
  return (
    <div className="flex grow flex-col items-center justify-center pb-16">
      <h2 className="text-2xl font-semibold text-ink">From a heap of images to a small, good training set</h2>
      <p className="mt-2 max-w-xl text-center text-balance text-base text-ink-muted">
        Everything runs on this machine: no account, no upload. Start with a folder of images.
      </p>
      <ol className="mt-8 grid max-w-4xl gap-4 md:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.title} className="rounded-xl border border-line bg-raised p-5">
            <span className="flex items-center gap-2 text-ink-muted">
              <Icon name={step.icon} size={18} />
              <span className="text-xs">{index + 1}</span>
            </span>
            <h3 className="mt-3 font-semibold">{step.title}</h3>
            <p className="mt-1 text-sm text-ink-muted">{step.text}</p>
          </li>
        ))}
      </ol>
      <Button tone="primary" icon="import" className="mt-8 h-10 px-5 text-base" onClick={onImport}>
        Import images
      </Button>
      <p className="mt-4 text-sm text-ink-muted">
        No images at hand? Run <code className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">gleaner demo</code>{" "}
        in a terminal for a set of 3,391.
      </p>
    </div>
  );
}
