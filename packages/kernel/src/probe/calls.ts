import type { Probe, ProbeKind } from "./probe.ts";

/** What a fit needs beside the rows. */
export interface FitInput {
  readonly kind: ProbeKind;
  readonly classes: number;
  readonly l2: number;
  readonly iterations: number;
  readonly threads: number;
  /** Importance of every loaded row; 0 leaves it out. */
  readonly importance: Float32Array;
}

/** The calls between the probe's functions and their one worker. */
export type ProbeCalls = {
  /** Keeps rows (`count x dimension`) and their classes for fits. Gives the positions of rows that hold NaN or infinities. */
  load: { input: { rows: Float32Array; labels: Int32Array; dimension: number }; output: number[] };
  /** Fits a probe to the loaded rows. */
  fit: { input: FitInput; output: Probe };
  /** Class probabilities of rows, `count x classes`, by probe `choice[r]` for row r; NaN where that is -1. */
  predict: {
    input: { probes: readonly Probe[]; choice: Int8Array; rows: Float32Array; threads: number };
    output: { probabilities: Float32Array; invalid: number[] };
  };
};
