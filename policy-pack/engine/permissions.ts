import type { PolicyResource } from "@pulumi/policy";
import { attachmentTypes, managedPolicyTypes, rolePolicyTypes, roleTypes } from "../../trust/aws";
import { allowedOn, type Power, powersOf } from "./escalations";
import { known, knownTexts, nameIn, type Reference, referenceIn } from "./known";
import { type PermissionStatement, probeAccount, readPermissionDocument } from "./permissionDocument";

/** A permission policy that a role has, as far as it is known. */
interface Grant {
    /** Which policy, in words: `the inline policy "all"`. */
    source: string;
    statements: PermissionStatement[];
}

/**
 * AWS's own policies by which a role does everything, or makes itself do so, in any partition, with the statements that
 * matter. As of 2026-11. Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html.
 */
const awsManagedPolicies: ReadonlyMap<string, PermissionStatement[]> = new Map(
    Object.entries({
        AdministratorAccess: { Effect: "Allow", Action: "*", Resource: "*" },
        IAMFullAccess: { Effect: "Allow", Action: "iam:*", Resource: "*" },
        PowerUserAccess: {
            Effect: "Allow",
            NotAction: ["iam:*", "organizations:*", "account:*"],
            Resource: "*",
        },
        AWSLambda_FullAccess: passing("lambda"),
        AmazonECS_FullAccess: passing("ecs", "ecs-tasks"),
        AmazonSageMakerFullAccess: passing("sagemaker"),
        AmazonElasticMapReduceFullAccess: passing("elasticmapreduce"),
    }).map(([name, Statement]) => [name, readPermissionDocument({ Version: "2012-10-17", Statement })]),
);

/** All of a service, and any role passed to it. */
function passing(service: string, receiver = service): unknown[] {
    return [
        { Effect: "Allow", Action: `${service}:*`, Resource: "*" },
        {
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: "*",
            Condition: { StringLike: { "iam:PassedToService": `${receiver}.amazonaws.com` } },
        },
    ];
}

/** Actions by which a role changes who may assume it, or what it may do. */
const ownRoleActions = [
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary",
];

/** Actions by which a managed policy becomes another one. */
const policyActions = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"];

/** What the roles of a stack may do, by the policies that the stack shows. */
export class StackPermissions {
    private readonly grants = new Map<PolicyResource, Grant[]>();
    private readonly rolesByName = new Map<string, PolicyResource[]>();
    /** The ARNs of the account's own policies that a role has, by any way. */
    private readonly attached = new Map<PolicyResource, Set<string>>();
    private readonly managed: ManagedPolicies;

    /** Reads all policies of a stack once. */
    constructor(resources: readonly PolicyResource[]) {
        this.managed = new ManagedPolicies(resources);
        for (const role of resources.filter(({ type }) => roleTypes.has(type))) {
            const policies = referenceIn(role, roleTypes.get(role.type)?.managedPolicyArns ?? "");
            this.grants.set(role, [...this.managed.in(policies), ...inlineGrants(role)]);
            this.attached.set(role, new Set(this.managed.arnsOf(policies)));
            for (const text of new Set(knownTexts(role, ["name", "roleName", "id", "arn"]).map(nameIn)))
                this.rolesByName.set(text, [...(this.rolesByName.get(text) ?? []), role]);
        }
        for (const resource of resources) this.addGrantOf(resource);
    }

    /**
     * By what a role may do everything, or make itself do so, in words, sorted; empty where nothing known lets it:
     * `the managed policy AdministratorAccess`, `the inline policy "ci" with iam:* on every role`.
     */
    powersOf(role: PolicyResource): readonly string[] {
        const grants = this.grants.get(role) ?? [];
        const single = grants.flatMap(({ source, statements }) => powersOf(statements).map(wordsFor(source)));
        // Only where no policy alone gives a power do several together.
        const together =
            single.length > 0
                ? []
                : powersOf(grants.flatMap(({ statements }) => statements)).map(
                      wordsFor(`its policies together`),
                  );
        // A program registers its resources in any order.
        return [...new Set([...single, ...together])].sort();
    }

    /** Whether the policies that an input of a role names, such as its boundary, allow everything. */
    isEverything(role: PolicyResource, key: string): boolean {
        return this.managed
            .in(referenceIn(role, key))
            .some(({ statements }) => powersOf(statements).some(({ kind }) => kind === "everything"));
    }

    /**
     * By which actions a role may change its own trust policy, its own permissions, or what bounds them; each as
     * `iam:PutRolePolicy on arn:aws:iam::123456789012:role/ci`. Only where the role's name is known. A boundary of the
     * stack counts: what it does not allow, the role may not do. One from elsewhere bounds everything, as far as is known.
     */
    ownChanges(role: PolicyResource): readonly string[] {
        const properties = roleTypes.get(role.type);
        if (properties === undefined) return [];
        const statements = (this.grants.get(role) ?? []).flatMap((each) => each.statements);
        const [name] = knownTexts(role, [properties.name]);
        const [path = "/"] = knownTexts(role, ["path"]);
        const own = name === undefined ? [] : [`arn:aws:iam::${probeAccount}:role${path}${name}`];
        const boundary = referenceIn(role, properties.permissionsBoundary);
        const policies = new Set([...this.managed.arnsOf(boundary), ...(this.attached.get(role) ?? [])]);
        const changes = (by: readonly PermissionStatement[]) => [
            ...allowedOn(by, ownRoleActions, own),
            ...allowedOn(by, policyActions, [...policies]),
        ];
        const isBounded = boundary.texts.length > 0 || boundary.resources.length > 0;
        if (!isBounded) return changes(statements);
        const bounds = this.managed.in(boundary).flatMap((each) => each.statements);
        const within = changes(bounds);
        return changes(statements).filter((each) => within.includes(each));
    }

    /** What another resource grants to roles of the stack. */
    private addGrantOf(resource: PolicyResource): void {
        const { type, name } = resource;
        const attachment = attachmentTypes.get(type);
        const rolePolicy = rolePolicyTypes.get(type);
        const managed = managedPolicyTypes.get(type);
        if (attachment) {
            this.attach(referenceIn(resource, attachment.role), referenceIn(resource, attachment.policy));
        } else if (rolePolicy) {
            const { value } = known(() => resource.props[rolePolicy.document] as unknown, "");
            const source = `the role policy ${JSON.stringify(name)}`;
            this.grant(referenceIn(resource, rolePolicy.role), [
                { source, statements: readPermissionDocument(value) },
            ]);
        } else if (managed?.roles !== undefined) {
            this.attach(referenceIn(resource, managed.roles), { texts: [], resources: [resource] });
        }
    }

    /** Managed policies that another resource attaches to roles. */
    private attach(roles: Reference, policies: Reference): void {
        const grants = this.managed.in(policies);
        const arns = this.managed.arnsOf(policies);
        for (const role of this.rolesOf(roles)) {
            this.grants.get(role)?.push(...grants);
            for (const arn of arns) this.attached.get(role)?.add(arn);
        }
    }

    private grant(roles: Reference, grants: readonly Grant[]): void {
        for (const role of this.rolesOf(roles)) this.grants.get(role)?.push(...grants);
    }

    private rolesOf({ texts, resources }: Reference): Set<PolicyResource> {
        return new Set([...texts.flatMap((text) => this.rolesByName.get(nameIn(text)) ?? []), ...resources]);
    }
}

/** The managed policies of a stack, and AWS's own. */
class ManagedPolicies {
    /** Policies of the stack, by each text that can name them. */
    private readonly byText = new Map<string, PolicyResource>();
    private readonly read = new Map<PolicyResource, Grant>();

    constructor(resources: readonly PolicyResource[]) {
        for (const resource of resources) {
            const type = managedPolicyTypes.get(resource.type);
            if (!type) continue;
            const { value } = known(() => resource.props[type.document] as unknown, type.document);
            const source = `the stack's policy ${JSON.stringify(resource.name)}`;
            this.read.set(resource, { source, statements: readPermissionDocument(value) });
            for (const text of knownTexts(resource, [type.arn, "id", type.name]))
                this.byText.set(text, resource);
        }
    }

    /** The policies that a reference names, as far as they are known here. */
    in({ texts, resources }: Reference): Grant[] {
        const named = texts.flatMap((arn): Grant[] => {
            const [, awsName = ""] = /^arn:[^:]+:iam::aws:policy\/(?:[^/]+\/)*([^/]+)$/.exec(arn) ?? [];
            const statements = awsManagedPolicies.get(awsName);
            if (statements) return [{ source: `the managed policy ${awsName}`, statements }];
            // An ARN of the account that was put together by hand: names are unique there, whatever the path.
            const isOwn = /:iam::(?:\d{12}|undefined)?:policy\//.test(arn);
            const policy = this.byText.get(arn) ?? (isOwn ? this.byText.get(nameIn(arn)) : undefined);
            const grant = policy && this.read.get(policy);
            return grant ? [grant] : [];
        });
        return [...new Set([...named, ...resources.flatMap((resource) => this.read.get(resource) ?? [])])];
    }

    /**
     * The ARNs of an account's own policies that a reference names, as those of the probe's account: as they are written,
     * or from the name and path of a policy of the stack whose ARN nobody knows yet.
     */
    arnsOf({ texts, resources }: Reference): string[] {
        const written = texts
            .filter((arn) => /:iam::\d{12}:policy\//.test(arn))
            .map((arn) => arn.replace(/^arn:aws[\w-]*:iam::\d{12}:/, `arn:aws:iam::${probeAccount}:`));
        const ofStack = resources.flatMap((resource) => {
            const [name] = knownTexts(resource, [managedPolicyTypes.get(resource.type)?.name ?? ""]);
            const [path = "/"] = knownTexts(resource, ["path"]);
            return name === undefined ? [] : [`arn:aws:iam::${probeAccount}:policy${path}${name}`];
        });
        return [...written, ...ofStack];
    }
}

function wordsFor(source: string): (power: Power) => string {
    return ({ words }) => (source.startsWith("the managed policy ") ? source : `${source} with ${words}`);
}

/** Inline policies among a role's inputs. */
function inlineGrants({ type, props }: PolicyResource): Grant[] {
    const properties = roleTypes.get(type);
    if (properties === undefined) return [];
    const { inlinePolicies: key, inlineName, inlineDocument } = properties;
    const { value } = known(() => props[key] as unknown, key);
    const list: unknown[] = Array.isArray(value) ? value : [];
    return list.flatMap((entry): Grant[] => {
        if (typeof entry !== "object" || entry === null) return [];
        const { [inlineName]: name, [inlineDocument]: document } = entry as Record<string, unknown>;
        const shown = typeof name === "string" ? ` ${JSON.stringify(name)}` : "";
        return [{ source: `the inline policy${shown}`, statements: readPermissionDocument(document) }];
    });
}
