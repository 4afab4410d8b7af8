import { Slider } from "@base-ui/react/slider";

interface RangeSliderProps {
  /** Accessible names of the thumbs: one for a value, two for a range. */
  names: string[];
  value: number[];
  min: number;
  max: number;
  step: number;
  onChange: (value: number[]) => void;
  onCommit?: (value: number[]) => void;
  format?: (value: number) => string;
  className?: string;
}

/** A slider with one thumb for each name. */
export function RangeSlider(props: RangeSliderProps) {
  const asList = (value: number | readonly number[]): number[] => (typeof value === "number" ? [value] : [...value]);
  return (
    <Slider.Root
      value={props.value}
      min={props.min}
      max={props.max}
      step={props.step}
      thumbAlignment="edge"
      className={props.className}
      onValueChange={(value) => props.onChange(asList(value))}
      onValueCommitted={(value) => props.onCommit?.(asList(value))}
    >
      <Slider.Control className="flex h-5 w-full touch-none items-center select-none">
        <Slider.Track className="h-[3px] w-full rounded-full bg-line">
          <Slider.Indicator className="rounded-full bg-line-strong" />
          {props.names.map((name, index) => (
            <Slider.Thumb
              key={name}
              index={index}
              getAriaLabel={() => name}
              getAriaValueText={(_, value) => props.format?.(value) ?? String(value)}
              className="size-3.5 rounded-full border border-line-strong bg-raised shadow-lift has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-1 has-[:focus-visible]:outline-accent"
            />
          ))}
        </Slider.Track>
      </Slider.Control>
    </Slider.Root>
  );
}
