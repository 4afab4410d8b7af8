import type { FunctionExample, SavedFunction } from "@gleaner/schema";
import { Icon } from "../ui/Icon.tsx";
import { Thumbnail } from "../ui/Thumbnail.tsx";

interface ExamplesProps {
  saved: SavedFunction;
  busy: boolean;
  onRemove: (id: string) => void;
}

/** What a function stands on: samples, pictures and words to be close to, and samples to stay away from. */
export function Examples({ saved, busy, onRemove }: ExamplesProps) {
  return (
    <section className="rounded-xl border border-line bg-raised p-4">
      <h2 className="mb-2 font-semibold">Examples</h2>
      <ExampleList examples={saved.positives} locked={busy || saved.positives.length < 2} onRemove={onRemove} />
      {saved.negatives.length > 0 && (
        <>
          <h3 className="mt-3 mb-1.5 text-xs font-medium text-ink-muted">Not like these</h3>
          <ExampleList examples={saved.negatives} locked={busy} onRemove={onRemove} />
        </>
      )}
      <p className="mt-2.5 text-xs text-ink-muted">
        To add more, select samples in Explore and choose Function. Space {saved.space}, version {saved.version}.
      </p>
    </section>
  );
}

function ExampleList(props: { examples: FunctionExample[]; locked: boolean; onRemove: (id: string) => void }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(3.75rem,1fr))] gap-1.5">
      {props.examples.map((example) => (
        <li key={example.id} className="group relative aspect-square overflow-hidden rounded-md bg-tile">
          <ExamplePicture example={example} />
          {!props.locked && (
            <button
              type="button"
              aria-label={`Remove the example ${example.text ?? example.id}`}
              onClick={() => props.onRemove(example.id)}
              className="absolute top-0.5 right-0.5 flex size-5 items-center justify-center rounded-full bg-raised text-ink-muted opacity-0 shadow-lift group-hover:opacity-100 hover:text-ink focus-visible:opacity-100"
            >
              <Icon name="close" size={11} />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function ExamplePicture({ example }: { example: FunctionExample }) {
  if (example.kind === "sample" && !example.gone) {
    return <Thumbnail id={example.id} alt="Example" fill className="size-full" />;
  }
  const words = example.kind === "text" ? (example.text ?? "") : example.gone ? "Deleted since" : "A picture";
  return (
    <span className="flex size-full flex-col items-center justify-center gap-0.5 p-1 text-center text-2xs text-ink-muted">
      <Icon name={example.kind === "text" ? "label" : "image"} size={14} />
      <span className="line-clamp-2">{words}</span>
    </span>
  );
}
