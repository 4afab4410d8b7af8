const escapePattern = /\\x[0-9a-f]{2}/;
const posix = process.platform !== "win32";
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function utf8OrNull(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Length in bytes of the valid UTF-8 sequence that starts at `index`, or 0. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index];
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (index + length > bytes.length) return 0;
  return utf8OrNull(bytes.subarray(index, index + length)) === null ? 0 : length;
}

const escapeByte = (byte: number): string => `\\x${byte.toString(16).padStart(2, "0")}`;

/**
 * The text of a file name given as bytes. Valid UTF-8 stays as it is. On POSIX systems a name may hold any bytes: those that are
 * no UTF-8 become `\xNN`, and in such names (and in those that hold `\xNN` literally) a backslash becomes `\x5c`. So two
 * different names never become one text, and `fileLocation` gives the bytes back.
 */
export function fileNameText(bytes: Uint8Array): string {
  const text = utf8OrNull(bytes);
  if (text !== null && !(posix && escapePattern.test(text))) return text;
  if (!posix) return new TextDecoder().decode(bytes);
  let escaped = "";
  for (let index = 0; index < bytes.length; ) {
    const length = bytes[index] === 0x5c ? 0 : sequenceLength(bytes, index);
    escaped += length === 0 ? escapeByte(bytes[index]) : strictUtf8.decode(bytes.subarray(index, index + length));
    index += Math.max(length, 1);
  }
  return escaped;
}

/** What to hand to `node:fs` for a path made by `fileNameText`: the text itself, or its bytes where it holds escapes. */
export function fileLocation(file: string): string | Buffer {
  if (!posix || !escapePattern.test(file)) return file;
  const parts: Buffer[] = [];
  let rest = file;
  for (let match = escapePattern.exec(rest); match; match = escapePattern.exec(rest)) {
    parts.push(Buffer.from(rest.slice(0, match.index)), Buffer.from([Number.parseInt(match[0].slice(2), 16)]));
    rest = rest.slice(match.index + 4);
  }
  return Buffer.concat([...parts, Buffer.from(rest)]);
}

/** A path given by a user or the operating system, as text in the form of `fileNameText`. */
export function pathText(path: string): string {
  return fileNameText(Buffer.from(path));
}
