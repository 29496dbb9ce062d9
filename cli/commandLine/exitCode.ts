/** What the process says to its caller. `done`: fine; `findings`: it works, and found something; `usage`: it could not be done as asked. */
export const exitCodes = { done: 0, findings: 1, usage: 2 } as const;

/** One of the exit codes that every verb keeps to. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
