import type { Finding } from "@gleaner/schema";
import { useEffect, useRef } from "react";
import { classes } from "../ui/classes.ts";
import { formatCount } from "../ui/format.ts";
import { Thumbnail } from "../ui/Thumbnail.tsx";
import { issueName } from "./kinds.ts";

/** Rows that are in the page at once: enough to scroll through, few enough to stay light. */
const rowsAround = 60;

interface QueueListProps {
  findings: Finding[];
  at: string | null;
  onGo: (id: string) => void;
}

/** What waits, in order, with the present one marked and in sight. */
export function QueueList({ findings, at, onGo }: QueueListProps) {
  const present = useRef<HTMLButtonElement>(null);
  const place = Math.max(
    0,
    findings.findIndex(({ id }) => id === at),
  );
  const from = Math.max(0, place - rowsAround / 2);
  const shown = findings.slice(from, from + rowsAround);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the present finding
  useEffect(() => {
    // Its answer is a promise in some browsers, which an effect must not give back.
    present.current?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <ol aria-label="Queue" className="flex flex-col p-1.5">
      {shown.map((finding, index) => {
        const isPresent = finding.id === at;
        return (
          <li key={finding.id}>
            <button
              ref={isPresent ? present : undefined}
              type="button"
              aria-current={isPresent ? "true" : undefined}
              tabIndex={isPresent ? 0 : -1}
              onClick={() => onGo(finding.id)}
              className={classes(
                "flex w-full items-center gap-2.5 rounded-lg p-1.5 text-left",
                isPresent ? "bg-accent-soft" : "hover:bg-hover",
              )}
            >
              <Thumbnail id={finding.sample} alt="" fill className="size-11 shrink-0 rounded-md bg-tile" />
              <span className="min-w-0 grow">
                <span className="block truncate text-sm">{titleOf(finding)}</span>
                <span className="block truncate text-2xs text-ink-muted">{issueName(finding.issue)}</span>
              </span>
              <span className="sr-only">number {formatCount(from + index + 1)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function titleOf({ label, suggested, path }: Finding): string {
  if (label !== null && suggested !== null) return `${label} → ${suggested}`;
  return suggested ?? label ?? path.slice(path.lastIndexOf("/") + 1);
}
