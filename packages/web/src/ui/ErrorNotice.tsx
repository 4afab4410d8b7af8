import { readableError } from "../api/errors.ts";
import { Button } from "./Button.tsx";
import { CodeText } from "./CodeText.tsx";
import { Icon } from "./Icon.tsx";

/** What went wrong and the next step, where the content would have been. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { message, hint, code } = readableError(error);
  return (
    <div role="alert" className="flex items-start gap-2.5 rounded-lg bg-danger-soft px-3 py-2.5 text-sm text-ink">
      <Icon name="warning" className="mt-0.5 shrink-0 text-danger" />
      <div className="min-w-0 grow">
        <p className="font-medium break-words">{message}</p>
        {hint && (
          <p className="mt-0.5 text-ink-muted">
            <CodeText text={hint} />
          </p>
        )}
        <p className="mt-0.5 font-mono text-2xs text-ink-muted">{code}</p>
      </div>
      {onRetry && (
        <Button tone="plain" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
