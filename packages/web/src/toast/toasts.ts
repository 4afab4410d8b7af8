import { Toast } from "@base-ui/react/toast";
import { readableError } from "../api/errors.ts";

/** The queue of messages; works outside of components too. */
export const toastManager = Toast.createToastManager();

interface ToastAction {
  label: string;
  run: () => void;
}

/** Id of the message that offers to undo the latest change. */
let undoOffer: string | null = null;

/** Says that something was done, with one action at most. */
export function announce(title: string, options: { description?: string; action?: ToastAction } = {}): void {
  const { description, action } = options;
  toastManager.add({
    title,
    description,
    timeout: action ? 8000 : 5000,
    actionProps: action ? { children: action.label, onClick: action.run } : undefined,
  });
}

/**
 * Says that something was changed and offers to undo it. Only the latest change can be undone, so an earlier offer goes away.
 */
export function announceChange(title: string, undo: () => Promise<void>): void {
  withdrawUndo();
  undoOffer = toastManager.add({
    title,
    timeout: 8000,
    actionProps: { children: "Undo", onClick: () => void undo() },
  });
}

/** Takes back the offer to undo, as when the change was undone by key. */
export function withdrawUndo(): void {
  if (undoOffer !== null) toastManager.close(undoOffer);
  undoOffer = null;
}

/** Says that something failed and what to do. Stays until it is closed. */
export function announceFailure(error: unknown): void {
  const { message, hint } = readableError(error);
  toastManager.add({ title: message, description: hint, type: "error", timeout: 0, priority: "high" });
}
