import { Progress } from "@base-ui/react/progress";

/** A progress bar; `value` is 0..1, or null while the end is not known. */
export function ProgressBar({ name, value }: { name: string; value: number | null }) {
  return (
    <Progress.Root value={value === null ? null : value * 100} aria-label={name}>
      <Progress.Track className="relative h-1.5 overflow-hidden rounded-full bg-line">
        <Progress.Indicator className="h-full rounded-full bg-accent transition-[width] duration-300 data-indeterminate:w-1/3 data-indeterminate:animate-pulse" />
      </Progress.Track>
    </Progress.Root>
  );
}
