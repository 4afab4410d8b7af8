import { useOperation } from "../../api/queries.ts";
import { formatDate } from "../../ui/format.ts";

const shown = 20;

/** What was done to one sample, newest first. */
export function SampleHistory({ id }: { id: string }) {
  const { data } = useOperation("history", { sample: id, limit: shown });
  if (!data || data.events.length === 0) return null;
  return (
    <section className="px-4 pt-3 pb-6">
      <h2 className="mb-1.5 text-xs font-semibold text-ink-muted">History</h2>
      <ol className="flex flex-col gap-2">
        {data.events.map((event) => (
          <li key={event.id}>
            <p className="break-words">{event.summary}</p>
            <p className="text-xs text-ink-muted">
              <time dateTime={event.at}>{formatDate(event.at)}</time>, {event.actor}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
