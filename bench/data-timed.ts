/** Runs something a few times and prints its times, and those of all processors together, in milliseconds. */
export async function timed<T>(what: string, run: () => Promise<T>, repeats = 3): Promise<T> {
  const times: number[] = [];
  const processor: number[] = [];
  let result = await once();
  for (let repeat = 1; repeat < repeats; repeat++) result = await once();
  async function once(): Promise<T> {
    const [started, before] = [performance.now(), process.cpuUsage()];
    const value = await run();
    times.push(performance.now() - started);
    const used = process.cpuUsage(before);
    processor.push((used.user + used.system) / 1000);
    return value;
  }
  const shown = (list: number[]) => list.map((time) => time.toFixed(0)).join(", ");
  console.log(`${what.padEnd(44)} ${shown(times).padEnd(20)} ms, of processors ${shown(processor)}`);
  return result;
}
