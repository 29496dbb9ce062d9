import { memberPath } from "../problem";

/** Whether a value is what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How deep a JSON text may nest. A policy needs seven levels. */
export const maximumJsonDepth = 64;

/** A JSON text, read: the value, or what is wrong and where. */
interface JsonReading {
    /** The value; of a name that occurs twice in an object the last one, as JSON.parse does. */
    value?: unknown;
    /** The JSON paths of names that an object has twice; at most 100. */
    duplicates: string[];
    /** The earlier values of those names, which the last one replaces. */
    shadowed: unknown[];
    /** Why the text is not JSON, with line and column; then there is no value. */
    error?: string;
}

type Container = { items: unknown[] } | { members: Record<string, unknown>; key: string };

const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const wordToken = /true|false|null/y;

const whiteSpace = /[ \t\r\n]*/y;

class JsonSyntaxError extends Error {}

/** Reads one JSON text from left to right with a stack of its own: deep nesting cannot exhaust the call stack. */
class JsonReader {
    readonly duplicates: string[] = [];
    readonly shadowed: unknown[] = [];
    private position = 0;
    private readonly open: Container[] = [];

    constructor(private readonly text: string) {}

    read(): unknown {
        for (;;) {
            let value = this.startOfValue();
            if (value === undefined) continue;
            // A complete value may end several containers: `1]}]`.
            for (;;) {
                const container = this.open.at(-1);
                if (container === undefined) {
                    this.skipWhiteSpace();
                    if (this.position < this.text.length)
                        this.fail("the text goes on after the end of the document");
                    return value.complete;
                }
                const closed = this.addTo(container, value.complete);
                if (!closed) break;
                value = { complete: this.close() };
            }
        }
    }

    /** Reads a scalar or an empty container, or opens a container and gives undefined. */
    private startOfValue(): { complete: unknown } | undefined {
        this.skipWhiteSpace();
        const first = this.text[this.position];
        if (first === "{" || first === "[") {
            if (this.open.length >= maximumJsonDepth)
                this.fail(`nested deeper than ${maximumJsonDepth} levels`);
            this.position++;
            this.open.push(first === "[" ? { items: [] } : { members: {}, key: "" });
            if (this.take(first === "[" ? "]" : "}")) return { complete: this.close() };
            if (first === "{") this.readKey();
            return undefined;
        }
        if (first === '"') return { complete: this.readString() };
        const word = this.match(wordToken);
        if (word !== undefined) return { complete: word === "null" ? null : word === "true" };
        const number = this.match(numberToken);
        if (number !== undefined) return { complete: Number(number) };
        return this.fail(
            first === undefined ? "the text ends too early" : `unexpected ${JSON.stringify(first)}`,
        );
    }

    /** Puts a value into the innermost container, reads the comma or the bracket after it, and says whether it was the bracket. */
    private addTo(container: Container, value: unknown): boolean {
        if ("items" in container) {
            container.items.push(value);
            if (this.take(",")) return false;
            return this.take("]") || this.fail('expected "," or "]"');
        }
        if (Object.hasOwn(container.members, container.key) && this.duplicates.length < 100) {
            this.duplicates.push(this.pathHere());
            this.shadowed.push(container.members[container.key]);
        }
        // Not an assignment: the name may be `__proto__`.
        Object.defineProperty(container.members, container.key, {
            value,
            enumerable: true,
            writable: true,
            configurable: true,
        });
        if (this.take("}")) return true;
        if (!this.take(",")) this.fail('expected "," or "}"');
        this.readKey();
        return false;
    }

    private close(): unknown {
        const container = this.open.pop();
        return container === undefined
            ? undefined
            : "items" in container
              ? container.items
              : container.members;
    }

    private readKey(): void {
        const container = this.open.at(-1);
        this.skipWhiteSpace();
        if (this.text[this.position] !== '"') this.fail("expected a name in double quotes");
        const key = this.readString();
        if (container !== undefined && "members" in container) container.key = key;
        if (!this.take(":")) this.fail('expected ":"');
    }

    private readString(): string {
        let end = this.position + 1;
        while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === "\\" ? 2 : 1;
        try {
            const value = JSON.parse(this.text.slice(this.position, end + 1)) as string;
            this.position = end + 1;
            return value;
        } catch {
            return this.fail("a text with a line break, a wrong escape or no end begins");
        }
    }

    private pathHere(): string {
        return this.open.reduce(
            (path, container) =>
                memberPath(path, "items" in container ? container.items.length : container.key),
            "",
        );
    }

    private skipWhiteSpace(): void {
        this.match(whiteSpace);
    }

    private take(character: string): boolean {
        this.skipWhiteSpace();
        if (this.text[this.position] !== character) return false;
        this.position++;
        return true;
    }

    private match(token: RegExp): string | undefined {
        token.lastIndex = this.position;
        const found = token.exec(this.text)?.[0];
        if (found !== undefined) this.position += found.length;
        return found;
    }

    private fail(what: string): never {
        const lines = this.text.slice(0, this.position).split("\n");
        throw new JsonSyntaxError(
            `${what} at line ${String(lines.length)}, column ${String((lines.at(-1) ?? "").length + 1)}`,
        );
    }
}

/**
 * Reads a JSON text as JSON.parse does, and also reports names that an object has twice: JSON.parse keeps the last one
 * silently, IAM may not. Time and memory grow with the length of the text; deeper nesting than 64 levels is an error.
 */
export function readJson(text: string): JsonReading {
    const reader = new JsonReader(text);
    try {
        return { value: reader.read(), duplicates: reader.duplicates, shadowed: reader.shadowed };
    } catch (error) {
        const { duplicates, shadowed } = reader;
        if (error instanceof JsonSyntaxError) return { duplicates, shadowed, error: error.message };
        throw error;
    }
}
