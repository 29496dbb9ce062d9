import type { PackProcess } from "../analyzer";
import { entryProblems } from "./entryProblems";
import { packsOwnProblems } from "./packsOwnProblems";
import type { PolicyConfigProblem } from "./policyConfigProblem";
import type { PolicyConfigFile } from "./readPolicyConfigFile";

/** What `policy-config` prints with `--json`. */
export interface PolicyConfigDocument {
    file: string;
    pack: string;
    version: string;
    /** The names of the policies that the file configures, as it writes them. */
    configured: string[];
    /** In the order of the file; empty where it is right. */
    problems: PolicyConfigProblem[];
}

/** Checks a policy config file against a pack. */
export async function checkPolicyConfig(
    file: PolicyConfigFile,
    pack: PackProcess,
): Promise<PolicyConfigDocument> {
    const info = pack.info();
    const own = entryProblems(file.config, info);
    // What the schema has refused the pack would only refuse again.
    const sound = Object.fromEntries(
        Object.entries(file.config).filter(([name]) => !own.some(({ policy }) => policy === name)),
    );
    const twice = file.duplicates.map((path): PolicyConfigProblem => ({
        policy: "",
        path,
        message: "is there twice, and only the last one counts",
        fix: "Make one of the two.",
    }));
    const names = Object.keys(file.config);
    const place = ({ policy }: PolicyConfigProblem) => names.indexOf(policy);
    const problems = [...own, ...(await packsOwnProblems(pack, sound))].sort((a, b) => place(a) - place(b));
    return {
        file: file.name,
        pack: info.name,
        version: info.version,
        configured: names,
        problems: [...twice, ...problems],
    };
}
