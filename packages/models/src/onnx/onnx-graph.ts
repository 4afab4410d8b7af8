import { bytesField, integerField, message, textField } from "./protobuf.ts";

/** `TensorProto.DataType` of the ONNX specification. */
export const elementType = { float32: 1, uint8: 2, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof elementType;

/** An attribute: text, an integer, or a list of integers. */
export type Attribute = string | number | readonly number[];

const attributeType = { integer: 2, text: 3, integers: 7 } as const;
const irVersion = 8;
const operatorSet = 13;

/** A dimension: its size, or the name of one that is known only at run time. */
export type Dimension = number | string;

/**
 * Builds one ONNX graph node by node and encodes it as a `ModelProto` (IR 8, operator set 13).
 * The same calls give the same bytes. Tensors are referred to by the names that the methods return.
 */
export class OnnxGraph {
  readonly #fields: Uint8Array[] = [];
  #names = 0;

  /** A graph input. */
  input(name: string, type: ElementType, dimensions: readonly Dimension[]): string {
    return this.#value(11, name, type, dimensions);
  }

  /** Declares that the tensor `name` leaves the graph. */
  output(name: string, type: ElementType, dimensions: readonly Dimension[]): string {
    return this.#value(12, name, type, dimensions);
  }

  /** A constant tensor; `data` holds its elements in row-major order, little-endian, and is copied. */
  constant(type: ElementType, dimensions: readonly number[], data: ArrayBufferView): string {
    const name = `w${this.#names++}`;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const sizes = dimensions.map((size) => integerField(1, size));
    this.#fields.push(
      bytesField(5, message(...sizes, integerField(2, elementType[type]), textField(8, name), bytesField(9, bytes))),
    );
    return name;
  }

  /** A constant float32 tensor without dimensions. */
  scalar(value: number): string {
    return this.constant("float32", [], Float32Array.of(value));
  }

  /** One operator; gives the name of its (first) output. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = `t${this.#names++}`,
  ): string {
    const encoded = Object.entries(attributes).map(([name, value]) => bytesField(5, encodeAttribute(name, value)));
    const sources = inputs.map((name) => textField(1, name));
    this.#fields.push(bytesField(1, message(...sources, textField(2, output), textField(4, operator), ...encoded)));
    return output;
  }

  /** The whole model as the bytes of an `.onnx` file. */
  encode(producer: string): Uint8Array {
    const graph = message(...this.#fields, textField(2, "graph"));
    const operators = message(textField(1, ""), integerField(2, operatorSet));
    return message(integerField(1, irVersion), textField(2, producer), bytesField(7, graph), bytesField(8, operators));
  }

  #value(field: 11 | 12, name: string, type: ElementType, dimensions: readonly Dimension[]): string {
    const shape = message(
      ...dimensions.map((size) => bytesField(1, typeof size === "string" ? textField(2, size) : integerField(1, size))),
    );
    const tensor = message(integerField(1, elementType[type]), bytesField(2, shape));
    this.#fields.push(bytesField(field, message(textField(1, name), bytesField(2, bytesField(1, tensor)))));
    return name;
  }
}

function encodeAttribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === "string")
    return message(textField(1, name), textField(4, value), integerField(20, attributeType.text));
  if (typeof value === "number")
    return message(textField(1, name), integerField(3, value), integerField(20, attributeType.integer));
  const items = value.map((item) => integerField(8, item));
  return message(textField(1, name), ...items, integerField(20, attributeType.integers));
}
