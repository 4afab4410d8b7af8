const busyCell = 0;
const stopCell = 1;

/** Longest wait at the end of the process, in milliseconds; a batch takes a tenth of a second. */
const patience = 10_000;

/**
 * Marks where a worker thread is inside native code. ONNX Runtime's binding aborts the whole process (SIGABRT) when a
 * run comes back to a thread that is being torn down, so whoever ends the thread, or the process, waits for the mark
 * to clear. The memory is shared: pass `cells` to the thread and build the section from it on both sides.
 */
export class NativeSection {
  readonly cells: Int32Array<SharedArrayBuffer>;

  constructor(cells = new Int32Array(new SharedArrayBuffer(8))) {
    this.cells = cells;
  }

  /**
   * In the worker: runs native work inside the section.
   * @throws Error when the thread is to end; the work is not begun
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    Atomics.add(this.cells, busyCell, 1);
    try {
      if (Atomics.load(this.cells, stopCell) !== 0) throw new Error("The thread is about to end.");
      return await work();
    } finally {
      Atomics.sub(this.cells, busyCell, 1);
      Atomics.notify(this.cells, busyCell);
    }
  }

  /** Lets no further work begin and resolves when none is running. */
  async stop(): Promise<void> {
    Atomics.store(this.cells, stopCell, 1);
    for (let busy: number; (busy = Atomics.load(this.cells, busyCell)) > 0; )
      await Atomics.waitAsync(this.cells, busyCell, busy, patience).value;
  }

  /** Like {@link stop}, but blocks this thread, as the end of a process needs; gives up after ten seconds. */
  stopNow(): void {
    Atomics.store(this.cells, stopCell, 1);
    const deadline = performance.now() + patience;
    for (let busy: number; (busy = Atomics.load(this.cells, busyCell)) > 0 && performance.now() < deadline; )
      Atomics.wait(this.cells, busyCell, busy, patience);
  }
}

const open = new Set<NativeSection>();

function stopAll(): void {
  for (const section of open) section.stopNow();
}

/** Makes the end of the process wait for a section, until {@link forget} is called with it. */
export function watch(section: NativeSection): void {
  if (open.size === 0) process.on("exit", stopAll);
  open.add(section);
}

export function forget(section: NativeSection): void {
  open.delete(section);
  if (open.size === 0) process.off("exit", stopAll);
}
