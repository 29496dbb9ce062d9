import { type CommandMaker, commandPage } from "../terminal";
import { accessCommand } from "./access";
import { consoleUrlCommand } from "./console-url";
import { discoveryCommand } from "./discovery";
import { doctorCommand } from "./doctor";
import { explainCommand } from "./explain";
import { policyConfigCommand } from "./policy-config";
import { previewCommand } from "./preview";
import { snippetCommand } from "./snippet";

/** What the command can do, in the order of its help. */
export const commandMakers: readonly CommandMaker[] = [
    previewCommand,
    accessCommand,
    explainCommand,
    snippetCommand,
    doctorCommand,
    consoleUrlCommand,
    discoveryCommand,
    policyConfigCommand,
];

/** docs/cli.md as Markdown, from the commands' own tables. */
export function cliPage(): string {
    return commandPage(commandMakers);
}
