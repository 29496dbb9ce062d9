import { memberPath } from "../../trust/problem";
import type { Diagnostic, PackConfig, PackProcess, PolicyConfig } from "../analyzer";
import type { PolicyConfigProblem } from "./policyConfigProblem";

/**
 * What the pack itself says about a config, beyond its schema: it is configured and shown a stack without resources, and
 * reports each mistake as a violation of the policy concerned. Every policy is switched on for this, since one that is
 * disabled says nothing.
 */
export async function packsOwnProblems(
    pack: PackProcess,
    config: Readonly<Record<string, unknown>>,
): Promise<PolicyConfigProblem[]> {
    const entries = Object.entries(config).flatMap(([name, entry]) => {
        if (typeof entry !== "object" || entry === null || name === "all") return [];
        const keys: PolicyConfig = { ...entry, enforcementLevel: "mandatory" };
        return [[name, keys] as const];
    });
    const asked: PackConfig = { all: "mandatory", ...Object.fromEntries(entries) };
    await pack.configure(asked);
    const type = "pulumi:pulumi:Stack";
    const stack = { type, name: "none", urn: `urn:pulumi:none::none::${type}::none`, props: {} };
    const diagnostics = [...(await pack.analyze(stack)), ...(await pack.analyzeStack([stack]))];
    return diagnostics
        .filter(({ policy }) => entries.some(([name]) => name === policy))
        .map((diagnostic) => problemIn(diagnostic));
}

/** The pack's violations are text: a headline, then lines of `at`, `instead` and `see`. */
function problemIn({ policy, message }: Diagnostic): PolicyConfigProblem {
    const [headline = "", ...lines] = message.split("\n");
    const said = (what: string) =>
        lines.flatMap((line) =>
            line.startsWith(`  ${what} `) ? [line.slice(what.length + 3).trim()] : [],
        )[0];
    const path = memberPath("", policy);
    const at = said("at");
    return {
        policy,
        path: at === undefined ? path : `${path}${at.startsWith("[") ? "" : "."}${at}`,
        message: headline.replace(/^Config of policy "[^"]*" is wrong: /, ""),
        fix: said("instead") ?? "See the policy's page.",
    };
}
