import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { SaxesParser } from "saxes";
import { fileLocation } from "./file-name.ts";
import { fileStart } from "./sniff-json.ts";

/** Deepest nesting, most elements inside one that is given, and most characters between two tags. */
const limits = { depth: 64, elements: 1_000_000, characters: 64 * 1024 * 1024 };

/** One element of an XML file with all that is in it. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  /** Text directly inside, trimmed. */
  text: string;
  /** Line on which it starts. */
  line: number;
}

/** The first child of a name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** The text of the first child of a name; null where there is none. */
export function textOf(element: XmlElement, name: string): string | null {
  return childOf(element, name)?.text ?? null;
}

/** Builds the wanted elements from what the parser meets. */
class ElementBuilder {
  readonly #file: string;
  readonly #isWanted: (name: string, depth: number) => boolean;
  readonly #parser = new SaxesParser<{ position: true; xmlns: false }>({ position: true, xmlns: false });
  /** Open elements inside a wanted one. */
  readonly #open: XmlElement[] = [];
  #depth = 0;
  #elements = 0;
  #sinceTag = 0;
  #found: XmlElement[] = [];

  constructor(file: string, isWanted: (name: string, depth: number) => boolean) {
    this.#file = file;
    this.#isWanted = isWanted;
    this.#parser.on("doctype", () => {
      throw this.#refuse("a document type, and with it entities, is not read");
    });
    this.#parser.on("error", (error) => {
      throw this.#refuse(error.message.replace(/^(?:\S+:)?\d+:\d+: /, ""));
    });
    this.#parser.on("opentag", ({ name, attributes }) => this.#start(name, attributes));
    this.#parser.on("text", (text) => this.#addText(text));
    this.#parser.on("cdata", (text) => this.#addText(text));
    this.#parser.on("closetag", () => this.#end());
  }

  #refuse(message: string): GleanerError {
    const { line } = this.#parser;
    return new GleanerError("bad_record", `${basename(this.#file)}, line ${line}: ${message}.`, {
      details: { file: this.#file, line },
    });
  }

  #start(name: string, attributes: Record<string, string>): void {
    this.#sinceTag = 0;
    const depth = this.#depth++;
    if (this.#depth > limits.depth) throw this.#refuse(`nested deeper than ${limits.depth} levels`);
    if (this.#open.length === 0) {
      if (!this.#isWanted(name, depth)) return;
      this.#elements = 0;
    } else if (++this.#elements > limits.elements) throw this.#refuse(`more than ${limits.elements} elements in one`);
    const known = new Map(Object.entries(attributes).map(([key, value]) => [key, value.toWellFormed()]));
    const element = { name, attributes: known, children: [], text: "", line: this.#parser.line };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
  }

  #addText(text: string): void {
    const element = this.#open.at(-1);
    if (element) element.text += text;
  }

  #end(): void {
    this.#sinceTag = 0;
    this.#depth--;
    const element = this.#open.pop();
    if (!element) return;
    element.text = element.text.trim().toWellFormed();
    if (this.#open.length === 0) this.#found.push(element);
  }

  /** Takes the next text of the file and gives the elements that end in it. */
  push(text: string): XmlElement[] {
    this.#sinceTag += text.length;
    if (this.#sinceTag > limits.characters)
      throw this.#refuse(`no tag in ${limits.characters / 1024 / 1024} million characters`);
    this.#found = [];
    this.#parser.write(text);
    return this.#found;
  }

  close(): void {
    this.#parser.close();
  }
}

/** A decoder for the encoding that a file names in its first line; UTF-8 where it names none. */
async function decoderOf(file: string): Promise<InstanceType<typeof TextDecoder>> {
  const start = await fileStart(file, 256);
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder("utf-16le");
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder("utf-16be");
  const label = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']([\w.:-]+)["']/.exec(start.toString("latin1"))?.[1];
  try {
    return new TextDecoder(label ?? "utf-8");
  } catch {
    throw new GleanerError("bad_record", `${basename(file)}, line 1: the encoding ${label} is not known.`);
  }
}

/**
 * Elements of an XML file, streamed. Document types are refused, so there are no entities but the five of XML, and nothing is ever loaded.
 *
 * @param isWanted which elements to give, by name and depth (the outer element's is 0); what is around them is only followed
 * @throws GleanerError `bad_record` with the line where the file is no XML, has a document type, or breaks a limit
 */
export async function* readXml(
  file: string,
  isWanted: (name: string, depth: number) => boolean,
  signal?: AbortSignal,
): AsyncGenerator<XmlElement> {
  const builder = new ElementBuilder(file, isWanted);
  const decoder = await decoderOf(file);
  const chunks: AsyncIterable<Buffer> = createReadStream(fileLocation(file), { signal, highWaterMark: 256 * 1024 });
  for await (const chunk of chunks) yield* builder.push(decoder.decode(chunk, { stream: true }));
  yield* builder.push(decoder.decode());
  builder.close();
}

/** The name of a file's outer element; null where its start is no XML. */
export async function rootElement(file: string): Promise<string | null> {
  const start = (await fileStart(file, 64 * 1024)).toString("latin1").replaceAll("\0", "");
  return (
    /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\]\s*)?>\s*)*<([\w:.-]+)/.exec(
      start,
    )?.[1] ?? null
  );
}
