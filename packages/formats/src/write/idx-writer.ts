import { type FileHandle, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDecoder, type Decoder } from "../decode/decoder.ts";
import type { ImageFrame } from "../image-frame.ts";
import { fileLocation } from "../read/file-name.ts";
import type { MediaReader } from "../read/media-reader.ts";
import { RecordError } from "../read/record-error.ts";
import type { DatasetWriter, ExportSample } from "./export-sample.ts";
import { splitFileNames } from "./split-file-names.ts";

/** The files of one split while they are written. */
interface IdxPart {
  prefix: string;
  handle: FileHandle;
  shape: Pick<ImageFrame, "width" | "height" | "channels">;
  count: number;
  /** Places of the classes in the order of appearance. */
  labels: number[];
}

function header(dimensions: number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * dimensions.length);
  bytes.set([0, 0, 8, dimensions.length]);
  dimensions.forEach((size, i) => {
    bytes.writeUInt32BE(size, 4 + 4 * i);
  });
  return bytes;
}

const prefixOf = (split: string | null): string =>
  split === "test" ? "t10k-" : split === null ? "" : `${splitFileNames([split])(split).slice(1)}-`;

/** MNIST's gray values of an image that is gray all over; otherwise as it is. */
function grayIfGray({ width, height, data }: ImageFrame): ImageFrame {
  const gray = new Uint8Array(width * height);
  for (let i = 0; i < gray.length; i++) {
    if (data[3 * i] !== data[3 * i + 1] || data[3 * i] !== data[3 * i + 2]) return { width, height, channels: 3, data };
    gray[i] = data[3 * i];
  }
  return { width, height, channels: 1, data: gray };
}

/**
 * MNIST's files: `<split>-images-idx3-ubyte` (`t10k` for test) with `<split>-labels-idx1-ubyte`, images of one shape a split, one label
 * each. Classes named 0 to 255 keep their numbers; others are numbered as they come up and named in `classes.txt`, for `--labels`.
 * Image files must be square.
 */
export class IdxWriter implements DatasetWriter {
  readonly holdsImages = true;
  readonly #directory: string;
  readonly #media: MediaReader;
  readonly #parts = new Map<string | null, IdxPart>();
  readonly #classes: string[] = [];
  #decoder: Decoder | null = null;

  constructor(directory: string, media: MediaReader) {
    this.#directory = directory;
    this.#media = media;
  }

  imagePath(sample: ExportSample): string[] {
    return [sample.id];
  }

  async #frameOf({ media, width, height }: ExportSample): Promise<ImageFrame> {
    const input = await this.#media.input(media);
    if ("frame" in input) return input.frame;
    if (width === null || width !== height)
      throw new RecordError(`it has ${width} x ${height} pixels; image files must be square for idx.`);
    this.#decoder ??= createDecoder({ processes: 1 });
    const decoded = await this.#decoder.decode(input, { pixels: { size: width } });
    if (!decoded.ok) throw new RecordError(decoded.message);
    if (decoded.pixels === null) throw new RecordError("it gave no pixels.");
    return grayIfGray({ width, height: width, channels: 3, data: new Uint8Array(decoded.pixels) });
  }

  #classOf({ labels }: ExportSample): number {
    if (labels.length !== 1) throw new RecordError(`it has ${labels.length} labels; idx takes one.`);
    const known = this.#classes.indexOf(labels[0]);
    if (known >= 0) return known;
    if (this.#classes.length === 256) throw new RecordError("idx has room for 256 classes.");
    return this.#classes.push(labels[0]) - 1;
  }

  async #partOf(split: string | null, { width, height, channels }: ImageFrame): Promise<IdxPart> {
    let part = this.#parts.get(split);
    if (!part) {
      const prefix = prefixOf(split);
      const name = `${prefix}images-idx${channels === 1 ? 3 : 4}-ubyte`;
      const handle = await open(fileLocation(join(this.#directory, name)), "w");
      part = { prefix, handle, shape: { width, height, channels }, count: 0, labels: [] };
      this.#parts.set(split, part);
      await handle.write(header(dimensionsOf(part)));
    }
    const { shape } = part;
    if (shape.width !== width || shape.height !== height || shape.channels !== channels)
      throw new RecordError(
        `it has ${width} x ${height} pixels in ${channels} channels, the images before it ${shape.width} x ${shape.height} in ${shape.channels}.`,
      );
    return part;
  }

  async add(sample: ExportSample): Promise<void> {
    const frame = await this.#frameOf(sample);
    const label = this.#classOf(sample);
    const part = await this.#partOf(sample.split, frame);
    await part.handle.write(frame.data);
    part.labels.push(label);
    part.count++;
  }

  async finish(): Promise<number> {
    const areNumbers = this.#classes.every((name) => /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/.test(name));
    const numbers = this.#classes.map((name, place) => (areNumbers ? Number(name) : place));
    for (const part of this.#parts.values()) {
      const start = header(dimensionsOf(part));
      await part.handle.write(start, 0, start.length, 0);
      await part.handle.close();
      const labels = Buffer.from(part.labels.map((place) => numbers[place]));
      const file = join(this.#directory, `${part.prefix}labels-idx1-ubyte`);
      await writeFile(fileLocation(file), Buffer.concat([header([part.count]), labels]));
    }
    const files = 2 * this.#parts.size;
    this.#parts.clear();
    if (areNumbers) return files;
    await writeFile(
      fileLocation(join(this.#directory, "classes.txt")),
      this.#classes.map((name) => `${name.replaceAll(/\s/g, " ")}\n`).join(""),
    );
    return files + 1;
  }

  close(): void {
    this.#decoder?.close();
    this.#decoder = null;
    // A failed export takes its folder away with the files.
    for (const { handle } of this.#parts.values()) handle.close().catch(() => {});
    this.#parts.clear();
  }
}

function dimensionsOf({ count, shape }: IdxPart): number[] {
  const { width, height, channels } = shape;
  return channels === 1 ? [count, height, width] : [count, height, width, channels];
}
