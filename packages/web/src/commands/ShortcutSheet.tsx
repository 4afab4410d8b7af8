import { Fragment } from "react";
import { Kbd } from "../ui/Kbd.tsx";
import { Modal } from "../ui/Modal.tsx";
import { allCommands, type Command, type CommandContext } from "./commands.ts";

const order: CommandContext[] = ["Everywhere", "Explore", "Grid", "Map", "Sample", "Function", "Curate", "Quality"];

/** Every shortcut of the present screen, grouped by where it works. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const groups = order
    .map((context) => ({ context, commands: listed(context) }))
    .filter(({ commands }) => commands.length > 0);
  return (
    <Modal
      title="Keyboard shortcuts"
      description="Off while you type or a menu is open."
      onClose={onClose}
      width="wide"
    >
      <div className="columns-1 gap-8 pb-2 sm:columns-2">
        {groups.map(({ context, commands }) => (
          <section key={context} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-xs font-semibold text-ink-muted">{context}</h3>
            <dl>
              {commands.map((command) => (
                <div key={command.id} className="flex items-center justify-between gap-4 border-b border-line py-1.5">
                  <dt>{command.sheet?.name ?? command.name}</dt>
                  <dd className="flex items-center gap-1.5 text-xs text-ink-faint">
                    {(command.sheet?.keys ?? command.keys).map((keys, index) => (
                      <Fragment key={keys}>
                        {index > 0 && command.sheet === undefined && "or"}
                        <Kbd keys={keys} />
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

function listed(context: CommandContext): Command[] {
  const seen = new Set<string>();
  return allCommands().filter((command) => {
    if (command.context !== context || command.keys.length === 0 || command.sheet === null) return false;
    if (seen.has(command.id)) return false;
    seen.add(command.id);
    return true;
  });
}
