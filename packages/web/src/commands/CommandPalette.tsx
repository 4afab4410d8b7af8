import { useId, useMemo, useRef, useState } from "react";
import { classes } from "../ui/classes.ts";
import { Kbd } from "../ui/Kbd.tsx";
import { Modal } from "../ui/Modal.tsx";
import type { Command } from "./commands.ts";

/** Finds a command by its words and runs it. `commands` are those that could run when the palette was opened. */
export function CommandPalette({ commands, onClose }: { commands: Command[]; onClose: () => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useMemo(() => matching(commands, text), [commands, text]);
  const chosen = Math.min(active, found.length - 1);

  function run(command: Command | undefined): void {
    if (!command) return;
    onClose();
    // The dialog gives focus back first; a command may move it again.
    setTimeout(command.run, 0);
  }

  function move(by: number): void {
    const next = (chosen + by + found.length) % Math.max(1, found.length);
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  }

  return (
    <Modal title="Commands" onClose={onClose}>
      <input
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found[chosen] ? `${id}-${chosen}` : undefined}
        placeholder="What do you want to do?"
        value={text}
        className="h-9 w-full rounded-md border border-line-strong/60 bg-surface px-3 text-base"
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") move(1);
          else if (event.key === "ArrowUp") move(-1);
          else if (event.key === "Enter") run(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <div ref={list} id={id} role="listbox" aria-label="Commands" className="scroll-quiet mt-2 max-h-80">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus and names its active option
          <div
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={classes("flex items-center gap-3 rounded-md px-2 py-1.5", index === chosen && "bg-hover")}
            onPointerMove={() => setActive(index)}
            onClick={() => run(command)}
            onKeyDown={() => {}}
          >
            <span className="grow">{command.name}</span>
            <span className="text-xs text-ink-faint">{command.context}</span>
            {command.keys[0] && <Kbd keys={command.keys[0]} />}
          </div>
        ))}
        {found.length === 0 && <div className="px-2 py-3 text-ink-muted">No command has these words.</div>}
      </div>
    </Modal>
  );
}

function matching(commands: Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const seen = new Set<string>();
  return commands.filter((command) => {
    if (command.keysOnly || seen.has(command.id)) return false;
    seen.add(command.id);
    const name = `${command.name} ${command.context}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}
