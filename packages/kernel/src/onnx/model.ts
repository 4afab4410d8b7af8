import { bytesField, concatenate, integerField } from "./protobuf.ts";

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
  readonly #graph: Uint8Array[] = [];

  /** Adds one operator; `domain` is empty for standard ONNX operators. */
  node(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = "",
  ): this {
    const parts = [
      ...inputs.map((name) => bytesField(1, name)),
      ...outputs.map((name) => bytesField(2, name)),
      bytesField(4, operator),
      ...Object.entries(attributes).map(([name, value]) => bytesField(5, attribute(name, value))),
    ];
    if (domain) parts.push(bytesField(7, domain));
    this.#graph.push(bytesField(1, concatenate(parts)));
    return this;
  }

  /** Adds a constant tensor. The values are copied into the model. */
  constant(name: string, type: ElementType, shape: readonly number[], values: Values): this {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = concatenate([
      ...shape.map((size) => integerField(1, size)),
      integerField(2, elementType[type]),
      bytesField(8, name),
      bytesField(9, bytes),
    ]);
    this.#graph.push(bytesField(5, tensor));
    return this;
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): this {
    this.#graph.push(bytesField(11, valueInfo(name, type, shape)));
    return this;
  }

  output(name: string, type: ElementType, shape: readonly Dimension[]): this {
    this.#graph.push(bytesField(12, valueInfo(name, type, shape)));
    return this;
  }

  /** The model as the bytes of an `.onnx` file. */
  encode(): Uint8Array {
    return concatenate([
      integerField(1, 8),
      bytesField(2, "gleaner"),
      bytesField(7, concatenate([...this.#graph, bytesField(2, "kernel")])),
      bytesField(8, concatenate([bytesField(1, ""), integerField(2, 17)])),
      bytesField(8, concatenate([bytesField(1, "com.microsoft"), integerField(2, 1)])),
    ]);
  }
}

function attribute(name: string, value: Attribute): Uint8Array {
  const integers = 7;
  const integer = 2;
  return typeof value === "number"
    ? concatenate([bytesField(1, name), integerField(3, value), integerField(20, integer)])
    : concatenate([bytesField(1, name), ...value.map((v) => integerField(8, v)), integerField(20, integers)]);
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]): Uint8Array {
  const dimensions = shape.map((size) =>
    bytesField(1, typeof size === "string" ? bytesField(2, size) : integerField(1, size)),
  );
  const tensor = concatenate([integerField(1, elementType[type]), bytesField(2, concatenate(dimensions))]);
  return concatenate([bytesField(1, name), bytesField(2, bytesField(1, tensor))]);
}
