/** A value for each of some samples. */
export interface NumberValues {
  numbers: Int32Array;
  values: Float32Array;
}
