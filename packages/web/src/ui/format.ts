const integers = new Intl.NumberFormat("en-US");
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** 12345 -> "12,345". */
export function formatCount(value: number): string {
  return integers.format(value);
}

/** 12345 -> "12.3K", for narrow places. */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** A count with its noun: "1 sample", "2,000 samples". */
export function formatAmount(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A measured value with as many digits as help: 0.0312, 3.14, 1,920. What is left of rounding errors is 0. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return integers.format(value);
  const size = Math.abs(value);
  if (size < 1e-9) return "0";
  if (size >= 1000) return integers.format(Math.round(value));
  if (size >= 0.001) return String(Number(value.toPrecision(3)));
  return value.toExponential(1);
}

/** A share 0..1 as a percentage: 0.125 -> "12.5 %". */
export function formatShare(value: number): string {
  const percent = value * 100;
  const digits = percent > 0 && percent < 10 ? 1 : percent > 99 && percent < 100 ? 1 : 0;
  const shown = percent > 0 && percent < 100 ? Math.min(99.9, Math.max(0.1, percent)) : percent;
  return `${shown.toFixed(digits)} %`;
}

/** Bytes in the unit that fits. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** An ISO date-time in the reader's own time: "21 Nov 2026, 14:03". */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** Seconds as "4 s", "2 min 5 s", "1 h 3 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A text with a capital at its beginning. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A name of code as words: `coverageRadius` -> "Coverage radius". */
export function wordsOf(name: string): string {
  const words = name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return sentence(words.replace(/_/g, " "));
}
