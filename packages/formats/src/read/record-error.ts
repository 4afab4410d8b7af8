/** A record that breaks a rule; the message names the field. */
export class RecordError extends Error {}

/** Runs `read`; what breaks a rule comes back as its sentence. */
export function orProblem<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecordError) return error.message;
    throw error;
  }
}
