/** How two rows are compared: the cosine of their angle, or their inner product. Larger is nearer. */
export type Metric = "cosine" | "inner-product";
