import type { MetadataValue, SampleDetail } from "@gleaner/schema";
import type { ReactNode } from "react";
import { Link } from "../../router/Link.tsx";
import { explore } from "../../router/routes.ts";
import { formatBytes, formatDate, formatNumber, formatShare } from "../../ui/format.ts";
import { fieldLabel } from "../field-names.ts";

interface SampleFactsProps {
  sample: SampleDetail;
  /** Shows the samples that share a value. */
  onFilter: (field: string, value: string | number) => void;
}

/** Labels, tags, index values, checks and metadata of one sample; values lead to the samples that share them. */
export function SampleFacts({ sample, onFilter }: SampleFactsProps) {
  const { index } = sample;
  return (
    <div className="flex flex-col">
      <Group title="Labels">
        {sample.labelRecords.length === 0 && <Fact name="Class">None yet</Fact>}
        {sample.labelRecords.map((label) => (
          <Fact key={`${label.source} ${label.class}`} name={label.source}>
            <ValueButton onClick={() => onFilter("label", label.class)}>{label.class}</ValueButton>
            {label.confidence !== null && (
              <span className="tabular ml-1.5 text-xs text-ink-muted">{formatShare(label.confidence)}</span>
            )}
          </Fact>
        ))}
      </Group>
      {(sample.tags.length > 0 || sample.slices.length > 0) && (
        <Group title="Tags and slices">
          {sample.tags.length > 0 && (
            <Fact name="Tags">
              {sample.tags.map((tag) => (
                <ValueButton key={tag} onClick={() => onFilter("tags", tag)}>
                  {tag}
                </ValueButton>
              ))}
            </Fact>
          )}
          {sample.slices.length > 0 && (
            <Fact name="Slices">
              {sample.slices.map((name) => (
                <Link
                  key={name}
                  to={explore({ slice: name })}
                  className="mr-2 text-accent underline-offset-2 hover:underline"
                >
                  {name}
                </Link>
              ))}
            </Fact>
          )}
        </Group>
      )}
      {sample.functions && (
        <Group title="Functions">
          {sample.functions.map(({ name, score, hit }) => (
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
      )}
      {index && (
        <Group title="In the map of its dataset">
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
      )}
      {Object.keys(sample.measures).length > 0 && (
        <Group title="Image checks">
          {Object.entries(sample.measures).map(([name, value]) => (
            <Measure key={name} name={fieldLabel(name)} value={value} />
          ))}
        </Group>
      )}
      <Group title="File">
        <Fact name="Dataset">
          <ValueButton onClick={() => onFilter("dataset", sample.dataset)}>{sample.dataset}</ValueButton>
        </Fact>
        {sample.split !== null && (
          <Fact name="Split">
            <ValueButton onClick={() => onFilter("split", sample.split ?? "")}>{sample.split}</ValueButton>
          </Fact>
        )}
        {sample.width !== null && sample.height !== null && (
          <Fact name="Size">
            {sample.width} × {sample.height}
            {sample.bytes !== null && <span className="ml-1.5 text-ink-muted">{formatBytes(sample.bytes)}</span>}
          </Fact>
        )}
        {sample.format && <Fact name="Format">{sample.format}</Fact>}
        <Fact name="Imported">{formatDate(sample.createdAt)}</Fact>
        <Fact name="Path">
          <span className="font-mono text-xs break-all select-all">{sample.path}</span>
        </Fact>
        <Fact name="Id">
          <span className="font-mono text-xs break-all select-all">{sample.id}</span>
        </Fact>
      </Group>
      {Object.keys(sample.meta).length > 0 && (
        <Group title="Metadata">
          {Object.entries(sample.meta).map(([name, value]) => (
            <Fact key={name} name={name}>
              {typeof value === "string" ? (
                <ValueButton onClick={() => onFilter(`meta.${name}`, value)}>{value}</ValueButton>
              ) : (
                metadataText(value)
              )}
            </Fact>
          ))}
        </Group>
      )}
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3">
      <h2 className="mb-1.5 text-xs font-semibold text-ink-muted">{title}</h2>
      <dl className="flex flex-col gap-1">{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-2">
      <dt className="break-words text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function ValueButton({ children, onClick }: { children: ReactNode; onClick: () => void }) {
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
function Measure({ name, value }: { name: string; value: number }) {
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

function metadataText(value: MetadataValue): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? formatNumber(value) : value;
}
