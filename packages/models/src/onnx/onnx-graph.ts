import { type Attribute, type Dimension, type ElementType, elementType, ModelBuilder } from "@gleaner/kernel/onnx";

export { elementType };

const operatorSet = 13;

/**
 * Builds one ONNX graph node by node and encodes it as a model of operator set 13. Tensors are referred to by the names that the methods
 * return: networks of hundreds of nodes need no names of their own. The same calls give the same bytes.
 */
export class OnnxGraph {
  readonly #model = new ModelBuilder();
  #names = 0;

  /** A graph input. */
  input(name: string, type: ElementType, dimensions: readonly Dimension[]): string {
    this.#model.input(name, type, dimensions);
    return name;
  }

  /** Declares that the tensor `name` leaves the graph. */
  output(name: string, type: ElementType, dimensions: readonly Dimension[]): string {
    this.#model.output(name, type, dimensions);
    return name;
  }

  /** A constant tensor; `data` holds its elements in row-major order, little-endian, and is copied when the graph is encoded. */
  constant(type: ElementType, dimensions: readonly number[], data: ArrayBufferView): string {
    const name = `w${this.#names++}`;
    this.#model.constant(name, type, dimensions, data);
    return name;
  }

  /** A constant float32 tensor without dimensions. */
  scalar(value: number): string {
    return this.constant("float32", [], Float32Array.of(value));
  }

  /** One operator; gives the name of its output. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = `t${this.#names++}`,
  ): string {
    this.#model.node(operator, inputs, [output], attributes);
    return output;
  }

  /** The whole model as the bytes of an `.onnx` file. */
  encode(producer: string): Uint8Array<ArrayBuffer> {
    return this.#model.encode({ producer, operatorSet, contributed: false });
  }
}
