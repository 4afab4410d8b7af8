import type { SkippedItem } from "@gleaner/schema";
import { formatAmount } from "../ui/format.ts";

const shown = 200;

/** What could not be used, with the reason for each. */
export function SkippedItems({ items }: { items: SkippedItem[] }) {
  if (items.length === 0) return null;
  return (
    <details className="rounded-lg border border-line" open={items.length <= 3}>
      <summary className="px-3 py-2 text-sm font-medium">
        {formatAmount(items.length, "file")} skipped; the others are done
      </summary>
      <ul className="scroll-quiet max-h-48 border-t border-line">
        {items.slice(0, shown).map((item) => (
          <li key={item.path} className="border-b border-line px-3 py-1.5 text-xs last:border-0">
            <span className="font-mono break-all">{item.path}</span>
            <span className="block text-ink-muted">
              {item.message} <code className="font-mono text-2xs">{item.code}</code>
            </span>
          </li>
        ))}
        {items.length > shown && (
          <li className="px-3 py-1.5 text-xs text-ink-muted">and {items.length - shown} more</li>
        )}
      </ul>
    </details>
  );
}
