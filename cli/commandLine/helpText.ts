import { wrapText } from "../text/wrapText";
import { commonOptions } from "./parseVerbArguments";
import type { Verb, VerbOption } from "./verb";

const exitCodeText = "Exit code: 0 fine, 1 findings, 2 it could not be done as asked.";

/** The list of verbs, for `--help` and for a command line without a verb. */
export function overviewText(verbs: readonly Verb[]): string {
    const nameWidth = Math.max(...verbs.map(({ name }) => name.length));
    return [
        "gitlab-aws-oidc: GitLab CI/CD jobs in AWS without stored keys; who gets in, before anything is deployed.",
        "",
        "Usage: gitlab-aws-oidc VERB [OPTIONS]",
        "",
        ...verbs.map(({ name, summary }) => `  ${name.padEnd(nameWidth)}  ${summary}`),
        "",
        "gitlab-aws-oidc VERB --help tells more about one. --version prints the version.",
        exitCodeText,
    ].join("\n");
}

/** The help of one verb, in lines of at most `width` columns. */
export function verbHelpText(verb: Verb, width: number): string {
    const options = Object.entries({ ...verb.options, ...commonOptions });
    const usage = [
        ...verb.operands,
        ...Object.entries(verb.options).map(([name, option]) => `[${spelling(name, option)}]`),
    ];
    const spellings = options.map(([name, option]) => spelling(name, option));
    const column = Math.max(...spellings.map((text) => text.length)) + 4;
    return [
        ...wrapText(verb.summary, width),
        "",
        ...wrapText(`Usage: gitlab-aws-oidc ${verb.name} ${usage.join(" ")}`, width, " ".repeat(8)),
        "",
        ...options.flatMap(([name, option]) => {
            const left = `  ${spelling(name, option)}`.padEnd(column);
            return wrapText(left + option.description, width, " ".repeat(column));
        }),
        "",
        ...verb.details.flatMap((paragraph) => [...wrapText(paragraph, width), ""]),
        exitCodeText,
    ].join("\n");
}

function spelling(name: string, { kind, valueName, short }: VerbOption): string {
    const value = kind === "flag" ? "" : ` ${valueName ?? "TEXT"}`;
    return `${short === undefined ? "" : `-${short}, `}--${name}${value}${kind === "list" ? "..." : ""}`;
}
