import type { SampleDetail } from "@gleaner/schema";
import { Link } from "../../router/Link.tsx";
import { explore } from "../../router/routes.ts";
import { formatBytes, formatDate, formatShare } from "../../ui/format.ts";
import { fieldLabel } from "../field-names.ts";
import { Fact, FunctionScores, Group, IndexFacts, Measure, metadataText, ValueButton } from "./facts.tsx";

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
      {sample.functions && <FunctionScores functions={sample.functions} />}
      {index && <IndexFacts title="In the map of its dataset" index={index} onFilter={onFilter} />}
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
