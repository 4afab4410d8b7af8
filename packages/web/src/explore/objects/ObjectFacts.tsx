import type { ObjectDetail } from "@gleaner/schema";
import { Link } from "../../router/Link.tsx";
import { explore } from "../../router/routes.ts";
import { formatNumber, formatShare } from "../../ui/format.ts";
import { fieldLabel } from "../field-names.ts";
import { Fact, FunctionScores, Group, IndexFacts, metadataText, ValueButton } from "../sample/facts.tsx";

interface ObjectFactsProps {
  detail: ObjectDetail;
  onFilter: (field: string, value: string | number) => void;
}

/** What is known of one object apart from its sample. */
export function ObjectFacts({ detail, onFilter }: ObjectFactsProps) {
  const { object, index, slices, functions } = detail;
  const [left, top, width, height] = object.box;
  const attributes = Object.entries(object.attributes);
  return (
    <>
      <Group title="This object">
        <Fact name="Class">
          {object.class === null ? (
            "None yet"
          ) : (
            <ValueButton onClick={() => onFilter("label", object.class ?? "")}>{object.class}</ValueButton>
          )}
          {object.confidence !== null && (
            <span className="tabular ml-1.5 text-xs text-ink-muted">{formatShare(object.confidence)}</span>
          )}
        </Fact>
        <Fact name="Source">{object.source}</Fact>
        <Fact name="Box">
          <span className="tabular">
            {formatNumber(width)} × {formatNumber(height)}{" "}
            <span className="text-ink-muted">
              at {formatNumber(left)}, {formatNumber(top)}
            </span>
          </span>
        </Fact>
        {detail.width !== null && detail.height !== null && (
          <Fact name={fieldLabel("area")}>{formatShare((width * height) / (detail.width * detail.height))}</Fact>
        )}
        {attributes.map(([name, value]) => (
          <Fact key={name} name={name}>
            {metadataText(value)}
          </Fact>
        ))}
        {slices.length > 0 && (
          <Fact name="Slices">
            {slices.map((name) => (
              <Link
                key={name}
                to={explore({ unit: "object", slice: name })}
                className="mr-2 text-accent underline-offset-2 hover:underline"
              >
                {name}
              </Link>
            ))}
          </Fact>
        )}
      </Group>
      {functions && <FunctionScores functions={functions} />}
      {index && <IndexFacts title="In the map of the objects" index={index} onFilter={onFilter} />}
    </>
  );
}
