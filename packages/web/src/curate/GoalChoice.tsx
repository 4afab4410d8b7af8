import { classes } from "../ui/classes.ts";
import { type Goal, goalFacts, goals } from "./goals.ts";

/** The goals as a row of cards of which one is chosen, and what the chosen one does. */
export function GoalChoice({ goal, onChange }: { goal: Goal; onChange: (goal: Goal) => void }) {
  return (
    <fieldset>
      <legend className="mb-2 text-base font-semibold">Goal</legend>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {goals.map(({ value, name, question }) => (
          <label
            key={value}
            className={classes(
              "relative flex flex-col rounded-lg border px-3 py-2 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-1 has-[:focus-visible]:outline-accent",
              value === goal ? "border-accent bg-accent-soft" : "border-line bg-raised hover:border-line-strong",
            )}
          >
            <input
              type="radio"
              name="goal"
              value={value}
              checked={value === goal}
              onChange={() => onChange(value)}
              className="sr-only"
            />
            <span className="font-medium">{name}</span>
            <span className="text-xs text-ink-muted">{question}</span>
          </label>
        ))}
      </div>
      <p className="mt-3 max-w-prose text-ink-muted">{goalFacts(goal).explanation}</p>
    </fieldset>
  );
}
