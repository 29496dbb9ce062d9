import { randomInt } from "node:crypto";
import { hideTokens } from "./secrets";

/** The styles that the output uses; each output also reads without colors. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/**
 * What a process reports to its caller. `done`: success; `findings`: it ran and found something; `usage`: usage or configuration
 * error; `uncertain`: the answer is yes, if what could not be checked holds (`explain` alone).
 */
export const exitCodes = { done: 0, findings: 1, usage: 2, uncertain: 3 } as const;

/** One of the exit codes that every command keeps to. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

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

/**
 * Where a command writes: results to `out` and `json`, progress and errors to `err`. Every output of every command passes
 * here, and only here are control characters and tokens in it neutralized.
 */
export interface Terminal {
    /** Prints text and a line break. Control characters, other than those of `style`, become `�`. */
    out: (text: string) => void;
    /** Prints a JSON document, indented by four. Control characters in its strings are escaped, so the document keeps its meaning. */
    json: (document: unknown) => void;
    /** As `out`, to standard error. */
    err: (text: string) => void;
    /** As `err`, for what is only of interest while it runs. */
    progress: (text: string) => void;
    /** The text in a style, or unchanged where there are no colors. */
    style: (styles: Style | readonly Style[], text: string) => string;
    /** Columns of a line, 60 to 160. Not a terminal: 100, or COLUMNS. */
    width: number;
}

/** What decides about colors and width. */
interface TerminalSettings {
    isTerminal: boolean;
    columns: number | undefined;
    environment: Readonly<Record<string, string | undefined>>;
}

/** Where a terminal's lines go; the process's own streams outside tests. */
interface TerminalStreams {
    out: (text: string) => void;
    err: (text: string) => void;
    /** Default: `err`. */
    progress?: (text: string) => void;
}

// Codes that switch a style on and off: ECMA-48, "select graphic rendition".
const styleCodes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
    bold: [1, 22],
    dim: [2, 22],
    red: [31, 39],
    green: [32, 39],
    yellow: [33, 39],
    cyan: [36, 39],
};

// C0 without line break and tab, DEL, C1 with U+009B, and the characters that change the direction of writing.
const unprintable = String.raw`(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]`;
const unprintableCharacters = new RegExp(unprintable, "gu");
const unprintableInJson = new RegExp(String.raw`(?!\n)(?:${unprintable})`, "gu");

/** Text as it may go to a terminal: what could move the cursor, color or reorder what follows becomes `�`. Line breaks and tabs stay. */
export function printable(text: string): string {
    return text.replace(unprintableCharacters, "\ufffd");
}

/** A JSON document as text whose strings hold no control character: they are escaped. A value of undefined is null. */
export function jsonText(document: unknown): string {
    const text = JSON.stringify(document ?? null, null, 4);
    return text.replace(
        unprintableInJson,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

/** Colors go to terminals only, and never where NO_COLOR is set and not empty (https://no-color.org). FORCE_COLOR wants them everywhere. */
export function wantsColor({ isTerminal, environment }: TerminalSettings): boolean {
    if (environment["NO_COLOR"]) return false;
    const force = environment["FORCE_COLOR"];
    if (force !== undefined && force !== "") return force !== "0" && force !== "false";
    return isTerminal && environment["TERM"] !== "dumb";
}

/** The columns to fill. */
export function lineWidth({ columns, environment }: TerminalSettings): number {
    const wanted = Number(columns ?? environment["COLUMNS"]);
    return Number.isInteger(wanted) && wanted > 0 ? Math.min(160, Math.max(60, wanted)) : 100;
}

/** A terminal that writes to the given streams. */
export function terminal(settings: TerminalSettings, streams: TerminalStreams): Terminal {
    const hasColor = wantsColor(settings);
    // Only a mark that nobody else can know lets an escape sequence of ours pass, so that foreign text cannot use them.
    const mark = String(randomInt(2 ** 40));
    const ours = new RegExp(`\\u001b\\[(\\d+);${mark}m`, "u");
    const clean = (text: string) =>
        hideTokens(text)
            .split(ours)
            .map((part, index) => (index % 2 === 1 ? `\u001b[${part}m` : printable(part)))
            .join("");
    return {
        out: (text) => {
            streams.out(`${clean(text)}\n`);
        },
        json: (document) => {
            streams.out(`${hideTokens(jsonText(document))}\n`);
        },
        err: (text) => {
            streams.err(`${clean(text)}\n`);
        },
        progress: (text) => {
            (streams.progress ?? streams.err)(`${clean(text)}\n`);
        },
        style: (styles, text) => {
            if (!hasColor || text === "") return text;
            const list = typeof styles === "string" ? [styles] : styles;
            return list.reduce((inner, style) => {
                const [on, off] = styleCodes[style];
                return `\u001b[${String(on)};${mark}m${inner}\u001b[${String(off)};${mark}m`;
            }, text);
        },
        width: lineWidth(settings),
    };
}

/** This process's standard output and error. */
export function processTerminal(): Terminal {
    const settings = {
        isTerminal: process.stdout.isTTY,
        columns: process.stdout.columns,
        environment: process.env,
    };
    return terminal(settings, {
        out: (text) => {
            process.stdout.write(text);
        },
        err: (text) => {
            process.stderr.write(text);
        },
    });
}

/** How long a command may run before it says what it is waiting for, and how often it says so again; milliseconds. */
const progressTimes = { first: 2_000, again: 10_000 } as const;

/** Waits for work; after two seconds, and then every ten, standard error says what is being waited for. */
export async function withProgress<Result>(
    { progress, style }: Pick<Terminal, "progress" | "style">,
    what: () => string,
    work: Promise<Result>,
): Promise<Result> {
    let timer = setTimeout(function say() {
        progress(style("dim", what()));
        timer = setTimeout(say, progressTimes.again);
    }, progressTimes.first);
    try {
        return await work;
    } finally {
        clearTimeout(timer);
    }
}
