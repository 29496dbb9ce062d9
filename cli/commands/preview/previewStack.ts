import {
    type AnsweredCall,
    completedPlan,
    placeholderAccount,
    placeholderRegion,
    type PlannedOptions,
    type PlannedStack,
    type ProgramMessage,
    shownValue,
    stackIssuers,
    type TrustedRole,
    trustedRoles,
} from "../../estate";
import {
    type Diagnostic,
    type Judgement,
    judgePlan,
    type PackConfig,
    PackError,
    type PackProcess,
    startPack,
} from "../../pack";
import { CommandError } from "../../terminal";
import { type RoleAccess, roleAccess } from "../access";
import { resourcePurpose } from "./resourceTree";

/**
 * What the policies say about a resource: the worst violation, or that there is none. Resources that are only looked up
 * are judged where they are managed.
 */
export type Verdict = "passed" | "advisory" | "mandatory" | "looked-up";

/** One resource in the preview. */
export interface PreviewResource {
    urn: string;
    type: string;
    name: string;
    parent?: string;
    custom: boolean;
    /** One line: what it is for. */
    purpose: string;
    verdict: Verdict;
    /** Secrets and unknowns are marked texts. */
    inputs: Record<string, unknown>;
    dependencies: string[];
    options: PlannedOptions;
}

/** A violation, with what the pack says about its policy. */
export interface Violation extends Diagnostic {
    /** The page that explains the policy; empty where it has none. */
    url: string;
}

/** Everything that `preview` shows, and what it prints with `--json`. */
export interface PreviewDocument {
    project: string;
    stack: string;
    organization: string;
    stackFile: string;
    /** Provider functions that were not answered by a cloud. */
    calls: AnsweredCall[];
    /** What this preview could not take into account, in sentences. */
    notes: string[];
    messages: ProgramMessage[];
    resources: PreviewResource[];
    policies: {
        pack: string;
        version: string;
        /** The file with the pack's config; absent where every policy runs with its defaults. */
        configFile?: string;
        ran: string[];
        disabled: string[];
        violations: Violation[];
    };
    access: RoleAccess[];
    outputs: Record<string, unknown>;
    counts: { resources: number; roles: number; policies: number; mandatory: number; advisory: number };
}

/**
 * Previews a stack: its program and the policy pack start side by side, each as a process of its own, and the pack then
 * judges what the program registered. Throws CommandError where the program or the pack fails; no process is left.
 */
export async function previewStack(
    planning: Promise<PlannedStack>,
    packFolder: string,
    packConfig: PackConfig,
): Promise<PreviewDocument> {
    const starting = startPack(packFolder);
    // Told below, where the pack is needed; a failing program is told first.
    starting.catch(() => undefined);
    try {
        const planned = await planning;
        const plan = completedPlan(planned);
        const judgement = await judgePlan(await starting, plan.resources, packConfig);
        return previewDocument(planned, judgement);
    } catch (error) {
        throw error instanceof PackError ? new CommandError(error.message) : error;
    } finally {
        await stopped(starting);
    }
}

async function stopped(starting: Promise<PackProcess>): Promise<void> {
    const pack = await starting.catch(() => undefined);
    await pack?.stop();
}

function previewDocument(planned: PlannedStack, judgement: Judgement): PreviewDocument {
    const { project, stack, organization, stackFile, plan, notes } = planned;
    const { pack, ran, disabled, diagnostics } = judgement;
    const urls = new Map(pack.policies.map(({ name, url }) => [name, url]));
    const violations = diagnostics.map((diagnostic) => ({
        ...diagnostic,
        url: diagnostic.url ?? urls.get(diagnostic.policy) ?? "",
    }));
    const verdicts = new Map<string, Verdict>();
    for (const { urn = "", level } of violations) {
        const worst = level === "mandatory" || verdicts.get(urn) === "mandatory" ? "mandatory" : "advisory";
        verdicts.set(urn, worst);
    }
    const resources = plan.resources.map((resource): PreviewResource => {
        const { urn, type, name, parent, custom, inputs, dependencies, options } = resource;
        return {
            urn,
            type,
            name,
            ...(parent === undefined ? {} : { parent }),
            custom,
            purpose: resourcePurpose(resource),
            verdict: verdicts.get(urn) ?? (resource.read ? "looked-up" : "passed"),
            inputs: shownValue(inputs) as Record<string, unknown>,
            dependencies,
            options,
        };
    });
    const roles: TrustedRole[] = trustedRoles(plan);
    const mandatory = violations.filter(({ level }) => level === "mandatory").length;
    return {
        project: project.name,
        stack,
        organization,
        stackFile,
        calls: plan.calls,
        notes,
        messages: plan.messages,
        resources,
        policies: { pack: pack.name, version: pack.version, ran, disabled, violations },
        access: roleAccess(roles, { issuers: stackIssuers(planned) }),
        outputs: shownValue(plan.outputs) as Record<string, unknown>,
        counts: {
            resources: resources.length,
            roles: roles.length,
            policies: ran.length,
            mandatory,
            advisory: violations.length - mandatory,
        },
    };
}

/** What stands in for answers that only a cloud has, in sentences that say how to replace it. Each is told once. */
export function placeholderNotes(calls: readonly AnsweredCall[], project: string): string[] {
    const notes = calls.filter(({ source }) => source === "placeholder").map((call) => noteOf(call, project));
    return [...new Set(notes)];
}

function noteOf({ token, result }: AnsweredCall, project: string): string {
    switch (token.split(":").at(-1) ?? "") {
        case "getCallerIdentity":
            return (
                `PLACEHOLDER account ${placeholderAccount}: no cloud was asked. ` +
                `Set ${project}:accountId to see the real ARNs.`
            );
        case "getPartition":
            return `PLACEHOLDER partition ${String(result["partition"])}: set ${project}:partition or aws:region.`;
        case "getRegion":
            return `PLACEHOLDER region ${placeholderRegion}: set aws:region.`;
        case "getOpenIdConnectProvider":
            return `ASSUMED: the account already has the OIDC provider for ${String(result["url"] ?? result["arn"])}, with the config's audiences.`;
        default:
            return `PLACEHOLDER answer of ${token}.`;
    }
}
