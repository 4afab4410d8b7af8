import { readFile } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";
import { fieldsOf } from "./protobuf-reader.ts";

/** One operator of a graph. */
export interface OutlineNode {
  operator: string;
  inputs: string[];
  outputs: string[];
}

/** The names of an ONNX file's graph; weights are not read. */
export interface GraphOutline {
  inputs: string[];
  outputs: string[];
  nodes: OutlineNode[];
}

/**
 * Reads the outline of an ONNX file (fields of `ModelProto`, `GraphProto` and `NodeProto` in onnx.proto).
 * @throws GleanerError `model_corrupt` when the file is no such message
 */
export async function readOutline(file: string): Promise<GraphOutline> {
  const bytes = await readFile(file);
  const outline: GraphOutline = { inputs: [], outputs: [], nodes: [] };
  try {
    for (const graph of fieldsOf(bytes)) {
      if (graph.number !== 7 || !graph.bytes) continue;
      for (const { number, bytes: value } of fieldsOf(graph.bytes)) {
        if (!value) continue;
        if (number === 1) outline.nodes.push(nodeOf(value));
        else if (number === 11) outline.inputs.push(...texts(value, 1));
        else if (number === 12) outline.outputs.push(...texts(value, 1));
      }
    }
  } catch (cause) {
    throw new GleanerError("model_corrupt", `The model ${file} is no ONNX file.`, { details: { file }, cause });
  }
  return outline;
}

/**
 * The tensor that a classifier takes: the input of the linear layer whose result is `logits`. Null where the graph does not end in one
 * (`Gemm`, or `MatMul` and `Add`).
 */
export function classifierInput({ nodes }: GraphOutline, logits = "logits"): string | null {
  const producer = (tensor: string) => nodes.find(({ outputs }) => outputs.includes(tensor));
  const last = producer(logits);
  if (last?.operator === "Gemm" || last?.operator === "MatMul") return last.inputs[0] ?? null;
  if (last?.operator !== "Add") return null;
  const product = last.inputs.map(producer).find((node) => node?.operator === "MatMul");
  return product?.inputs[0] ?? null;
}

function nodeOf(bytes: Uint8Array): OutlineNode {
  const [operator = ""] = texts(bytes, 4);
  return { operator, inputs: texts(bytes, 1), outputs: texts(bytes, 2) };
}

function texts(bytes: Uint8Array, field: number): string[] {
  const found: string[] = [];
  for (const { number, bytes: value } of fieldsOf(bytes))
    if (number === field && value) found.push(Buffer.from(value.buffer, value.byteOffset, value.length).toString());
  return found;
}
