import type { Workspace } from "@gleaner/store";

/**
 * A name for the next run of a goal, `<goal>-<number>`: one more than the largest number that a run or a slice of such a name has, so that
 * the slices of deleted runs are left alone.
 */
export async function nextRunName({ curations, slices }: Workspace, goal: string): Promise<string> {
  const names = [...(await curations.list()).map(({ run }) => run), ...(await slices.list()).map(({ name }) => name)];
  const numbers = names.map((name) => {
    const [, number] = name.startsWith(`${goal}-`) ? (/^-(\d+)(?: |$)/.exec(name.slice(goal.length)) ?? []) : [];
    return number === undefined ? 0 : Number(number);
  });
  return `${goal}-${Math.max(0, ...numbers) + 1}`;
}
