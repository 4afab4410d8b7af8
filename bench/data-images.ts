import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Where Debian's package dataset-fashion-mnist puts its files. */
const folder = "/usr/share/datasets/fashion-mnist";

/** Width and height of an image. */
export const side = 28;

/** Fashion-MNIST, the training images first. */
export interface FashionImages {
  readonly n: number;
  /** `n x 28 x 28`, one byte a pixel. */
  readonly images: Uint8Array;
  /** Class of each image, 0..9. */
  readonly labels: Uint8Array;
}

/** All 70,000 images with their labels. @throws Error that says what to install when they are missing */
export function fashionImages(): FashionImages {
  if (!existsSync(folder)) throw new Error("Fashion-MNIST is missing. Run: apt-get install -y dataset-fashion-mnist");
  const labels = joined("labels-idx1-ubyte.gz", 8);
  return { n: labels.length, images: joined("images-idx3-ubyte.gz", 16), labels };
}

/** The training and test parts of one kind of file, without their headers. */
function joined(name: string, header: number): Uint8Array {
  const parts = ["train", "t10k"].map((part) => gunzipSync(readFileSync(`${folder}/${part}-${name}`)).subarray(header));
  return new Uint8Array(Buffer.concat(parts));
}
