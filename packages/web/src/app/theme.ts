import { useSyncExternalStore } from "react";
import { storedChoice } from "./preferences.ts";

export type ThemeChoice = "system" | "light" | "dark";
export const themeChoices: ThemeChoice[] = ["system", "light", "dark"];

const stored = storedChoice("theme", themeChoices, "system");
const listeners = new Set<() => void>();
const systemDark = matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const choice = stored.read();
  if (choice === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", choice);
  for (const listener of listeners) listener();
}

/** Puts the stored choice into effect and follows the system; call once before the first paint. */
export function startTheme(): void {
  systemDark.addEventListener("change", apply);
  apply();
}

export function chooseTheme(choice: ThemeChoice): void {
  stored.write(choice);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The person's choice. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, stored.read);
}

/** Whether the page is dark now, for what is painted by hand. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, () => {
    const choice = stored.read();
    return choice === "system" ? systemDark.matches : choice === "dark";
  });
}
