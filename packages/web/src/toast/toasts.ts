import { Toast } from "@base-ui/react/toast";
import { readableError } from "../api/errors.ts";

/** The queue of messages; works outside of components too. */
export const toastManager = Toast.createToastManager();

interface ToastAction {
  label: string;
  run: () => void;
}

/** Says that something was done, with one action at most (such as Undo). */
export function announce(title: string, options: { description?: string; action?: ToastAction } = {}): void {
  const { description, action } = options;
  toastManager.add({
    title,
    description,
    timeout: action ? 8000 : 5000,
    actionProps: action ? { children: action.label, onClick: action.run } : undefined,
  });
}

/** Says that something failed and what to do. Stays until it is closed. */
export function announceFailure(error: unknown): void {
  const { message, hint } = readableError(error);
  toastManager.add({ title: message, description: hint, type: "error", timeout: 0, priority: "high" });
}
