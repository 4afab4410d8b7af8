import { Dialog } from "@base-ui/react/dialog";
import { type ReactNode, useRef } from "react";
import { DialogContent, dispatchKey, useModalContext } from "../commands/commands.ts";
import { IconButton } from "./Button.tsx";
import { classes } from "./classes.ts";

interface ModalProps {
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** Buttons, right-aligned at the foot. */
  actions?: ReactNode;
  width?: "narrow" | "wide";
}

/** A dialog that is open while it is rendered. Shortcuts of what lies below it are off meanwhile. */
export function Modal({ title, description, onClose, children, actions, width = "narrow" }: ModalProps) {
  useModalContext();
  const popup = useRef<HTMLDivElement>(null);
  // An input that asked for the focus keeps it; else the dialog has it, not its close button, whose tooltip would open.
  const initialFocus = () => {
    const focused = document.activeElement;
    return focused instanceof HTMLInputElement && popup.current?.contains(focused) ? focused : popup.current;
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <Dialog.Portal>
          <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-starting-style:opacity-0" />
          <Dialog.Viewport className="fixed inset-0 z-40 grid place-items-center p-4">
            <Dialog.Popup
              ref={popup}
              initialFocus={initialFocus}
              // The popup keeps arrow keys from the page; commands of the dialog's own may want them.
              onKeyDown={({ nativeEvent }) => void dispatchKey(nativeEvent)}
              className={classes(
                "flex max-h-full w-full flex-col rounded-xl border border-line bg-raised shadow-pop outline-none",
                "transition duration-150 data-starting-style:scale-[0.98] data-starting-style:opacity-0",
                width === "wide" ? "max-w-3xl" : "max-w-lg",
              )}
            >
              <header className="flex items-start gap-3 px-5 pt-4 pb-1">
                <div className="min-w-0 grow">
                  <Dialog.Title className="text-lg font-semibold text-ink">{title}</Dialog.Title>
                  {description && (
                    <Dialog.Description className="mt-0.5 text-sm text-ink-muted">{description}</Dialog.Description>
                  )}
                </div>
                <Dialog.Close render={<IconButton icon="close" name="Close" shortcut="escape" className="-mr-2" />} />
              </header>
              <div className="scroll-quiet min-h-0 px-5 py-3">{children}</div>
              {actions && <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">{actions}</footer>}
            </Dialog.Popup>
          </Dialog.Viewport>
        </Dialog.Portal>
      </DialogContent>
    </Dialog.Root>
  );
}
