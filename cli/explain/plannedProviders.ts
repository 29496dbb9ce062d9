import type { DecisionProvider } from "../../trust/decision";
import type { ProgramPlan } from "../program/programPlan";
import { holdsUnknown, openedValue } from "../program/shownValue";

/** Per type of provider: the inputs that hold its URL and its audiences. */
const providerTypes: Readonly<Record<string, { url: string; audiences: string }>> = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { url: "url", audiences: "clientIdLists" },
    "aws-native:iam:OidcProvider": { url: "url", audiences: "clientIdList" },
};

/** The OIDC providers of a plan; the issuer and audience of its outputs where it looks up one that is there already. */
export function plannedProviders({
    resources,
    outputs,
}: Pick<ProgramPlan, "resources" | "outputs">): DecisionProvider[] {
    const managed = resources.flatMap((resource): DecisionProvider[] => {
        const type = providerTypes[resource.type];
        const inputs = openedValue(resource.inputs) as Record<string, unknown>;
        const url = type === undefined ? undefined : inputs[type.url];
        if (typeof url !== "string" || holdsUnknown(url)) return [];
        return [withAudiences(url, inputs[type?.audiences ?? ""])];
    });
    if (managed.length > 0) return managed;
    const issuer = openedValue(outputs["issuer"]);
    return typeof issuer === "string" && !holdsUnknown(issuer) ? [{ url: `https://${issuer}` }] : [];
}

function withAudiences(url: string, audiences: unknown): DecisionProvider {
    if (!Array.isArray(audiences) || holdsUnknown(audiences)) return { url };
    return { url, audiences: audiences.filter((one) => typeof one === "string") };
}
