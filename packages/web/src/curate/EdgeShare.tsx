import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { Field } from "../ui/Field.tsx";
import { RangeSlider } from "../ui/RangeSlider.tsx";

interface EdgeShareProps {
  percent: number | null;
  /** What happens unless a share is chosen. */
  byRule: string;
  onChange: (percent: number | null) => void;
}

/** How much of the budget goes to rare samples: by rule, or as chosen. */
export function EdgeShare({ percent, byRule, onChange }: EdgeShareProps) {
  return (
    <Field
      group
      label="Share for rare cases"
      hint={percent === null ? byRule : `${percent} % of the budget goes to samples far from all others.`}
    >
      {() => (
        <div className="flex items-center gap-3">
          <ChoiceGroup
            name="Share for rare cases"
            value={percent === null ? "auto" : "chosen"}
            choices={[
              { value: "auto", label: "Automatic" },
              { value: "chosen", label: "Choose" },
            ]}
            onChange={(value) => onChange(value === "auto" ? null : 20)}
          />
          {percent !== null && (
            <RangeSlider
              names={["Share for rare cases"]}
              value={[percent]}
              min={0}
              max={100}
              step={1}
              format={(value) => `${value} percent`}
              onChange={([value]) => onChange(value)}
              className="min-w-32 grow"
            />
          )}
        </div>
      )}
    </Field>
  );
}
