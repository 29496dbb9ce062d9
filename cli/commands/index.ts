import { fromVerb } from "../commandLine/verb";
import type { CommandMaker } from "../terminal";
import { doctor } from "../verbs/doctor";
import { discovery } from "../verbs/discovery";
import { accessCommand } from "./access/command";
import { consoleUrlCommand } from "./console-url/command";
import { explainCommand } from "./explain/command";
import { policyConfigCommand } from "./policy-config/command";
import { previewCommand } from "./preview/command";
import { snippetCommand } from "./snippet/command";

/** What the command can do, in the order of its help. */
export const commandMakers: readonly CommandMaker[] = [
    previewCommand,
    accessCommand,
    explainCommand,
    snippetCommand,
    fromVerb(doctor),
    consoleUrlCommand,
    fromVerb(discovery),
    policyConfigCommand,
];
