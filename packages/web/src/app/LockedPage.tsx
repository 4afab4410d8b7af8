import { EmptyState } from "../ui/EmptyState.tsx";

/** What a browser sees that did not come by the launch address, or came back after the server was started anew. */
export function LockedPage() {
  return (
    <main className="h-full">
      <EmptyState icon="info" title="Open Gleaner by its launch address">
        The address that <code className="font-mono text-xs">gleaner serve</code> printed when it started holds a token
        that lets this browser in. It is a new one each time the server starts.
      </EmptyState>
    </main>
  );
}
