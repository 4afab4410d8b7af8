import { type Encoded, integerField, lengthField, message, write } from "./protobuf.ts";

/** Tensor element types (`TensorProto.DataType` of the ONNX specification). */
export const elementType = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof elementType;

/** A fixed size or the name of a size that may differ from run to run. */
export type Dimension = number | string;

/** An attribute of a node: text, an integer or a list of integers. */
export type Attribute = string | number | readonly number[];

const attributeType = { integer: 2, text: 3, integers: 7 } as const;

/** What a model says of itself and of the operators it uses. */
export interface ModelHeader {
  /** Default `gleaner`. */
  producer?: string;
  /** Version of the standard operators. Default 17. */
  operatorSet?: number;
  /** Whether the operators of `com.microsoft` are used as well. Default true. */
  contributed?: boolean;
}

/**
 * Builds an ONNX model in memory: nodes, initializers, inputs and outputs are added one by one, `encode` gives the file.
 * The same calls give the same bytes. Field numbers follow onnx.proto3 (IR version 8).
 */
export class ModelBuilder {
  readonly #graph: Encoded[] = [];

  /** Adds one operator; `domain` is empty for standard ONNX operators. */
  node(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = "",
  ): this {
    const parts = [
      ...inputs.map((name) => lengthField(1, name)),
      ...outputs.map((name) => lengthField(2, name)),
      lengthField(4, operator),
      ...Object.entries(attributes).map(([name, value]) => lengthField(5, attribute(name, value))),
    ];
    if (domain) parts.push(lengthField(7, domain));
    this.#graph.push(lengthField(1, message(parts)));
    return this;
  }

  /** Adds a constant tensor, its values in row-major order, little-endian. They are copied when the model is encoded. */
  constant(name: string, type: ElementType, shape: readonly number[], values: ArrayBufferView): this {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = message([
      ...shape.map((size) => integerField(1, size)),
      integerField(2, elementType[type]),
      lengthField(8, name),
      lengthField(9, bytes),
    ]);
    this.#graph.push(lengthField(5, tensor));
    return this;
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): this {
    this.#graph.push(lengthField(11, valueInfo(name, type, shape)));
    return this;
  }

  output(name: string, type: ElementType, shape: readonly Dimension[]): this {
    this.#graph.push(lengthField(12, valueInfo(name, type, shape)));
    return this;
  }

  /** The model as the bytes of an `.onnx` file. */
  encode({ producer = "gleaner", operatorSet = 17, contributed = true }: ModelHeader = {}): Uint8Array<ArrayBuffer> {
    const operators = [operatorImport("", operatorSet)];
    if (contributed) operators.push(operatorImport("com.microsoft", 1));
    return write(
      message([
        integerField(1, 8),
        lengthField(2, producer),
        lengthField(7, message([...this.#graph, lengthField(2, "graph")])),
        ...operators,
      ]),
    );
  }
}

/**
 * Bytes that, put after those of an ONNX file, make one more of its float32 tensors an output: protobuf merges a message that appears
 * twice, and joins its lists (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
 */
export function extraOutput(tensor: string): Uint8Array<ArrayBuffer> {
  const type = lengthField(2, lengthField(1, integerField(1, elementType.float32)));
  return write(lengthField(7, lengthField(12, message([lengthField(1, tensor), type]))));
}

const operatorImport = (domain: string, version: number): Encoded =>
  lengthField(8, message([lengthField(1, domain), integerField(2, version)]));

function attribute(name: string, value: Attribute): Encoded {
  if (typeof value === "string")
    return message([lengthField(1, name), lengthField(4, value), integerField(20, attributeType.text)]);
  if (typeof value === "number")
    return message([lengthField(1, name), integerField(3, value), integerField(20, attributeType.integer)]);
  const items = value.map((item) => integerField(8, item));
  return message([lengthField(1, name), ...items, integerField(20, attributeType.integers)]);
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]): Encoded {
  const dimensions = shape.map((size) =>
    lengthField(1, typeof size === "string" ? lengthField(2, size) : integerField(1, size)),
  );
  const tensor = message([integerField(1, elementType[type]), lengthField(2, message(dimensions))]);
  return message([lengthField(1, name), lengthField(2, lengthField(1, tensor))]);
}
