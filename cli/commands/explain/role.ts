import { providerArn } from "../../../trust/aws";
import {
    type Claims,
    type DecisionProvider,
    type DecisionRequest,
    issuerOfClaims,
} from "../../../trust/decision";
import { issuerHostAndPath } from "../../../trust/gitlab";
import {
    completedPlan,
    findRole,
    holdsUnknown,
    type IamAccount,
    openedValue,
    type PlannedStack,
    type ProgramPlan,
    readJsonObject,
    trustedRoles,
} from "../../estate";
import { CommandError } from "../../terminal";

/** A role, and what is known of the account around it. */
export interface RoleToExplain {
    /** What a reader calls it. */
    name: string;
    trustPolicy: unknown;
    /** Where it is known. */
    arn?: string;
    /** All of its AWS tags. Absent where they are not known. */
    tags?: Readonly<Record<string, string>>;
    provider?: DecisionProvider;
    /** Set where the account is known to have no provider for the token's issuer. */
    hasNoProvider?: true;
    /** Account and partition, where they are known for sure. */
    request: DecisionRequest;
}

/** The trust policy in a file: the document itself, or a role as `aws iam get-role` prints it. */
export function roleOfFile(file: string): RoleToExplain {
    const document = readJsonObject(file);
    const role = document["Role"];
    const policy: unknown =
        typeof role === "object" && role !== null ? Reflect.get(role, "AssumeRolePolicyDocument") : document;
    return { name: `the role of ${file}`, trustPolicy: policy ?? document, request: {} };
}

/** A role of a stack's plan, with the stack's provider for the token's issuer. Throws CommandError where there is none. */
export function roleOfStack(planned: PlannedStack, wanted: string, claims: Claims): RoleToExplain {
    const plan = completedPlan(planned);
    const role = findRole(trustedRoles(plan), wanted);
    if (role.trustPolicy === undefined)
        throw new CommandError(
            `The trust policy of ${role.label} is not known before the deployment.`,
            "Name the role by its ARN once it is deployed.",
        );
    const providers = plannedProviders(plan);
    const issuer = issuerOfClaims(claims) ?? "";
    const provider =
        providers.find(({ url }) => url === `https://${issuer}`) ??
        providers.find(({ url }) => issuerHostAndPath(url) === issuerHostAndPath(issuer)) ??
        providers[0];
    return {
        name: role.label,
        trustPolicy: role.trustPolicy,
        request: {},
        ...(role.arn === undefined ? {} : { arn: role.arn }),
        ...(role.tags === undefined ? {} : { tags: role.tags }),
        ...(provider === undefined ? {} : { provider }),
    };
}

/** A role of an account, by its ARN. Throws CommandError where it is not there, or may not be read. */
export async function roleOfAccount(
    arn: string,
    claims: Claims,
    account: IamAccount,
): Promise<RoleToExplain> {
    const [, partition, accountId, name] =
        /^arn:([\w-]+):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(arn) ?? [];
    if (partition === undefined || accountId === undefined || name === undefined)
        throw new CommandError(`${arn} is not a role ARN.`, "Write arn:aws:iam::ACCOUNT:role/NAME.");
    const role = await account.role(name);
    if (role === undefined || role.arn !== arn)
        throw new CommandError(
            `The account of these credentials has no role ${arn}.`,
            role === undefined
                ? "Look for a slip in the name, and at whose credentials these are. A job that asks for it sees AccessDenied."
                : `It has ${role.arn}.`,
        );
    const issuer = issuerOfClaims(claims) ?? "";
    const found = await account.provider(providerArn({ partition, accountId, issuer }));
    return {
        name: arn,
        arn,
        ...(role.tags === undefined ? {} : { tags: role.tags }),
        trustPolicy: role.trustPolicy,
        request: { accountId, partition },
        ...(found === undefined
            ? { hasNoProvider: true as const }
            : {
                  provider: {
                      url: `https://${found.url.replace(/^https:\/\//, "")}`,
                      audiences: found.clientIds,
                  },
              }),
    };
}

/** Per type of provider: the inputs that hold its URL and its audiences. */
const providerTypes: Readonly<Record<string, { url: string; audiences: string }>> = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { url: "url", audiences: "clientIdLists" },
    "aws-native:iam:OidcProvider": { url: "url", audiences: "clientIdList" },
};

/** The OIDC providers of a plan; the issuer and audience of its outputs where it looks up one that is there already. */
function plannedProviders({
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
