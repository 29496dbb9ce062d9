/** A resource as a stack's export has it, as far as it is read here. */
interface StateResource {
    urn: string;
    type: string;
    id?: string;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}

interface PendingOperation {
    type: string;
    resource: StateResource;
}

/** What `pulumi stack export` prints. */
export interface StackExport {
    version: number;
    deployment?: {
        resources?: StateResource[] | null;
        pending_operations?: PendingOperation[] | null;
        secrets_providers?: {
            type?: string;
            state?: { url?: string; encryptedkey?: string; salt?: string } | null;
        } | null;
    };
}

/**
 * The lines that a stack's file needs for the secrets provider that its state was written with; without them Pulumi would ask
 * for a passphrase. `pulumi stack init` writes them into the checkout of the job that created the stack, and nobody commits
 * them. Of a stack without a state only the provider is known; Pulumi makes a key at the first update.
 */
export function secretsConfig({ deployment }: StackExport, provider: string): string {
    const { url = "", encryptedkey = "", salt = "" } = deployment?.secrets_providers?.state ?? {};
    const lines = Object.entries({
        secretsprovider: url === "" && salt === "" && provider !== "passphrase" ? provider : url,
        encryptedkey,
        encryptionsalt: salt,
    });
    return lines
        .flatMap(([key, value]) => (value === "" ? [] : [`\n${key}: ${JSON.stringify(value)}`]))
        .join("");
}

/** A repaired export, and what a reader of the job's log must know; `undefined` where nothing was interrupted. */
export interface Repair {
    state: StackExport;
    messages: string[];
}

const newestVersion = 4;

/**
 * Types whose id is known before AWS answers, so that a resource whose creation was interrupted can be found again.
 * Sources: the import sections of https://www.pulumi.com/registry/packages/aws/api-docs/.
 */
const idOf: Record<string, (inputs: Record<string, unknown>, account: string) => string | undefined> = {
    "aws:iam/role:Role": byKey("name"),
    "aws:iam/user:User": byKey("name"),
    "aws:iam/group:Group": byKey("name"),
    "aws:iam/instanceProfile:InstanceProfile": byKey("name"),
    "aws:iam/policy:Policy": ({ name, path }, account) =>
        typeof name === "string"
            ? `${account}:policy${typeof path === "string" ? path : "/"}${name}`
            : undefined,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ url }, account) =>
        typeof url === "string" ? `${account}:oidc-provider/${url.replace(/^https:\/\//, "")}` : undefined,
    "aws:s3/bucket:Bucket": byKey("bucket"),
    "aws:ssm/parameter:Parameter": byKey("name"),
    "aws:cloudwatch/logGroup:LogGroup": byKey("name"),
    "aws:ecr/repository:Repository": byKey("name"),
};

function byKey(key: string): (inputs: Record<string, unknown>) => string | undefined {
    return (inputs) => {
        const value = inputs[key];
        return typeof value === "string" ? value : undefined;
    };
}

/**
 * Takes the operations out of a state that a killed update left pending. An interrupted creation whose id is known becomes a
 * resource: the refresh that follows keeps it where AWS has it, and removes it where AWS does not. Other interrupted
 * creations are reported. `roleArn` names the account. Throws for an export of an unknown version.
 */
export function repairPending(exported: StackExport, roleArn: string): Repair | undefined {
    if (exported.version > newestVersion)
        throw new Error(
            `The stack's state has version ${String(exported.version)}, which is not known here.`,
        );
    const { deployment } = exported;
    const operations = deployment?.pending_operations ?? [];
    if (deployment === undefined || operations.length === 0) return undefined;
    const account = /^(arn:[\w-]+:iam::\d{12}):/.exec(roleArn)?.[1] ?? "arn:aws:iam::000000000000";
    const resources = [...(deployment.resources ?? [])];
    const messages = operations.map(({ type, resource }) => {
        if (type !== "creating")
            return `${resource.urn}: interrupted while ${type}; the refresh reads what AWS has.`;
        const id = idOf[resource.type]?.(resource.inputs ?? {}, account);
        if (id === undefined || /\p{Cc}/u.test(id))
            return (
                `${resource.urn}: interrupted while creating, and its id is not known. Look for it in AWS: if it exists, ` +
                "import it with `pulumi import` or delete it there; this update creates it again."
            );
        if (resources.some(({ urn }) => urn === resource.urn))
            return `${resource.urn}: interrupted while creating; the state has it by now.`;
        resources.push({ ...resource, id, outputs: {} });
        return `${resource.urn}: interrupted while creating; the refresh looks for ${id} in AWS.`;
    });
    return {
        state: { ...exported, deployment: { ...deployment, resources, pending_operations: [] } },
        messages,
    };
}
