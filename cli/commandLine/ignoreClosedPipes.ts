/**
 * A reader that has enough (`| head`) closes the pipe; that is no error of ours. The rest of the output is dropped and
 * the exit code stays what the verb says.
 */
export function ignoreClosedPipes(): void {
    for (const stream of [process.stdout, process.stderr]) {
        stream.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code !== "EPIPE") throw error;
        });
    }
}
