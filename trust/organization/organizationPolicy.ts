import { limits } from "../aws";
import { isObject, readTrustDocument, readText, type TrustDocument } from "../document";
import type { Problem } from "../problem";

/** The two kinds of policies by which an organization limits what its accounts can do. */
export type OrganizationPolicyKind = "resource-control" | "service-control";

/** What AWS Organizations calls each kind, as the input `type` of a policy has it. */
export const organizationPolicyTypes: Readonly<Record<OrganizationPolicyKind, string>> = {
    "resource-control": "RESOURCE_CONTROL_POLICY",
    "service-control": "SERVICE_CONTROL_POLICY",
};

/** A policy of the organization, read once. Its Denies beat every Allow of a role's trust policy. */
export interface OrganizationPolicy {
    /** What a reader calls it: the file, or the resource. Places in it begin with this name. */
    name: string;
    kind: OrganizationPolicyKind;
    /** Its statements, as a trust policy's are read, with `Resource` in addition. */
    document: TrustDocument;
    /** What makes AWS refuse it, with places within the document; empty where AWS takes it. At most 500. */
    mistakes: readonly Problem[];
}

/** What is known of a policy beside its text. */
export interface OrganizationPolicyOptions {
    /** Default: what the statements show: one with `Principal` is a resource control policy. */
    kind?: OrganizationPolicyKind;
    /** JSON paths of what is not known yet, as `readTrustDocument` has them. Default: everything is known. */
    unknownPaths?: readonly string[];
}

/**
 * Reads a policy of the organization: a JSON text, or what it parses to. Never throws on a value that is JSON. Sources:
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html and
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html. Read 2026-11.
 */
export function readOrganizationPolicy(
    name: string,
    content: unknown,
    { kind = kindOf(content), unknownPaths = [] }: OrganizationPolicyOptions = {},
): OrganizationPolicy {
    const document = readTrustDocument(content, { kind, unknownPaths });
    const refusals = document.findings.filter(({ effect }) => effect === "closed");
    return {
        name,
        kind,
        document,
        mistakes: [
            ...refusals.map(({ path, value, message, fix }) => ({ path, value, message, fix })),
            ...formMistakes(document, kind),
            ...lengthMistakes(content, kind),
        ],
    };
}

/** What the statements show: only a resource control policy has `Principal`. */
function kindOf(content: unknown): OrganizationPolicyKind {
    const reading = typeof content === "string" ? readText(content) : { value: content };
    const root = "value" in reading ? reading.value : undefined;
    const element: unknown = isObject(root) ? root["Statement"] : undefined;
    const statements: unknown[] = Array.isArray(element) ? element : [element];
    return statements.some((each) => isObject(each) && "Principal" in each)
        ? "resource-control"
        : "service-control";
}

/** Names of AWS's own policies, which alone may allow in a resource control policy. */
const fullAccess = "RCPFullAWSAccess";

function formMistakes(document: TrustDocument, kind: OrganizationPolicyKind): Problem[] {
    const { version, partlyUnknown, raw } = document;
    if (raw === undefined) return [];
    const isVersionKnown = !partlyUnknown.includes("Version");
    const wrongVersion: Problem[] =
        version === "2012-10-17" || !isVersionKnown
            ? []
            : [
                  {
                      path: "Version",
                      value: version,
                      message: "is not 2012-10-17, the only version that an organization's policy can have",
                      fix: 'Write "Version": "2012-10-17".',
                  },
              ];
    if (kind === "service-control") return wrongVersion;
    const isFullAccess = document.statements.every(
        ({ effect, conditions, actions: [action, ...more] }) =>
            effect === "Allow" && conditions.length === 0 && action?.text === "*" && more.length === 0,
    );
    if (isFullAccess) return wrongVersion;
    return [
        ...wrongVersion,
        ...document.statements.flatMap(({ effect, path, principals, actions }) => [
            ...(effect === "Deny"
                ? []
                : [
                      {
                          path: `${path}.Effect`,
                          value: effect,
                          message: `is not Deny: in a resource control policy only AWS's own ${fullAccess} allows`,
                          fix: 'Write "Effect": "Deny" and the opposite conditions, or leave the statement out.',
                      },
                  ]),
            ...actions
                .filter(({ text }) => text === "*")
                .map(({ path: at, text }) => ({
                    path: at,
                    value: text,
                    message: `names no service: in a resource control policy only AWS's own ${fullAccess} has this action`,
                    fix: 'Write "Action": "sts:AssumeRoleWithWebIdentity", or another action with its service.',
                })),
            ...principals
                .filter(({ kind: principal, text }) => principal !== "*" && text !== "*")
                .map(({ path: at, text }) => ({
                    path: at,
                    value: text,
                    message: 'is not "*", the only principal that a resource control policy can have',
                    fix: 'Write "Principal": "*", and say whom it is about in conditions.',
                })),
        ]),
    ];
}

function lengthMistakes(content: unknown, kind: OrganizationPolicyKind): Problem[] {
    const { length: most } = limitsOfKind(kind);
    // White space counts only where it is sent: of an object nobody knows how it will be written.
    const length = (typeof content === "string" ? content : (JSON.stringify(content) ?? "")).length;
    if (length <= most) return [];
    return [
        {
            path: "",
            value: length,
            message: `characters are more than AWS accepts in one policy of this kind (${String(most)}, white space counted)`,
            fix: "Leave white space out, or split the policy by its statements.",
        },
    ];
}

/** Characters of one document, and how many of one's own a root, unit or account can have. */
export function limitsOfKind(kind: OrganizationPolicyKind): { length: number; perTarget: number } {
    const { resourceControl, serviceControl } = limits.organizationPolicies;
    return kind === "resource-control" ? resourceControl : serviceControl;
}
