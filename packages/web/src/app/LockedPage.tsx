import { useState } from "react";
import { refreshConnection } from "../api/connection.ts";
import { readableError } from "../api/errors.ts";
import { enterBy } from "../api/session.ts";
import { useModalContext } from "../commands/commands.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

/**
 * Lies over the application when the server does not know this browser: it did not come by the launch address, or the server was started
 * anew. Goes away by itself when another tab is let in, or when the address is pasted here.
 */
export function LockedPage() {
  useModalContext();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);

  async function enter(): Promise<void> {
    try {
      await enterBy(text);
      setProblem((await refreshConnection()) === "open" ? null : "The server did not let this tab in.");
    } catch (error) {
      const { code, message, hint } = readableError(error);
      setProblem(
        code === "unauthorized"
          ? "This address is of an earlier start. Copy the one that was printed last."
          : `${message} ${hint ?? ""}`,
      );
    }
  }

  return (
    <main className="fixed inset-0 z-50 grid place-items-center overflow-auto bg-canvas/90 p-4 backdrop-blur-sm">
      <form
        className="w-full max-w-lg rounded-xl border border-line bg-raised p-6 shadow-pop"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <h1 className="flex items-center gap-2 text-lg font-semibold">
          <Icon name="offline" className="text-ink-muted" />
          Open Gleaner by its launch address
        </h1>
        <p className="mt-2 text-ink-muted">
          Each start of <code className="font-mono text-xs">gleaner serve</code> makes a new key and prints an address
          that holds it. Open that address in this browser and this tab goes on where it was, or paste it here.
        </p>
        <div className="mt-4 flex gap-2">
          <input
            aria-label="Launch address"
            aria-describedby={problem === null ? undefined : "launch-problem"}
            aria-invalid={problem !== null}
            autoComplete="off"
            spellCheck={false}
            placeholder={`${location.origin}/#token=…`}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="h-8 min-w-0 grow rounded-md border border-line-strong/60 bg-surface px-2.5 font-mono text-xs"
          />
          <Button type="submit" tone="primary" disabled={text.trim() === ""}>
            Go on
          </Button>
        </div>
        {problem !== null && (
          <p id="launch-problem" role="alert" className="mt-2 text-danger">
            {problem}
          </p>
        )}
      </form>
    </main>
  );
}
