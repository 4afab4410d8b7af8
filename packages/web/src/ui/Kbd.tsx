const symbols: Record<string, string> = {
  arrowleft: "←",
  arrowright: "→",
  arrowup: "↑",
  arrowdown: "↓",
  escape: "Esc",
  space: "Space",
  enter: "Enter",
  shift: "Shift",
  alt: "Alt",
  delete: "Del",
};

const apple = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.userAgent);

function keyText(part: string): string {
  if (part === "mod") return apple ? "⌘" : "Ctrl";
  return symbols[part] ?? (part.length === 1 ? part.toUpperCase() : part);
}

/** The keys of a combination; the plus sign itself may be one: `mod++`. */
function partsOf(keys: string): string[] {
  return keys.endsWith("+") ? [...keys.slice(0, -1).split("+").filter(Boolean), "+"] : keys.split("+");
}

/** A key combination such as `mod+k`, as keys to press. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex items-center gap-0.5">
      {partsOf(keys).map((part) => (
        <kbd
          key={part}
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-2xs text-ink-muted"
        >
          {keyText(part)}
        </kbd>
      ))}
    </span>
  );
}
