import { findRole } from "../access/findRole";
import { trustedRoles } from "../access/trustedRoles";
import { CommandError } from "../commandLine/commandError";
import { exitCodes } from "../commandLine/exitCode";
import type { Verb } from "../commandLine/verb";
import { completedPlan } from "../program/completedPlan";
import { planStack, stackOptions } from "../program/planStack";
import { type Purpose, purposes } from "../snippet/purpose";
import { roleSnippet } from "../snippet/roleSnippet";

/** `snippet ROLE`: a ready `.gitlab-ci.yml` job for a role, with the audience that the role checks. */
export const snippet: Verb = {
    name: "snippet",
    summary: "Prints a ready .gitlab-ci.yml job for a role, with the audience that the role checks.",
    operands: ["ROLE"],
    options: {
        ...stackOptions,
        for: {
            kind: "text",
            valueName: "PURPOSE",
            description: `What the job does with the role: ${purposes.join(", ")}. Adds the least policy for the role.`,
        },
        resource: {
            kind: "text",
            valueName: "NAME",
            description:
                "The secret, repository, cluster, DOMAIN/REPOSITORY or bucket that --for is about. Default: a placeholder.",
        },
        json: {
            kind: "flag",
            description: "Prints a JSON document: yaml, roleArn, audience, issuer, warnings, policy.",
        },
    },
    details: [
        "ROLE is a role's key in the stack's config, its name in AWS, or its ARN.",
        "The job writes its ID token to a file that only it can read, and sets AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE " +
            "and AWS_ROLE_SESSION_NAME: any AWS SDK, CLI or infrastructure tool in it then works, and renews its " +
            "credentials. No account and no network is needed to print it.",
    ],
    async run(context) {
        const { terminal } = context;
        const planned = await planStack(context);
        const plan = completedPlan(planned);
        const role = findRole(trustedRoles(plan), context.arguments.operands[0] ?? "");
        const issuer = plan.outputs["issuer"];
        const audience = plan.outputs["audience"];
        const region = planned.config["aws:region"];
        const purpose = purposeOf(context.arguments.text("for"));
        const resource = context.arguments.text("resource");
        if (resource !== undefined && purpose === undefined)
            throw new CommandError(
                "--resource needs --for.",
                `Add --for with one of ${purposes.join(", ")}.`,
            );
        const made = roleSnippet({
            project: planned.project.name,
            stack: planned.stack,
            role,
            ...(typeof issuer === "string" ? { issuer } : {}),
            ...(typeof audience === "string" ? { audience } : {}),
            ...(region === undefined ? {} : { region }),
            ...(purpose === undefined ? {} : { purpose }),
            ...(resource === undefined ? {} : { resource }),
        });
        if (context.arguments.flag("json")) {
            terminal.out(JSON.stringify(made, null, 4));
        } else {
            terminal.out(made.yaml.trimEnd());
            made.warnings.forEach((warning) => {
                terminal.err(`${terminal.style("yellow", "warning:")} ${warning}`);
            });
        }
        return exitCodes.done;
    },
};

function purposeOf(text: string | undefined): Purpose | undefined {
    if (text === undefined) return undefined;
    const purpose = purposes.find((one) => one === text);
    if (purpose === undefined)
        throw new CommandError(`--for is ${JSON.stringify(text)}.`, `Use one of ${purposes.join(", ")}.`);
    return purpose;
}
