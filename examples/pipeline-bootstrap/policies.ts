/** What the pipeline's policies are made of. */
export interface PipelineScope {
    partition: string;
    /** The account's number, 12 digits. */
    accountId: string;
    /** The issuer's host and path: `gitlab.com`. */
    issuer: string;
    /** The bucket with Pulumi's state. */
    stateBucket: string;
    /** The KMS key of the state and of Pulumi's secrets. Default: none is used. */
    stateKeyArn?: string;
}

/** A policy document. */
export interface PolicyDocument {
    Version: "2012-10-17";
    Statement: object[];
}

/** The path of the roles that the pipeline makes and changes. Roles elsewhere are out of its reach. */
export const managedPath = "/gitlab/";
/** The path of the pipeline's own two roles and of the boundaries. */
export const pipelinePath = "/pipeline/";
/** The names of the two boundaries, both below `pipelinePath`. */
export const boundaryNames = { pipeline: "pipeline-boundary", managed: "managed-role-boundary" } as const;

/** The ARN of a boundary. */
export function boundaryArn(scope: PipelineScope, which: keyof typeof boundaryNames): string {
    return `${iam(scope)}:policy${pipelinePath}${boundaryNames[which]}`;
}

/** Reads the state, the roles and the provider: for previews and drift checks. */
export function previewPolicy(scope: PipelineScope): PolicyDocument {
    return document(...readState(scope), ...readIam(scope));
}

/** Reads and writes the state; makes, changes and deletes roles below `managedPath`, always with their boundary. */
export function deployPolicy(scope: PipelineScope): PolicyDocument {
    const roles = `${iam(scope)}:role${managedPath}*`;
    const boundary = {
        StringEquals: { "iam:PermissionsBoundary": boundaryArn(scope, "managed") },
    };
    return document(
        ...readState(scope),
        ...readIam(scope),
        {
            Sid: "WriteState",
            Effect: "Allow",
            Action: ["s3:PutObject", "s3:DeleteObject"],
            Resource: `${bucket(scope)}/.pulumi/*`,
        },
        ...(scope.stateKeyArn === undefined
            ? []
            : [
                  {
                      Sid: "EncryptState",
                      Effect: "Allow",
                      Action: ["kms:Encrypt", "kms:GenerateDataKey"],
                      Resource: scope.stateKeyArn,
                  },
              ]),
        {
            Sid: "WriteRolesThatHaveTheBoundary",
            Effect: "Allow",
            Action: [
                "iam:CreateRole",
                "iam:PutRolePermissionsBoundary",
                "iam:PutRolePolicy",
                "iam:DeleteRolePolicy",
                "iam:AttachRolePolicy",
                "iam:DetachRolePolicy",
            ],
            Resource: roles,
            Condition: boundary,
        },
        {
            Sid: "ChangeRoles",
            Effect: "Allow",
            Action: [
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:DeleteRole",
            ],
            Resource: roles,
        },
    );
}

/**
 * The most that the pipeline's own roles can ever do, whatever is attached to them: what the two policies above allow, and
 * never a change of the pipeline's roles, of the boundaries or of the provider.
 */
export function pipelineBoundary(scope: PipelineScope): PolicyDocument {
    return document(
        {
            Sid: "State",
            Effect: "Allow",
            Action: ["s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
            Resource: [bucket(scope), `${bucket(scope)}/.pulumi/*`],
        },
        ...(scope.stateKeyArn === undefined
            ? []
            : [
                  {
                      Sid: "StateKey",
                      Effect: "Allow",
                      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                      Resource: scope.stateKeyArn,
                  },
              ]),
        { Sid: "Iam", Effect: "Allow", Action: "iam:*", Resource: "*" },
        {
            Sid: "NeverThePipelineItself",
            Effect: "Deny",
            NotAction: ["iam:Get*", "iam:List*", "s3:*", "kms:*"],
            Resource: [
                `${iam(scope)}:role${pipelinePath}*`,
                `${iam(scope)}:policy${pipelinePath}*`,
                `${iam(scope)}:oidc-provider/*`,
                `${iam(scope)}:user/*`,
                `${iam(scope)}:group/*`,
            ],
        },
        {
            Sid: "NeverARoleWithoutItsBoundary",
            Effect: "Deny",
            Action: "iam:DeleteRolePermissionsBoundary",
            Resource: "*",
        },
    );
}

/** The most that a role made by the pipeline can do: no administration of identities, of the organization or of the state. */
export function managedRoleBoundary(scope: PipelineScope): PolicyDocument {
    return document(
        { Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" },
        {
            Sid: "ButIdentities",
            Effect: "Deny",
            Action: ["iam:*", "organizations:*", "account:*", "sso:*", "sso-directory:*", "identitystore:*"],
            Resource: "*",
        },
        {
            Sid: "AndTheState",
            Effect: "Deny",
            Action: "s3:*",
            Resource: [bucket(scope), `${bucket(scope)}/*`],
        },
    );
}

function readState(scope: PipelineScope): object[] {
    return [
        {
            Sid: "ListState",
            Effect: "Allow",
            Action: "s3:ListBucket",
            Resource: bucket(scope),
            Condition: { StringLike: { "s3:prefix": [".pulumi", ".pulumi/*"] } },
        },
        {
            Sid: "ReadState",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: `${bucket(scope)}/.pulumi/*`,
        },
        ...(scope.stateKeyArn === undefined
            ? []
            : [{ Sid: "DecryptState", Effect: "Allow", Action: "kms:Decrypt", Resource: scope.stateKeyArn }]),
    ];
}

function readIam(scope: PipelineScope): object[] {
    return [
        {
            Sid: "ReadRolesAndProvider",
            Effect: "Allow",
            Action: [
                "iam:GetRole",
                "iam:GetRolePolicy",
                "iam:ListRolePolicies",
                "iam:ListAttachedRolePolicies",
                "iam:ListInstanceProfilesForRole",
                "iam:ListRoleTags",
                "iam:GetPolicy",
                "iam:GetPolicyVersion",
                "iam:ListPolicyVersions",
                "iam:GetOpenIDConnectProvider",
            ],
            Resource: [
                `${iam(scope)}:role${managedPath}*`,
                `${iam(scope)}:role${pipelinePath}*`,
                `${iam(scope)}:policy${pipelinePath}*`,
                `${iam(scope)}:oidc-provider/${scope.issuer}`,
            ],
        },
        { Sid: "FindProvider", Effect: "Allow", Action: "iam:ListOpenIDConnectProviders", Resource: "*" },
    ];
}

function iam({ partition, accountId }: PipelineScope): string {
    return `arn:${partition}:iam::${accountId}`;
}

function bucket({ partition, stateBucket }: PipelineScope): string {
    return `arn:${partition}:s3:::${stateBucket}`;
}

function document(...statements: object[]): PolicyDocument {
    return { Version: "2012-10-17", Statement: statements };
}
