import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * A connection below TLS that keeps a copy of what the server sent: Node shows a certificate chain only in the order in
 * which it belongs together, and what matters is the order in which it came.
 */
export class RecordingStream extends Duplex {
    private readonly received: Buffer[] = [];

    constructor(private readonly socket: Socket) {
        super();
        socket.on("data", (chunk: Buffer) => {
            this.received.push(chunk);
            if (!this.push(chunk)) socket.pause();
        });
        socket.on("end", () => this.push(null));
        socket.on("error", (error) => this.destroy(error));
        socket.on("close", () => this.destroy());
    }

    /** Everything that the server sent up to now. */
    get bytes(): Buffer {
        return Buffer.concat(this.received);
    }

    override _read(): void {
        this.socket.resume();
    }

    override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
        this.socket.write(chunk, done);
    }

    override _final(done: () => void): void {
        this.socket.end(done);
    }

    override _destroy(error: Error | null, done: (error: Error | null) => void): void {
        this.socket.destroy();
        done(error);
    }
}
