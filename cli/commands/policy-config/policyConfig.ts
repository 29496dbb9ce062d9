import { memberPath, shortValue } from "../../../trust/problem";
import { readJson } from "../../../trust/document";
import {
    type Diagnostic,
    entryProblems,
    type PackConfig,
    type PackProcess,
    type PolicyConfig,
    type PolicyConfigProblem,
} from "../../pack";
import { CommandError, readTextFile, type Terminal, wrapText } from "../../terminal";

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

/** A policy config file: per policy name, what it says. */
export interface PolicyConfigFile {
    /** As it was named. */
    name: string;
    config: Record<string, unknown>;
    /** JSON paths of names that one object has twice. */
    duplicates: string[];
}

/** Reads one. Throws CommandError where it is missing, no JSON, or no JSON object. */
export function readPolicyConfigFile(name: string): PolicyConfigFile {
    const { value, duplicates, error } = readJson(readTextFile(name, 8));
    if (error !== undefined) throw new CommandError(`${name} is not valid JSON: ${error}.`);
    if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new CommandError(
            `${name} contains no JSON object.`,
            'Write {"POLICY": "advisory"} or {"POLICY": {"KEY": VALUE}}.',
        );
    return { name, config: value as Record<string, unknown>, duplicates };
}

/**
 * What the pack itself says about a config, beyond its schema: it is configured and shown a stack without resources, and
 * reports each mistake as a violation of the policy concerned. Every policy is switched on for this, since one that is
 * disabled says nothing.
 */
async function packsOwnProblems(
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

/** The verdict on a policy config file for people: each mistake with its place and what to write, then the count. */
export function policyConfigText(
    { file, pack, version, configured, problems }: PolicyConfigDocument,
    terminal: Pick<Terminal, "style" | "width">,
): string {
    const count = `${String(configured.length)} ${configured.length === 1 ? "entry" : "entries"}`;
    const against = `against ${pack} ${version}`;
    if (problems.length === 0)
        return terminal.style("green", `✓ ${file}: ${count}, nothing wrong ${against}.`);
    const number = problems.length === 1 ? "1 mistake" : `${String(problems.length)} mistakes`;
    return [
        ...problems.flatMap((problem) => [...problemLines(problem, terminal), ""]),
        `${file}: ${number} in ${count}, ${against}.`,
    ].join("\n");
}

function problemLines(
    { path, value, message, fix }: PolicyConfigProblem,
    { style, width }: Pick<Terminal, "style" | "width">,
): string[] {
    const given = value === undefined ? "" : ` = ${shortValue(value)}`;
    return [
        `${style("red", "✗")} ${style("bold", path)}${given}`,
        ...wrapText(`  ${message}`, width, "  "),
        ...wrapText(`  ${style("cyan", "->")} ${fix}`, width, "     "),
    ];
}
