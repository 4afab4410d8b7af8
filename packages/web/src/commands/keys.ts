const apple = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.userAgent);

/**
 * The spellings under which a key event can be bound, for example `mod+shift+z`, `?`, `shift+x`. `mod` is Cmd on Apple systems, Ctrl
 * elsewhere. A character that needs Shift is also offered without it, as layouts differ.
 */
export function eventKeys(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">,
  onApple = apple,
): string[] {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const mod = onApple ? event.metaKey : event.ctrlKey;
  const other = onApple ? event.ctrlKey : event.metaKey;
  if (other) return [];
  const prefix = (mod ? "mod+" : "") + (event.altKey ? "alt+" : "");
  const plain = prefix + key;
  if (!event.shiftKey) return [plain];
  const isSymbol = key.length === 1 && key.toUpperCase() === key;
  return isSymbol ? [plain, `${prefix}shift+${key}`] : [`${prefix}shift+${key}`];
}
