/**
 * An error of a run that has nothing to do with a line of the program: told by its message alone. The mark is that of the
 * SDK's RunError, which this process may hold several copies of.
 */
export class ProgramError extends Error {
    readonly __pulumiRunError = true;
}
