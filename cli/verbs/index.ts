import type { Verb } from "../commandLine/verb";
import { discovery } from "./discovery";
import { access } from "./access";
import { consoleUrl } from "./consoleUrl";
import { doctor } from "./doctor";
import { explain } from "./explain";
import { policyConfig } from "./policyConfig";
import { preview } from "./preview";
import { snippet } from "./snippet";

/** What the command can do, in the order of its help. */
export const verbs: readonly Verb[] = [
    preview,
    access,
    explain,
    snippet,
    doctor,
    consoleUrl,
    discovery,
    policyConfig,
];
