import { parentPort, workerData } from "node:worker_threads";
import { WorkerFailure } from "./failure.ts";
import { NativeSection } from "./native-section.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-pool.ts";

/** What a worker of a {@link WorkerPool} opens, does and closes. All of it runs inside the native section. */
export interface WorkerTask<Plan, Opened, Request> {
  open(plan: Plan): Promise<Opened>;
  answer(opened: Opened, request: Request, plan: Plan): Promise<Float32Array<ArrayBuffer>>;
  close(opened: Opened): Promise<void>;
}

/** Serves the pool that started this thread until it says "close". */
export async function serveWorker<Plan, Opened, Request>(task: WorkerTask<Plan, Opened, Request>): Promise<void> {
  const port = parentPort;
  if (!port) return;
  const { data: plan, cells }: WorkerStart<Plan> = workerData;
  const native = new NativeSection(cells);
  const send = (message: FromWorker<Float32Array>, transfer: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, transfer);
  const opened = await native
    .run(async () => ({ value: await task.open(plan) }))
    .catch((error: unknown) => {
      send({ kind: "refused", failure: WorkerFailure.describe(error) });
      return null;
    });
  if (!opened) return;

  async function answer(id: number, request: Request, value: Opened): Promise<void> {
    try {
      const vectors = await native.run(() => task.answer(value, request, plan));
      send({ kind: "done", id, result: vectors }, [vectors.buffer]);
    } catch (error) {
      send({ kind: "failed", id, failure: WorkerFailure.describe(error) });
    }
  }

  port.on("message", (message: ToWorker<Request>) => {
    if (message.kind === "work") void answer(message.id, message.request, opened.value);
    else void native.run(() => task.close(opened.value)).then(() => port.close());
  });
  send({ kind: "ready" });
}
