import { useConnection } from "../api/connection.ts";
import { Icon } from "../ui/Icon.tsx";

/** Says that the server is gone while it is; what is on screen stays. */
export function OfflineBanner() {
  if (useConnection() !== "lost") return null;
  return (
    <div role="status" className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-1.5 text-sm text-ink">
      <Icon name="offline" className="text-warning" />
      <span>
        The Gleaner server does not answer. Start it again with <code className="font-mono text-xs">gleaner serve</code>
        . This page goes on by itself; at another address, open the one that it prints.
      </span>
    </div>
  );
}
