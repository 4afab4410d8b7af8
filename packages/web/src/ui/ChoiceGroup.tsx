import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./Icon.tsx";

interface Choice<Value extends string> {
  value: Value;
  label: string;
  icon?: IconName;
}

interface ChoiceGroupProps<Value extends string> {
  /** The accessible name. */
  name: string;
  value: Value;
  choices: Choice<Value>[];
  onChange: (value: Value) => void;
  /** Shows only icons; the labels become names. */
  iconsOnly?: boolean;
}

/** A row of buttons of which one is chosen. */
export function ChoiceGroup<Value extends string>(props: ChoiceGroupProps<Value>) {
  return (
    <ToggleGroup
      aria-label={props.name}
      value={[props.value]}
      onValueChange={(values) => {
        const chosen = props.choices.find((choice) => choice.value === values[0]);
        if (chosen) props.onChange(chosen.value);
      }}
      className="inline-flex rounded-md bg-sunken p-0.5"
    >
      {props.choices.map((choice) => (
        <Toggle
          key={choice.value}
          value={choice.value}
          aria-label={choice.label}
          title={props.iconsOnly ? choice.label : undefined}
          className={classes(
            "inline-flex h-7 items-center gap-1.5 rounded-[5px] text-sm text-ink-muted hover:text-ink",
            props.iconsOnly ? "w-7 justify-center" : "px-2.5",
            "data-pressed:bg-raised data-pressed:text-ink data-pressed:shadow-lift",
          )}
        >
          {choice.icon && <Icon name={choice.icon} />}
          {!props.iconsOnly && choice.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
