import { leadingComponents } from "./data-components.ts";
import { fashionEmbeddings } from "./data-embeddings.ts";
import { fashionVectors } from "./projection.ts";

/** Rows of features with their true classes. */
export interface Features {
  readonly name: string;
  readonly n: number;
  readonly dimension: number;
  /** `n x dimension`, row-major. */
  readonly vectors: Float32Array;
  readonly labels: Uint8Array;
}

/** The first `n` rows of the projected Fashion-MNIST on their principal components. */
export async function projectionFeatures(n: number, components: number): Promise<Features> {
  const { dimension, vectors, labels } = await fashionVectors();
  const rows = vectors.slice(0, n * dimension);
  const mean = new Float64Array(dimension);
  for (let at = 0; at < rows.length; at++) mean[at % dimension] += rows[at] / n;
  const centered = rows.map((value, at) => value - mean[at % dimension]);
  return {
    name: `projection, PCA-${components}`,
    n,
    dimension: components,
    vectors: await leadingComponents(centered, dimension, components),
    labels: labels.slice(0, n),
  };
}

/** `n` images by the built-in model. */
export async function embeddingFeatures(n: number): Promise<Features> {
  const { dimension, vectors, labels } = await fashionEmbeddings(n);
  return { name: "built-in embeddings", n, dimension, vectors, labels };
}
