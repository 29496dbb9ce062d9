import { styleText } from "node:util";

/** The styles that the output uses; each also reads without colour. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Where a verb writes: results to `out`, progress and errors to `err`. */
export interface Terminal {
    out(text: string): void;
    err(text: string): void;
    /** The text in a style, or as it is where there are no colours. */
    style(styles: Style | readonly Style[], text: string): string;
    /** Columns of a line, 60 to 160. Not a terminal: 100, or COLUMNS. */
    width: number;
}

/** What decides about colours and width. */
export interface TerminalSettings {
    isTerminal: boolean;
    columns: number | undefined;
    environment: Readonly<Record<string, string | undefined>>;
}

/** Colours go to terminals only, and never where NO_COLOR is set and not empty (https://no-color.org). FORCE_COLOR wants them everywhere. */
export function wantsColour({ isTerminal, environment }: TerminalSettings): boolean {
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

/** This process's standard output and error. */
export function processTerminal(): Terminal {
    const settings: TerminalSettings = {
        isTerminal: process.stdout.isTTY,
        columns: process.stdout.columns,
        environment: process.env,
    };
    const colour = wantsColour(settings);
    return {
        out: (text) => {
            process.stdout.write(`${text}\n`);
        },
        err: (text) => {
            process.stderr.write(`${text}\n`);
        },
        style: (styles, text) =>
            // Streams are judged above, for every Node version alike.
            colour && text !== ""
                ? styleText([...(typeof styles === "string" ? [styles] : styles)], text)
                : text,
        width: lineWidth(settings),
    };
}
