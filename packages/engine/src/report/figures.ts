import type { ControlArm, FigureFormat } from "./evidence.ts";

/** Decimals are cut here: finer differences than this mean nothing in a report. */
const mostDecimals = 5;
/** Means of counts below this keep a decimal: 1.4 is not 1. */
const smallCount = 10;
const formatters = Array.from(
  { length: mostDecimals + 1 },
  (_, decimals) => new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
);

/**
 * A figure in print: whole counts with separators, shares in percent, distances with three significant digits. A share never rounds
 * to 0 % or 100 % unless it is: it reads `<0.1%` and `>99.9%`. The minus sign is U+2212.
 */
export function figureText(value: number, format: FigureFormat): string {
  if (format !== "share") {
    if (Math.abs(value) > 0 && Math.abs(value) < 10 ** -mostDecimals / 2)
      return `<${numberText(10 ** -mostDecimals, mostDecimals)}`;
    const text = numberText(value, Number.isInteger(value) ? 0 : decimalsFor(value, 3));
    return format !== "distance" && text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  }
  if (value > 0 && value < 0.001) return "<0.1%";
  if (value < 1 && value > 0.999) return ">99.9%";
  return `${numberText(value * 100, value === 0 || value === 1 ? 0 : 1)}%`;
}

/** A figure without trailing zeros, for axes and thresholds: `20%`, `2.5`. */
export function plainFigureText(value: number, format: FigureFormat): string {
  return figureText(value, format)
    .replace(/(\.\d*?)0+(%?)$/, "$1$2")
    .replace(/\.(%?)$/, "$1");
}

/**
 * Mean and standard deviation to the digits that the deviation supports (two significant ones; counts: one decimal at most):
 * `3,201 ± 24`, `0.634 ± 0.011`, `66.50 ± 0.52%`. A deviation that would round to nothing reads `<0.1`.
 */
export function spreadText({ mean, sd }: Pick<ControlArm, "mean" | "sd">, format: FigureFormat): string {
  if (sd === 0) return `${figureText(mean, format)} ± 0`;
  const scale = format === "share" ? 100 : 1;
  const most = format === "count" ? (sd < 1 || Math.abs(mean) < smallCount ? 1 : 0) : mostDecimals;
  const decimals = Math.min(most, decimalsFor(sd * scale, 2));
  const unit = format === "share" ? "%" : "";
  const least = 10 ** -decimals;
  const spread = sd * scale < least / 2 ? `<${numberText(least, decimals)}` : numberText(sd * scale, decimals);
  return `${numberText(mean * scale, decimals)} ± ${spread}${unit}`;
}

/** A count with separators: `70,000`. */
export function countText(value: number): string {
  return figureText(value, "count");
}

/** A share in percent: `33.6%`. A share of nothing reads as a dash. */
export function shareText(part: number, whole: number): string {
  return whole > 0 ? figureText(part / whole, "share") : "–";
}

/** A difference with its sign: `+1,611`, `−0.012`. */
export function differenceText(value: number, format: FigureFormat): string {
  const text = figureText(Math.abs(value), format);
  if (value === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

function numberText(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(3).replace("-", "−").replace("e+", "e");
  return formatters[decimals].format(value).replace("-", "−");
}

/** Decimals that leave `significant` digits of a value, 0 to 5. */
function decimalsFor(value: number, significant: number): number {
  if (value === 0) return 0;
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return Math.min(mostDecimals, Math.max(0, significant - 1 - magnitude));
}
