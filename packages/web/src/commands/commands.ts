import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { eventKeys } from "./keys.ts";

/** Where commands belong: headings of the shortcut sheet. */
export type CommandContext = "Everywhere" | "Explore" | "Grid" | "Map" | "Sample" | "Function" | "Curate" | "Quality";

/** Something a person can do, by key, by palette, or both. */
export interface Command {
  id: string;
  name: string;
  context: CommandContext;
  /** Combinations such as `mod+k`, `shift+?`; none: palette only. */
  keys: string[];
  run: () => void;
  /** Left out of the palette: movements that make no sense there. */
  keysOnly?: boolean;
  /** How the shortcut sheet shows it, where several commands share a line; null leaves it out. */
  sheet?: { name: string; keys: string[] } | null;
  /** Fires again while the key is held. */
  repeats?: boolean;
  /** False lets the key go to another command, for example where the focus is elsewhere. */
  when?: () => boolean;
}

interface Layer {
  /** How many dialogs it lies in. */
  depth: number;
  /** When its component was first rendered: what is inside of another, or came later, is higher and wins a key. */
  order: number;
  /** A dialog hides every layer outside of it, also those that come later, such as a part of the page that is still loading. */
  modal: boolean;
  commands: () => Command[];
}

const layers = new Map<string, Layer>();
let rendered = 0;
const listeners = new Set<() => void>();
let version = 0;

function changed(): void {
  version++;
  for (const listener of listeners) listener();
}

function visibleLayers(): Layer[] {
  const all = [...layers.values()].sort((a, b) => a.order - b.order);
  const dialog = all.findLast(({ modal }) => modal);
  return dialog ? all.filter(({ depth, order }) => depth >= dialog.depth && order >= dialog.order) : all;
}

/** The commands that can run now, innermost first. */
export function activeCommands(): Command[] {
  return visibleLayers()
    .reverse()
    .flatMap((layer) => layer.commands());
}

/** Every registered command, also those below a dialog, for the shortcut sheet. */
export function allCommands(): Command[] {
  return [...layers.values()].flatMap((layer) => layer.commands());
}

/** Commands exist while the component is mounted; a layer inside of another, or mounted later, wins a key. */
export function useCommands(commands: Command[]): void {
  useLayer(commands, false);
}

/**
 * While mounted, the commands of everything outside are off: for dialogs. `commands` are those of the dialog itself; what it renders goes
 * into {@link DialogContent}, else its commands would be off too.
 */
export function useModalContext(commands: Command[] = []): void {
  useLayer(commands, true);
}

const Depth = createContext(0);

/** The content of a dialog, whose commands work while it is open. */
export function DialogContent({ children }: { children: ReactNode }): ReactNode {
  return createElement(Depth, { value: useContext(Depth) + 1 }, children);
}

function useLayer(commands: Command[], modal: boolean): void {
  const id = useId();
  const [order] = useState(() => ++rendered);
  const depth = useContext(Depth) + (modal ? 1 : 0);
  const latest = useRef(commands);
  latest.current = commands;
  // Before what announces them is painted: a key pressed at its sight must not be lost.
  useLayoutEffect(() => {
    layers.set(id, { depth, order, modal, commands: () => latest.current });
    changed();
    return () => {
      layers.delete(id);
      changed();
    };
  }, [id, depth, order, modal]);
}

/** Follows which commands are registered. */
export function useCommandVersion(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => version,
  );
}

/** Runs the command of a key event; false where none fits. Keys typed into text and keys of open menus are left alone. */
export function dispatchKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || belongsToControl(event)) return false;
  const keys = eventKeys(event);
  const command = activeCommands().find(
    (candidate) => candidate.keys.some((key) => keys.includes(key)) && (candidate.when?.() ?? true),
  );
  if (!command || (event.repeat && !command.repeats)) return false;
  event.preventDefault();
  command.run();
  return true;
}

function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("[role=menu], [role=listbox]:not([data-keys]), [role=combobox]"))
    return true;
  if (target instanceof HTMLInputElement && target.type === "range") return /^(Arrow|Home|End|Page)/.test(event.key);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  const activates = event.key === " " || event.key === "Enter";
  return activates && target.closest("button, a[href], [role=button], [role=checkbox], [role=switch]") !== null;
}

const peekAfter = 350;

/** Switches something for good by a short press of a key, and only while it is held by a long one. */
export function peek(change: () => void, back: () => void): void {
  const pressed = performance.now();
  change();
  addEventListener("keyup", () => performance.now() - pressed > peekAfter && back(), { once: true });
}
