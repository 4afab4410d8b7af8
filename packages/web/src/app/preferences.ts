import { useState } from "react";

/** A text kept in this browser; null where there is none. */
export function readText(key: string): string | null {
  try {
    return localStorage.getItem(`gleaner.${key}`);
  } catch {
    return null;
  }
}

/** Keeps a text in this browser, as far as it lets. */
export function storeText(key: string, value: string): void {
  try {
    localStorage.setItem(`gleaner.${key}`, value);
  } catch {
    // Storage may be full or refused; a preference then lasts as long as the page.
  }
}

/** A preference of this browser that is one of a few words. */
export function storedChoice<Value extends string>(key: string, choices: readonly Value[], fallback: Value) {
  let current = choices.find((choice) => choice === readText(key)) ?? fallback;
  return {
    read: () => current,
    write(value: Value) {
      current = value;
      storeText(key, value);
    },
  };
}

/** A number kept in this browser, clamped to its range. */
export function useStoredNumber(key: string, fallback: number, [min, max]: [number, number]) {
  const clamp = (value: number) => Math.min(max, Math.max(min, value));
  const [value, setValue] = useState(() => {
    const stored = readText(key);
    return stored !== null && Number.isFinite(Number(stored)) ? clamp(Number(stored)) : fallback;
  });
  const store = (next: number) => {
    setValue(clamp(next));
    storeText(key, String(clamp(next)));
  };
  return [value, store] as const;
}

/** A yes or no kept in this browser. */
export function useStoredFlag(key: string, fallback: boolean) {
  const [value, setValue] = useState(() => {
    const stored = readText(key);
    return stored === null ? fallback : stored === "1";
  });
  const store = (next: boolean) => {
    setValue(next);
    storeText(key, next ? "1" : "0");
  };
  return [value, store] as const;
}

/** A word of a few kept in this browser. */
export function useStoredWord<Value extends string>(key: string, choices: readonly Value[], fallback: Value) {
  const [value, setValue] = useState(() => choices.find((choice) => choice === readText(key)) ?? fallback);
  const store = (next: Value) => {
    setValue(next);
    storeText(key, next);
  };
  return [value, store] as const;
}
