import type { SampleInput } from "../contract/samples.ts";

/** A row of an import batch with what the catalog says of it. */
export interface Incoming {
  input: SampleInput;
  /** Of everything that an import can change; equal means that there is nothing to do. */
  fingerprint: string;
  number: number;
}
