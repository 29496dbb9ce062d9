import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { type CommandMaker, pathOf } from "./command";
import { commandLine } from "./run";
import { terminal } from "./terminal";

const introduction = `# The command

\`gitlab-aws-oidc COMMAND [OPTIONS]\`. Exit codes: 0 success, 1 findings, 2 usage or configuration error, 3 the
answer depends on what could not be checked (\`explain\`). Results go to standard output, progress and errors to standard error. \`--json\` prints one JSON document for machines.

This page is generated from the commands' own tables: \`npm run generate\`.
`;

/** docs/cli.md: every command with its arguments and options, from the tables that the command line itself is made of. */
export function commandPage(makers: readonly CommandMaker[]): string {
    const silent = { out: () => undefined, err: () => undefined };
    const program = commandLine(makers, {
        terminal: terminal({ isTerminal: false, columns: undefined, environment: {} }, silent),
        environment: {},
        commandFile: "",
        finish: () => undefined,
    });
    return `${[introduction, ...program.commands.flatMap((command) => sections(command, 2))].join("\n\n")}\n`;
}

function sections(command: CommandUnknownOpts, level: number): string[] {
    const help = command.createHelp();
    const options = help.visibleOptions(command).filter(({ long }) => long !== "--help");
    const usage = [
        pathOf(command),
        ...command.registeredArguments.map((argument) => argument.name()),
        ...(command.commands.length > 0 ? ["COMMAND"] : []),
        ...(options.length > 0 ? ["[OPTIONS]"] : []),
    ];
    const rows = [
        ...command.registeredArguments.map((argument) => [argument.name(), argument.description]),
        ...options.map(({ flags, description }) => [flags, description]),
    ].filter(([, description]) => description !== "");
    return [
        `${"#".repeat(level)} ${pathOf(command).split(" ").slice(1).join(" ")}`,
        ...command.description().split("\n\n").map(escapeAngles),
        `\`${usage.join(" ")}\``,
        ...(rows.length === 0
            ? []
            : [
                  [
                      "| option | meaning |",
                      "|---|---|",
                      ...rows.map(([flags = "", text = ""]) => `| \`${flags}\` | ${cell(text)} |`),
                  ].join("\n"),
              ]),
        ...command.commands.flatMap((child) => sections(child, level + 1)),
    ];
}

function cell(text: string): string {
    return escapeAngles(text.replace(/\s+/g, " ").replaceAll("|", "\\|"));
}

// Outside of code, `<` would begin HTML.
function escapeAngles(text: string): string {
    return text
        .split("`")
        .map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part))
        .join("`");
}
