import { type PlannedResource, shownValue, stackReferenceType, stackType, unknownMark } from "../../estate";
import type { Terminal } from "../../terminal";
import type { PreviewResource, Verdict } from "./previewStack";

const marks: Readonly<Record<Verdict, { mark: string; style: "green" | "yellow" | "red" | "dim" }>> = {
    passed: { mark: "✓", style: "green" },
    advisory: { mark: "!", style: "yellow" },
    mandatory: { mark: "✗", style: "red" },
    "looked-up": { mark: "·", style: "dim" },
};

/** A verdict's mark, coloured where there are colours. */
export function verdictMark(verdict: Verdict, terminal: Pick<Terminal, "style">): string {
    const { mark, style } = marks[verdict];
    return terminal.style(style, mark);
}

interface TreeLine {
    /** The bars before the resource, and before what is written below it. */
    bars: string;
    barsBelow: string;
    resource: PreviewResource;
}

/**
 * The resources as a tree, parents before children, each with its verdict, type, name and what it is for. The purposes
 * stand in a column where all lines leave room for it, and below each resource otherwise.
 */
export function resourceTree(
    resources: readonly PreviewResource[],
    terminal: Pick<Terminal, "style" | "width">,
): string[] {
    const lines = treeLines(resources);
    const labels = lines.map(({ bars, resource }) => `${bars}✓ ${shortType(resource.type)} ${resource.name}`);
    const column = Math.max(...labels.map((label) => label.length)) + 2;
    const inColumn = lines.every(({ resource }) => column + resource.purpose.length <= terminal.width);
    return lines.flatMap(({ bars, barsBelow, resource }, index) => {
        const head =
            terminal.style("dim", bars) +
            `${verdictMark(resource.verdict, terminal)} ${terminal.style("bold", shortType(resource.type))} ${resource.name}`;
        if (inColumn) {
            const space = " ".repeat(column - (labels[index] ?? "").length);
            return [head + space + terminal.style("dim", resource.purpose)];
        }
        const purpose = cutText(resource.purpose, terminal.width - barsBelow.length - 2);
        return [head, `${terminal.style("dim", barsBelow)}  ${terminal.style("dim", purpose)}`];
    });
}

function treeLines(resources: readonly PreviewResource[]): TreeLine[] {
    const known = new Set(resources.map(({ urn }) => urn));
    const children = new Map<string, PreviewResource[]>();
    for (const resource of resources) {
        const parent = resource.parent !== undefined && known.has(resource.parent) ? resource.parent : "";
        children.set(parent, [...(children.get(parent) ?? []), resource]);
    }
    const lines: TreeLine[] = [];
    const add = (resource: PreviewResource, indent: string, branch: string, below: string): void => {
        const own = byName(children.get(resource.urn) ?? []);
        const barsBelow = indent + below + (own.length > 0 ? "│" : " ");
        lines.push({ bars: indent + branch, barsBelow, resource });
        own.forEach((child, index) => {
            const isLast = index === own.length - 1;
            add(child, indent + below, isLast ? "└─ " : "├─ ", isLast ? "   " : "│  ");
        });
    };
    byName(children.get("") ?? []).forEach((root) => {
        add(root, "", "", "");
    });
    return lines;
}

// Registration order depends on timing; a reader, and a diff of two previews, want a fixed one.
function byName(resources: readonly PreviewResource[]): PreviewResource[] {
    return [...resources].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
}

function cutText(text: string, width: number): string {
    return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}

type Inputs = Readonly<Record<string, unknown>>;

/** What resources of a type are for; native types (`aws-native:`) share the text of their classic ones. */
const purposes: Readonly<Record<string, (inputs: Inputs) => string>> = {
    "gitlab-aws-oidc:index:GitLabFederation": () =>
        "GitLab CI/CD jobs in one AWS account, without stored keys",
    "gitlab-aws-oidc:index:IdentityProvider": () => "which GitLab instance the account trusts",
    "gitlab-aws-oidc:index:ProjectRole": () => "a role for chosen jobs, and what it may do",
    "gitlab-aws-oidc:index:DiscoveryMirror": () => "the public discovery documents of a private instance",
    "gitlab-aws-oidc:index:OrganizationGuardrails": () =>
        "which ID tokens every account of the organization accepts at most",
    "aws:organizations/policy:Policy": ({ name, description }) =>
        [name, description].map(text).filter(Boolean).join(": "),
    "aws:organizations/policyAttachment:PolicyAttachment": ({ targetId }) =>
        `puts ${named(targetId, "target")} under a policy of the organization`,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (inputs) =>
        `AWS accepts tokens of ${text(inputs["url"])} for ${listText(inputs["clientIdLists"] ?? inputs["clientIdList"])}`,
    "aws:iam/role:Role": ({ name, roleName, description }) =>
        [name ?? roleName, description].map(text).filter(Boolean).join(": ") || "a role, named by AWS",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ role, policyArn }) =>
        `gives ${named(role, "role")} the policy ${text(policyArn).split("/").at(-1) ?? ""}`,
    "aws:iam/rolePolicy:RolePolicy": ({ role, roleName, policy, policyDocument }) =>
        `lets ${named(role ?? roleName, "role")} do ${grantedActions(policy ?? policyDocument)}`,
    "aws:s3/bucket:Bucket": ({ bucket, bucketName }) => named(bucket ?? bucketName, "bucket"),
    "aws:s3/bucketPolicy:BucketPolicy": ({ bucket }) => `who may do what with ${named(bucket, "bucket")}`,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ({ bucket }) =>
        `keeps ${named(bucket, "bucket")} from being public`,
    "aws:s3/bucketObject:BucketObject": ({ bucket, key }) => `${text(key)} in ${named(bucket, "bucket")}`,
    [stackReferenceType]: ({ name }) => `outputs of the stack ${text(name)}`,
    [stackType]: () => "the stack",
};

const sameAs: Readonly<Record<string, string>> = {
    "aws-native:iam:OidcProvider": "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws-native:iam:Role": "aws:iam/role:Role",
    "aws-native:iam:RolePolicy": "aws:iam/rolePolicy:RolePolicy",
    "aws-native:s3:Bucket": "aws:s3/bucket:Bucket",
    "aws-native:s3:BucketPolicy": "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketV2:BucketV2": "aws:s3/bucket:Bucket",
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws:s3/bucketObject:BucketObject",
};

/** In one line, what a resource is for; of a type that the table does not know, what it is. */
export function resourcePurpose({ type, inputs }: PlannedResource): string {
    const purpose = purposes[sameAs[type] ?? type];
    if (purpose !== undefined)
        return purpose(shownValue(inputs) as Inputs)
            .replace(/\s+/g, " ")
            .trim();
    const provider = /^pulumi:providers:(.+)$/.exec(type)?.[1];
    return provider === undefined ? typeInWords(type) : `how ${provider} is reached`;
}

/** The last part of a type token: `Role`. */
export function shortType(type: string): string {
    return type.split(":").at(-1) ?? type;
}

// "aws:ec2/securityGroup:SecurityGroup" is a "security group of ec2".
function typeInWords(type: string): string {
    const words = shortType(type)
        .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
        .toLowerCase();
    const module = (type.split(":")[1] ?? "").split("/")[0];
    return module === undefined || module === "" || module === "index" ? words : `${words} of ${module}`;
}

function text(value: unknown): string {
    return typeof value === "string"
        ? value
        : value === undefined || value === null
          ? ""
          : JSON.stringify(value);
}

function named(value: unknown, what: string): string {
    const name = text(value);
    return name === "" || name === unknownMark ? `a ${what} that AWS names` : `${what} ${name}`;
}

function listText(value: unknown): string {
    return Array.isArray(value) ? value.map(text).join(", ") : text(value) || "no audience";
}

const shownActions = 4;

/** The first actions that a permission policy document (text or object) allows: `s3:GetObject, s3:PutObject and 2 more`. */
export function grantedActions(document: unknown): string {
    const statements = listOf(memberOf(parsed(document), "Statement"));
    const allowed = statements.filter((statement) => memberOf(statement, "Effect") === "Allow");
    const actions = allowed.flatMap((statement) => [
        ...listOf(memberOf(statement, "Action")),
        ...listOf(memberOf(statement, "NotAction")).map((action) => `all but ${String(action)}`),
    ]);
    const names = [...new Set(actions.map(String))];
    if (names.length === 0) return typeof parsed(document) === "object" ? "nothing" : "what is not known yet";
    const rest = names.length - shownActions;
    return names.slice(0, shownActions).join(", ") + (rest > 0 ? ` and ${String(rest)} more` : "");
}

function parsed(document: unknown): unknown {
    if (typeof document !== "string") return document;
    try {
        return JSON.parse(document);
    } catch {
        return document;
    }
}

function memberOf(value: unknown, key: string): unknown {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function listOf(value: unknown): unknown[] {
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
