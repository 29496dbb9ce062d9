import { findRole } from "../access/findRole";
import { trustedRoles } from "../access/trustedRoles";
import { exitCodes } from "../commandLine/exitCode";
import type { Verb } from "../commandLine/verb";
import { completedPlan } from "../program/completedPlan";
import { planStack, stackOptions } from "../program/planStack";
import { roleSnippet } from "../snippet/roleSnippet";

/** `snippet ROLE`: a ready `.gitlab-ci.yml` job for a role, with the audience that the role checks. */
export const snippet: Verb = {
    name: "snippet",
    summary: "Prints a ready .gitlab-ci.yml job for a role, with the audience that the role checks.",
    operands: ["ROLE"],
    options: {
        ...stackOptions,
        json: {
            kind: "flag",
            description: "Prints a JSON document: yaml, roleArn, audience, issuer, warnings.",
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
        const made = roleSnippet({
            project: planned.project.name,
            stack: planned.stack,
            role,
            ...(typeof issuer === "string" ? { issuer } : {}),
            ...(typeof audience === "string" ? { audience } : {}),
            ...(region === undefined ? {} : { region }),
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
