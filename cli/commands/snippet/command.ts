import { readTrustDocument } from "../../../trust/document";
import { completedPlan, findRole, planStack, stackOptions, trustedRoles } from "../../estate";
import {
    CommandError,
    type CommandMaker,
    commonOptions,
    exitCodes,
    newCommand,
    textOption,
} from "../../terminal";
import { admissionsOf } from "./jobRule";
import { purposes } from "./purpose";
import { roleSnippet } from "./roleSnippet";

/** `snippet ROLE`: a ready `.gitlab-ci.yml` job for a role, with the audience that the role checks. */
export const snippetCommand: CommandMaker = (context) =>
    newCommand(
        "snippet",
        "Prints a ready .gitlab-ci.yml job for a role, with the audience that the role checks.",
        [
            "The job writes its ID token to a file that only it can read, and sets AWS_ROLE_ARN, " +
                "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_SESSION_NAME: any AWS SDK, CLI or infrastructure tool in it then " +
                "works, and renews its credentials. Neither an AWS account nor network access is needed to print it.",
        ],
    )
        .argument("<ROLE>", "The role's key in the stack's config, its name in AWS, or its ARN.")
        .addOption(stackOptions.stack)
        .addOption(stackOptions.cwd)
        .addOption(stackOptions.config)
        .addOption(stackOptions.stackOutputs)
        .addOption(stackOptions.answers)
        .addOption(stackOptions.timeout)
        .addOption(
            textOption(
                "--for <PURPOSE>",
                `What the job does with the role: ${purposes.join(", ")}. Adds the least policy for the role.`,
            ),
        )
        .addOption(
            textOption(
                "--resource <NAME>",
                "The secret, repository, cluster, DOMAIN/REPOSITORY or bucket that --for is about. Default: a placeholder.",
            ),
        )
        .addOption(
            commonOptions.json("Print a JSON document: yaml, roleArn, audience, issuer, warnings, policy."),
        )
        .action(async (wanted, options) => {
            const { terminal, finish } = context;
            const planned = await planStack(options, context);
            const plan = completedPlan(planned);
            const roles = trustedRoles(plan);
            // The one place where the trust policies are read.
            const documents = new Map(
                roles.flatMap(({ urn, trustPolicy }) =>
                    trustPolicy === undefined ? [] : [[urn, readTrustDocument(trustPolicy)] as const],
                ),
            );
            const role = findRole(roles, wanted, ({ urn }) => {
                const document = documents.get(urn);
                return document === undefined || admissionsOf(document).length > 0;
            });
            const document = documents.get(role.urn);
            const issuer = plan.outputs["issuer"];
            const audience = plan.outputs["audience"];
            const region = planned.config["aws:region"];
            const purpose = purposes.find((one) => one === options.for);
            if (options.for !== undefined && purpose === undefined)
                throw new CommandError(
                    `--for is ${JSON.stringify(options.for)}.`,
                    `Use one of ${purposes.join(", ")}.`,
                );
            if (options.resource !== undefined && purpose === undefined)
                throw new CommandError(
                    "--resource needs --for.",
                    `Add --for with one of ${purposes.join(", ")}.`,
                );
            const made = roleSnippet({
                project: planned.project.name,
                stack: planned.stack,
                role,
                document,
                ...(typeof issuer === "string" ? { issuer } : {}),
                ...(typeof audience === "string" ? { audience } : {}),
                ...(region === undefined ? {} : { region }),
                ...(purpose === undefined ? {} : { purpose }),
                ...(options.resource === undefined ? {} : { resource: options.resource }),
            });
            if (options.json) {
                terminal.json(made);
            } else {
                terminal.out(made.yaml.trimEnd());
                made.warnings.forEach((warning) => {
                    terminal.err(`${terminal.style("yellow", "warning:")} ${warning}`);
                });
            }
            finish(exitCodes.done);
        });
