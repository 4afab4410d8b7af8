import { type InferenceSession, Tensor } from "onnxruntime-node";
import type { TextTower } from "../model.ts";
import { combine } from "../runtime/combine.ts";
import { WorkerFailure } from "../runtime/failure.ts";
import { corrupt, openSession, reasonOf } from "../runtime/part-session.ts";
import { openTokenizer, type TokenIds } from "./token-ids.ts";

/** A text tower opened in ONNX Runtime. */
export class TextSession {
  readonly #session: InferenceSession;
  readonly #tower: TextTower;
  readonly #tokensOf: (text: string) => TokenIds;

  private constructor(session: InferenceSession, tower: TextTower, tokensOf: (text: string) => TokenIds) {
    this.#session = session;
    this.#tower = tower;
    this.#tokensOf = tokensOf;
  }

  /**
   * Opens the tower and tries it on a word.
   * @throws WorkerFailure `model_corrupt`, `vector_dimension` when its vectors are not as long as those of pictures
   */
  static async open(tower: TextTower): Promise<TextSession> {
    const tokensOf = await openTokenizer(tower);
    const text = new TextSession(await openSession(tower.graph, 1), tower, tokensOf);
    await text.embed("picture");
    return text;
  }

  /** The unit vector of a text. Texts run one by one: towers that read the last token would see padding in a batch. */
  async embed(text: string): Promise<Float32Array<ArrayBuffer>> {
    const { graph, inputs, output, dimension } = this.#tower;
    const { ids, mask } = this.#tokensOf(text);
    const tensors: Record<string, Tensor> = {
      input_ids: new Tensor("int64", ids, [1, ids.length]),
      attention_mask: new Tensor("int64", mask, [1, mask.length]),
    };
    const feeds = Object.fromEntries(inputs.map((name) => [name, tensors[name]!]));
    const outputs = await this.#session.run(feeds, [output]).catch((error: unknown) => {
      throw corrupt(graph, `cannot read a text: ${reasonOf(error)}`);
    });
    const { data } = outputs[output]!;
    if (!(data instanceof Float32Array)) throw corrupt(graph, `gives ${output} in another type than float32`);
    if (data.length !== dimension) {
      const message = `${graph} gives vectors of ${data.length} numbers, and those of pictures have ${dimension}.`;
      throw new WorkerFailure({
        code: "vector_dimension",
        message,
        details: { expected: dimension, actual: data.length },
      });
    }
    return combine([data], 1, { parts: [{ dimension, normalize: true, weight: 1 }], projection: null });
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
