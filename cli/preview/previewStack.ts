import { roleAccess } from "../access/roleAccess";
import { type TrustedRole, trustedRoles } from "../access/trustedRoles";
import { type PackConfig, PackError, type PackProcess, startPack } from "../analyzer";
import { completedPlan } from "../program/completedPlan";
import type { PlannedStack } from "../program/planStack";
import { shownValue } from "../program/shownValue";
import { CommandError } from "../terminal";
import { type Judgement, judgePlan } from "./judgePlan";
import type { PreviewDocument, PreviewResource, Verdict } from "./previewDocument";
import { resourcePurpose } from "./resourcePurpose";
import { stackIssuers } from "./stackIssuers";

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
        url: urls.get(diagnostic.policy) ?? "",
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
