import { assumeRole } from "./assumeRole";
import { becomeRole } from "./becomeRole";
import { checkRole } from "./checkRole";
import { consoleLink } from "./consoleLink";
import { credentialProcess } from "./credentialProcess";
import { reviewStack } from "./reviewStack";
import { s3Sync } from "./s3Sync";

/** The scripts that stand in the components of templates/, each known there by its first line. */
export const templateScripts: readonly string[] = [
    assumeRole,
    becomeRole,
    checkRole,
    consoleLink,
    credentialProcess,
    reviewStack,
    s3Sync,
];
