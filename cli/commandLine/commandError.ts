/**
 * Why a command could not be carried out, for the person who typed it: printed without a stack trace, exit code 2.
 * The message says what is wrong and where; `fix` says what to do instead.
 */
export class CommandError extends Error {
    constructor(
        message: string,
        /** One imperative sentence or several lines of them. */
        readonly fix?: string,
    ) {
        super(message);
        this.name = "CommandError";
    }
}
