import { parseArgs } from "node:util";
import { CommandError } from "./commandError";
import { nearestName } from "../../trust/problem";
import type { Verb, VerbArguments, VerbOption } from "./verb";

/** Options that every verb has. */
export const commonOptions: Readonly<Record<string, VerbOption>> = {
    help: { kind: "flag", short: "h", description: "Shows this text." },
};

/**
 * Reads what follows a verb. Throws CommandError for an option that the verb does not have (naming the nearest one), a
 * missing or superfluous value, and operands that are missing or too many. With `--help` nothing is demanded.
 */
export function parseVerbArguments(verb: Verb, texts: readonly string[]): VerbArguments {
    const table: Readonly<Record<string, VerbOption>> = { ...verb.options, ...commonOptions };
    const seeHelp = `See: gitlab-aws-oidc ${verb.name} --help`;
    // Strict mode's messages name neither the verb nor the nearest option, so the tokens are checked here.
    const { tokens } = parseArgs({
        args: [...texts],
        options: Object.fromEntries(
            Object.entries(table).map(([name, { kind, short }]) => [
                name,
                {
                    type: kind === "flag" ? ("boolean" as const) : ("string" as const),
                    multiple: true,
                    ...(short === undefined ? {} : { short }),
                },
            ]),
        ),
        strict: false,
        allowPositionals: true,
        tokens: true,
    });
    const given = new Map<string, string[]>();
    const operands: string[] = [];
    for (const token of tokens) {
        if (token.kind === "positional") operands.push(token.value);
        if (token.kind !== "option") continue;
        const option = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
        if (option === undefined) throw unknownOption(verb, token.rawName, Object.keys(table));
        const value = token.value;
        if (option.kind === "flag" && value !== undefined)
            throw new CommandError(`${token.rawName} takes no value, and got "${value}".`, seeHelp);
        // `--stack --json` is a forgotten value, not a stack of that name; `--stack=--json` says so on purpose.
        if (option.kind !== "flag" && (value === undefined || (!token.inlineValue && /^-./.test(value))))
            throw new CommandError(`${token.rawName} needs a value: ${option.valueName ?? "TEXT"}.`, seeHelp);
        const before = given.get(token.name) ?? [];
        if (before.length > 0 && option.kind === "text")
            throw new CommandError(`${token.rawName} is given twice.`, seeHelp);
        given.set(token.name, [...before, value ?? ""]);
    }
    if (!given.has("help")) checkOperands(verb, operands, seeHelp);
    return {
        operands,
        flag: (name) => given.has(name),
        text: (name) => given.get(name)?.[0],
        list: (name) => given.get(name) ?? [],
    };
}

function unknownOption(verb: Verb, rawName: string, names: readonly string[]): CommandError {
    const nearest = nearestName(rawName.replace(/^-+/, ""), names);
    const offered = names.map((name) => `--${name}`).join(", ");
    return new CommandError(
        `"${verb.name}" has no option ${rawName}.`,
        nearest === undefined ? `Its options: ${offered}` : `Did you mean --${nearest}?`,
    );
}

function checkOperands(verb: Verb, operands: readonly string[], seeHelp: string): void {
    const missing = verb.operands.slice(operands.length);
    if (missing.length > 0) throw new CommandError(`"${verb.name}" needs ${missing.join(" and ")}.`, seeHelp);
    const extra = operands.slice(verb.operands.length);
    if (extra.length > 0)
        throw new CommandError(`"${verb.name}" does not know what to do with "${extra.join(" ")}".`, seeHelp);
}
