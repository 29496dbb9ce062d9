import {
    allowsRequest,
    type PermissionRequest,
    type PermissionStatement,
    probeAccount,
} from "./permissionDocument";

/** What a role may do that matters beyond its task. */
export interface Power {
    /**
     * `everything`: (nearly) every action on every resource. `administrator`: actions by which it makes itself, or
     * somebody else whose credentials it gets, do everything.
     */
    kind: "everything" | "administrator";
    /** By what, as a noun phrase that follows a policy's name: `* on *`, `iam:PutRolePolicy on every role`. */
    words: string;
}

/** A way to become administrator: all actions of one entry together. */
interface Escalation {
    /** The actions that the way needs. The first is on what `on` names; the others on anything. */
    actions: readonly [string, ...string[]];
    on: "role" | "policy" | "user" | "group";
    /** The service that a role is passed to. */
    service?: string;
}

const passRole = (service: string, ...actions: string[]): Escalation => ({
    actions: ["iam:PassRole", ...actions],
    on: "role",
    service: `${service}.amazonaws.com`,
});

/**
 * Ways to become administrator with permissions that are not yet everything. Not among them: changing the code of a
 * function, or running commands on a machine, that has a role already; whether that role is an administrator's, no policy
 * document shows. As of 2026-11. Sources: https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html, and of
 * each service the page with its actions that need iam:PassRole.
 */
const escalations: readonly Escalation[] = [
    { actions: ["iam:CreatePolicyVersion"], on: "policy" },
    { actions: ["iam:SetDefaultPolicyVersion"], on: "policy" },
    { actions: ["iam:AttachRolePolicy"], on: "role" },
    { actions: ["iam:PutRolePolicy"], on: "role" },
    { actions: ["iam:UpdateAssumeRolePolicy"], on: "role" },
    { actions: ["sts:AssumeRole"], on: "role" },
    { actions: ["iam:AttachUserPolicy"], on: "user" },
    { actions: ["iam:PutUserPolicy"], on: "user" },
    { actions: ["iam:CreateAccessKey"], on: "user" },
    { actions: ["iam:CreateLoginProfile"], on: "user" },
    { actions: ["iam:UpdateLoginProfile"], on: "user" },
    { actions: ["iam:AddUserToGroup"], on: "group" },
    { actions: ["iam:AttachGroupPolicy"], on: "group" },
    { actions: ["iam:PutGroupPolicy"], on: "group" },
    passRole("ec2", "ec2:RunInstances"),
    passRole("lambda", "lambda:CreateFunction"),
    passRole("cloudformation", "cloudformation:CreateStack"),
    passRole("cloudformation", "cloudformation:UpdateStack"),
    passRole("cloudformation", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    passRole("cloudformation", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
    passRole("cloudformation", "cloudformation:UpdateStackSet"),
    ...["codebuild:CreateProject", "codebuild:UpdateProject"].flatMap((project) =>
        ["codebuild:StartBuild", "codebuild:StartBuildBatch"].map((start) =>
            passRole("codebuild", project, start),
        ),
    ),
    passRole("ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
    passRole("ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:CreateService"),
    passRole("ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:StartTask"),
    passRole("ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:UpdateService"),
    passRole("glue", "glue:CreateDevEndpoint"),
    ...["glue:CreateJob", "glue:UpdateJob"].flatMap((job) =>
        ["glue:StartJobRun", "glue:CreateTrigger"].map((start) => passRole("glue", job, start)),
    ),
    passRole("glue", "glue:CreateSession", "glue:RunStatement"),
    passRole("sagemaker", "sagemaker:CreateNotebookInstance"),
    passRole("sagemaker", "sagemaker:CreateTrainingJob"),
    passRole("sagemaker", "sagemaker:CreateProcessingJob"),
    passRole("states", "states:CreateStateMachine", "states:StartExecution"),
    passRole("states", "states:UpdateStateMachine", "states:StartExecution"),
    passRole("ssm", "ssm:StartAutomationExecution"),
    passRole("ec2", "ec2:RequestSpotInstances"),
    passRole("ec2", "ec2:CreateLaunchTemplate", "ec2:CreateFleet"),
    passRole("ec2", "ec2:CreateLaunchTemplate", "autoscaling:CreateAutoScalingGroup"),
    passRole("ec2", "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"),
    passRole("ec2", "ec2:AssociateIamInstanceProfile", "ssm:SendCommand"),
    passRole("ec2", "ec2:AssociateIamInstanceProfile", "ssm:StartSession"),
    passRole("lambda", "lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"),
    passRole("events", "events:PutRule", "events:PutTargets"),
    passRole("elasticmapreduce", "elasticmapreduce:RunJobFlow"),
    passRole("emr-serverless", "emr-serverless:CreateApplication", "emr-serverless:StartJobRun"),
    passRole(
        "bedrock-agentcore",
        "bedrock-agentcore:CreateCodeInterpreter",
        "bedrock-agentcore:InvokeCodeInterpreter",
    ),
    passRole("rolesanywhere", "rolesanywhere:CreateTrustAnchor", "rolesanywhere:CreateProfile"),
    passRole("gamelift", "gamelift:CreateFleet"),
    passRole("airflow", "airflow:CreateEnvironment"),
    passRole("synthetics", "synthetics:CreateCanary"),
    passRole("braket", "braket:CreateJob"),
    passRole("amplify", "amplify:CreateApp"),
    passRole("elasticbeanstalk", "elasticbeanstalk:CreateEnvironment"),
    passRole("servicecatalog", "servicecatalog:CreateProduct", "servicecatalog:ProvisionProduct"),
    passRole("datapipeline", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
    passRole("scheduler", "scheduler:CreateSchedule"),
    passRole("apprunner", "apprunner:CreateService"),
    passRole("batch", "batch:RegisterJobDefinition", "batch:SubmitJob"),
    passRole("codepipeline", "codepipeline:CreatePipeline"),
];

/** ARNs that only a pattern which leaves the name open takes in. */
const anyOf: Readonly<Record<Escalation["on"], string>> = {
    role: `arn:aws:iam::${probeAccount}:role/zq7-role-probe`,
    policy: `arn:aws:iam::${probeAccount}:policy/zq7-policy-probe`,
    user: `arn:aws:iam::${probeAccount}:user/zq7-user-probe`,
    group: `arn:aws:iam::${probeAccount}:group/zq7-group-probe`,
};

/** What only those allow who allow everything, or everything but a list. */
const anything: PermissionRequest = {
    action: "zq7:Q",
    resource: `arn:aws:zq7:eu-west-1:${probeAccount}:q`,
};

/** Requests that have nothing in common: who allows `anything` and one of them allows everything, or all but a few services. */
const apart: readonly PermissionRequest[] = [
    { action: "iam:CreateAccessKey", resource: anyOf.user },
    { action: "s3:DeleteObject", resource: "arn:aws:s3:::zq7-bucket-probe/key" },
    {
        action: "ec2:TerminateInstances",
        resource: `arn:aws:ec2:eu-west-1:${probeAccount}:instance/i-0a1b2c3d4e5f60718`,
    },
    {
        action: "organizations:LeaveOrganization",
        resource: `arn:aws:organizations::${probeAccount}:account/o-zq7/1`,
    },
];

/**
 * The powers that statements give together; empty for an ordinary role. Statements of all policies of a role count
 * together, since a way to become administrator may need actions from several of them.
 */
export function powersOf(statements: readonly PermissionStatement[]): Power[] {
    const allows = (request: PermissionRequest) => statements.some((each) => allowsRequest(each, request));
    const whole = statements.find(
        (statement) =>
            allowsRequest(statement, anything) && apart.some((request) => allowsRequest(statement, request)),
    );
    if (whole) return [{ kind: "everything", words: wordsForWhole(whole) }];
    const way = escalations.find(({ actions: [first, ...others], on, service }) => {
        const keys = service === undefined ? {} : { "iam:passedtoservice": service };
        return (
            allows({ action: first, resource: anyOf[on], keys }) &&
            others.every((action) => statements.some((each) => allowsSomewhere(each, action)))
        );
    });
    if (way === undefined) return [];
    const isWholeService =
        allows({ action: "iam:Zq7", resource: anyOf.role }) && way.actions[0].startsWith("iam:");
    const words = isWholeService ? "iam:*" : way.actions.join(" and ");
    return [{ kind: "administrator", words: `${words} on every ${way.on}` }];
}

/** By which of these actions on these resources statements allow something; each as `iam:PutRolePolicy on ARN`. */
export function allowedOn(
    statements: readonly PermissionStatement[],
    actions: readonly string[],
    resources: readonly string[],
): string[] {
    return actions.flatMap((action) =>
        resources
            .filter((resource) => statements.some((each) => allowsRequest(each, { action, resource })))
            .map((resource) => `${action} on ${resource}`),
    );
}

/** Whether a statement allows an action on anything at all, without a condition that may take it back. */
function allowsSomewhere(statement: PermissionStatement, action: string): boolean {
    if (statement.resources.length === 0) return false;
    const onAnything = [{ text: "*", raw: "*", path: "" }];
    const widened = { ...statement, resources: onAnything, isNotResource: false };
    return allowsRequest(widened, { action, resource: "*" });
}

function wordsForWhole({ actions, isNotAction, resources, isNotResource }: PermissionStatement): string {
    const list = (values: readonly { text: string }[]) =>
        values
            .map(({ text }) => text)
            .join(", ")
            .slice(0, 100);
    const what = isNotAction ? `everything but ${list(actions)}` : "*";
    return `${what} on ${isNotResource ? `everything but ${list(resources)}` : "*"}`;
}
