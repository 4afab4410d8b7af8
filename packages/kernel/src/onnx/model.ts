import { type Encoded, integerField, lengthField, message, write } from "./protobuf.ts";

/** ONNX tensor element types that the kernel uses (`TensorProto.DataType`). */
export const elementType = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
export type ElementType = keyof typeof elementType;

/** A fixed size or the name of a size that may differ from run to run. */
export type Dimension = number | string;

/** An attribute of a node: an integer or a list of integers. */
export type Attribute = number | readonly number[];

/** The bytes of an initializer in row-major order, little-endian as typed arrays are on every supported machine. */
type Values = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;

/**
 * Builds an ONNX model in memory: nodes, initializers, inputs and outputs are added one by one, `encode` gives the file.
 * Field numbers follow onnx.proto3 (IR version 8, operator set 17, plus `com.microsoft` 1).
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

  /** Adds a constant tensor. The values are copied when the model is encoded. */
  constant(name: string, type: ElementType, shape: readonly number[], values: Values): this {
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
  encode(): Uint8Array {
    return write(
      message([
        integerField(1, 8),
        lengthField(2, "gleaner"),
        lengthField(7, message([...this.#graph, lengthField(2, "kernel")])),
        lengthField(8, message([lengthField(1, ""), integerField(2, 17)])),
        lengthField(8, message([lengthField(1, "com.microsoft"), integerField(2, 1)])),
      ]),
    );
  }
}

function attribute(name: string, value: Attribute): Encoded {
  const integers = 7;
  const integer = 2;
  return typeof value === "number"
    ? message([lengthField(1, name), integerField(3, value), integerField(20, integer)])
    : message([lengthField(1, name), ...value.map((v) => integerField(8, v)), integerField(20, integers)]);
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]): Encoded {
  const dimensions = shape.map((size) =>
    lengthField(1, typeof size === "string" ? lengthField(2, size) : integerField(1, size)),
  );
  const tensor = message([integerField(1, elementType[type]), lengthField(2, message(dimensions))]);
  return message([lengthField(1, name), lengthField(2, lengthField(1, tensor))]);
}
