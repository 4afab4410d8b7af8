import type { filterProblem } from "../../api/errors.ts";

interface ProblemNoteProps {
  id: string;
  text: string;
  problem: NonNullable<ReturnType<typeof filterProblem>>;
}

/** Why a filter cannot be used, with the place marked in the text. */
export function ProblemNote({ id, text, problem }: ProblemNoteProps) {
  const from = Math.max(0, Math.min(problem.start, text.length) - 40);
  const marked = text.slice(problem.start, problem.end);
  return (
    <div
      id={id}
      role="alert"
      className="absolute top-9 left-0 z-20 w-full max-w-xl rounded-lg border border-danger/50 bg-raised px-3 py-2 shadow-pop"
    >
      <p className="truncate font-mono text-[12.5px] text-ink-muted">
        {from > 0 && "…"}
        {text.slice(from, problem.start)}
        <mark className="rounded-sm bg-danger-soft px-0.5 text-danger underline decoration-wavy underline-offset-4">
          {marked.trim() === "" ? "\u00a0\u00a0" : marked}
        </mark>
        {text.slice(problem.end, problem.end + 60)}
      </p>
      <p className="mt-1 text-sm">{problem.message}</p>
      {problem.hint && <p className="text-xs text-ink-muted">{problem.hint}</p>}
    </div>
  );
}
