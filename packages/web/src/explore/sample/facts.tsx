import type { MetadataValue, SampleDetail } from "@gleaner/schema";
import type { ReactNode } from "react";
import { Link } from "../../router/Link.tsx";
import { formatNumber } from "../../ui/format.ts";
import { fieldLabel } from "../field-names.ts";

/** A heading with facts below it. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3">
      <h2 className="mb-1.5 text-xs font-semibold text-ink-muted">{title}</h2>
      <dl className="flex flex-col gap-1">{children}</dl>
    </section>
  );
}

/** One fact with its name. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-2">
      <dt className="break-words text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

/** A value that leads to the rows that share it. */
export function ValueButton({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <button
      type="button"
      className="mr-1 max-w-full rounded-sm text-left text-accent underline-offset-2 hover:underline"
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** A check's score, 0 (bad) to 1, as a number and a bar. */
export function Measure({ name, value }: { name: string; value: number }) {
  return (
    <Fact name={name}>
      <span className="flex items-center gap-2">
        <span className="tabular w-9 shrink-0">{value.toFixed(2)}</span>
        <span aria-hidden="true" className="h-1 grow overflow-hidden rounded-full bg-line">
          <span
            className={value < 0.35 ? "block h-full bg-warning" : "block h-full bg-line-strong"}
            style={{ width: `${Math.min(1, Math.max(0, value)) * 100}%` }}
          />
        </span>
      </span>
    </Fact>
  );
}

/** A metadata value for people. */
export function metadataText(value: MetadataValue): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? formatNumber(value) : value;
}

/** What functions say, each leading to its page. */
export function FunctionScores({ functions }: { functions: NonNullable<SampleDetail["functions"]> }) {
  return (
    <Group title="Functions">
      {functions.map(({ name, score, hit }) => (
        <Fact key={name} name={name}>
          <Link
            to={{ screen: "function", name }}
            className="tabular mr-2 text-accent underline-offset-2 hover:underline"
          >
            {score.toFixed(3)}
          </Link>
          {hit && <span className="text-xs text-ink-muted">a hit</span>}
        </Fact>
      ))}
    </Group>
  );
}

interface IndexFactsProps {
  title: string;
  index: NonNullable<SampleDetail["index"]>;
  onFilter: (field: string, value: number) => void;
}

/** What the index derives for one row. */
export function IndexFacts({ title, index, onFilter }: IndexFactsProps) {
  return (
    <Group title={title}>
      <Fact name={fieldLabel("cluster")}>
        <ValueButton onClick={() => onFilter("cluster", index.cluster)}>{index.cluster}</ValueButton>
        <span className="ml-1.5 text-xs text-ink-muted">
          {index.clusterSize <= 2
            ? `edge case, ${index.clusterSize} in it`
            : `${formatNumber(index.clusterSize)} in it`}
        </span>
      </Fact>
      {index.nnDistance !== null && <Fact name={fieldLabel("nn_distance")}>{formatNumber(index.nnDistance)}</Fact>}
      {index.outlier !== null && <Fact name={fieldLabel("outlier")}>{formatNumber(index.outlier)}</Fact>}
      {index.typicality !== null && <Fact name={fieldLabel("typicality")}>{formatNumber(index.typicality)}</Fact>}
      <Fact name={fieldLabel("duplicate")}>{index.duplicate ? "Yes" : "No"}</Fact>
    </Group>
  );
}
