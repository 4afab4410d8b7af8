import type { Finding, FindingAction } from "@gleaner/schema";
import { useRef } from "react";
import { useCommands } from "../commands/commands.ts";
import { Link } from "../router/Link.tsx";
import { explore } from "../router/routes.ts";
import { classes } from "../ui/classes.ts";
import { formatShare, sentence } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import { ClassChoice, keyedClasses, useClasses } from "./ClassChoice.tsx";
import { actionName, actionsOf, actionWords, issueName, stateWords, takesClass } from "./kinds.ts";
import { RelatedSamples } from "./RelatedSamples.tsx";

interface DecisionPanelProps {
  finding: Finding;
  onDecide: (action: FindingAction, className?: string) => void;
}

/** What is in doubt, why, what it looks like, and what can be done: every action by one key. */
export function DecisionPanel({ finding, onDecide }: DecisionPanelProps) {
  const input = useRef<HTMLInputElement>(null);
  const choosing = takesClass(finding);
  const names = useClasses(choosing ? finding.dataset : null);
  const actions = actionsOf(finding);
  const relabel = (name: string) => name !== finding.label && onDecide("relabel", name);

  useCommands([
    {
      id: "quality-first",
      name: "Do what is likely right",
      context: "Quality",
      keys: ["enter"],
      run: () => actions[0] && onDecide(actions[0]),
    },
    ...actions.map((action) => ({
      id: `quality-${action}`,
      name: actionName(finding, action),
      context: "Quality" as const,
      keys: [actionWords[action].key],
      run: () => onDecide(action),
    })),
    ...(choosing
      ? names.slice(0, keyedClasses).map((name, at) => ({
          id: `quality-class-${at + 1}`,
          name: `Relabel ${name}`,
          context: "Quality" as const,
          keys: [String(at + 1)],
          sheet: at === 0 ? { name: "Relabel with one of the nine most frequent classes", keys: ["1", "9"] } : null,
          run: () => relabel(name),
        }))
      : []),
    {
      id: "quality-class",
      name: "Type another class",
      context: "Quality",
      keys: ["c"],
      when: () => choosing,
      run: () => input.current?.focus(),
    },
  ]);

  return (
    <div className="flex flex-col gap-4 p-4">
      <header>
        <p className="flex items-center gap-2 text-xs text-ink-muted">
          <span>{issueName(finding.issue)}</span>
          {finding.state !== "open" && (
            <span className="rounded-full bg-sunken px-2 py-0.5">{stateWords[finding.state]}</span>
          )}
          <span className="tabular ml-auto">{formatShare(finding.score)} sure</span>
        </p>
        {(finding.label !== null || finding.suggested !== null) && (
          <p className="mt-1 flex flex-wrap items-center gap-x-2 text-lg font-semibold break-words">
            <span className={classes(finding.suggested !== null && "font-normal text-ink-muted line-through")}>
              {finding.label ?? "no label"}
            </span>
            {finding.suggested !== null && (
              <>
                <Icon name="arrowRight" className="text-ink-muted" />
                <span>{finding.suggested}</span>
              </>
            )}
          </p>
        )}
        <p className="mt-1 text-ink-muted">{sentence(finding.reason)}</p>
      </header>
      <div className="grid grid-cols-2 gap-1.5">
        {actions.map((action, at) => (
          <button
            key={action}
            type="button"
            onClick={() => onDecide(action)}
            className={classes(
              "flex h-9 min-w-0 items-center gap-2 rounded-md border px-2.5 text-left",
              at === 0
                ? "col-span-2 border-accent bg-accent font-medium text-on-accent hover:bg-accent-strong"
                : "border-line bg-raised hover:border-line-strong",
            )}
          >
            {at === 0 && <Icon name={actionWords[action].icon} className="shrink-0" />}
            <span className="min-w-0 grow truncate">{actionName(finding, action)}</span>
            <span className="flex shrink-0 gap-1">
              {at === 0 && <Kbd keys="enter" />}
              <Kbd keys={actionWords[action].key} />
            </span>
          </button>
        ))}
      </div>
      {choosing && (
        <ClassChoice
          names={names}
          present={finding.label}
          suggested={finding.suggested}
          onChoose={relabel}
          inputRef={input}
        />
      )}
      <RelatedSamples finding={finding} />
      <Link
        to={explore({ sample: { id: finding.sample, at: null } })}
        className="self-start rounded text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
      >
        Everything known of this sample
      </Link>
    </div>
  );
}
