/** A piece of a line. */
export type Inline =
  | { kind: "text" | "code" | "strong" | "emphasis"; text: string }
  | { kind: "link"; text: string; to: string };

/** A part of a page. */
export type Block =
  | { kind: "heading"; level: number; inlines: Inline[] }
  | { kind: "paragraph"; inlines: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] };

const inlinePattern = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)/g;

/** The pieces of a text: code, strong, emphasis and links; nothing is ever HTML. */
export function readInlines(text: string): Inline[] {
  const inlines: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(inlinePattern)) {
    if (match.index > at) inlines.push({ kind: "text", text: text.slice(at, match.index) });
    const [whole, code, strong, emphasis, label, to] = match;
    if (code !== undefined) inlines.push({ kind: "code", text: code });
    else if (strong !== undefined) inlines.push({ kind: "strong", text: strong });
    else if (emphasis !== undefined) inlines.push({ kind: "emphasis", text: emphasis });
    else inlines.push({ kind: "link", text: label, to });
    at = match.index + whole.length;
  }
  if (at < text.length) inlines.push({ kind: "text", text: text.slice(at) });
  return inlines;
}

const cells = (line: string) =>
  line
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => readInlines(cell.trim()));

/** The blocks of a page, of the part of Markdown that the guide is written in. */
export function readMarkdown(source: string): Block[] {
  const lines = source.split("\n");
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (fits: (line: string) => boolean) => {
    const from = at;
    while (at < lines.length && fits(lines[at])) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    const item = /^(?:-|\d+\.) /.exec(line);
    if (line.trim() === "") at++;
    else if (heading) {
      blocks.push({ kind: "heading", level: heading[1].length, inlines: readInlines(heading[2]) });
      at++;
    } else if (line.startsWith("```")) {
      at++;
      blocks.push({ kind: "code", text: takeWhile((one) => !one.startsWith("```")).join("\n") });
      at++;
    } else if (line.startsWith("    ")) {
      const text = takeWhile((one) => one.startsWith("    ")).map((one) => one.slice(4));
      blocks.push({ kind: "code", text: text.join("\n") });
    } else if (line.startsWith("|")) {
      const [head, , ...rows] = takeWhile((one) => one.startsWith("|"));
      blocks.push({ kind: "table", head: cells(head), rows: rows.map(cells) });
    } else if (item) {
      const items: string[] = [];
      for (const one of takeWhile((next) => next.trim() !== "" && !next.startsWith("```"))) {
        if (/^(?:-|\d+\.) /.test(one)) items.push(one.replace(/^(?:-|\d+\.) /, ""));
        else items[items.length - 1] += ` ${one.trim()}`;
      }
      blocks.push({ kind: "list", ordered: !line.startsWith("-"), items: items.map(readInlines) });
    } else {
      const text = takeWhile((one) => one.trim() !== "" && !/^(#|\||```|- |\d+\. | {4})/.test(one));
      if (text.length === 0) text.push(lines[at++]);
      blocks.push({ kind: "paragraph", inlines: readInlines(text.join(" ")) });
    }
  }
  return blocks;
}
