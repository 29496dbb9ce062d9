import { readTrustDocument } from "../../../trust/document";
import {
    factsOfRole,
    iamAccount,
    planStack,
    readOrganizationPolicies,
    type StackChoice,
    stackOptions,
} from "../../estate";
import {
    checkSignature,
    networkOptions,
    readAuthorities,
    readRoute,
    type KeyRequest,
    type SignatureCheck,
} from "../../net";
import {
    type CommandContext,
    CommandError,
    type CommandMaker,
    commonOptions,
    exitCodes,
    flagOption,
    newCommand,
    textOption,
} from "../../terminal";
import { explainText } from "./explainText";
import { explain } from "./explanation";
import { roleOfAccount, roleOfFile, roleOfStack, type RoleToExplain } from "./role";
import { readToken, type TokenToExplain } from "./token";

/** `explain ROLE`: one ID token, or its claims, against one role: each condition, and what AWS answers. */
export const explainCommand: CommandMaker = (context) =>
    newCommand(
        "explain",
        "Explains why a job with an ID token can assume a role or not, condition by condition.",
        [
            "The token is never printed. Its claims are shown only where AWS compares them.",
            "Exits 0 if the job can assume the role, 1 if it cannot, 3 if it can only where what could not be checked holds.",
        ],
    )
        .argument(
            "<ROLE>",
            "A role's key or name in the stack, an ARN (read from the account with your AWS credentials), or a file with a " +
                "trust policy: a path that contains a slash or ends in .json.",
        )
        .addOption(
            textOption(
                "--token <FILE>",
                "The file with the ID token; - for standard input. Default: the file of AWS_WEB_IDENTITY_TOKEN_FILE.",
            ),
        )
        .addOption(textOption("--token-variable <NAME>", "The environment variable with the ID token."))
        .addOption(
            commonOptions.claims("Only the token's claims: a file with a JSON object; - for standard input."),
        )
        .addOption(
            flagOption("--offline", "Do not fetch the issuer's keys; the signature is left unchecked."),
        )
        .addOption(networkOptions.allowPrivateAddresses())
        .addOption(networkOptions.proxy())
        .addOption(
            networkOptions.caFile("PEM file with the CA of the issuer's certificate. Default: public CAs."),
        )
        .addOption(stackOptions.stack)
        .addOption(stackOptions.cwd)
        .addOption(stackOptions.config)
        .addOption(stackOptions.stackOutputs)
        .addOption(stackOptions.answers)
        .addOption(stackOptions.timeout)
        .addOption(
            commonOptions.organizationPolicies(
                "Decide under a resource or service control policy of the organization too; may be repeated.",
            ),
        )
        .addOption(
            commonOptions.json(
                "Print a JSON document: outcome, unchecked, error, statements, nearest, advice, organizationPolicies.",
            ),
        )
        .action(async (wanted, options) => {
            const { terminal, environment, finish } = context;
            const { route } = readRoute(options, environment);
            const authorities = options.caFile === undefined ? undefined : readAuthorities(options.caFile);
            const { token: file, tokenVariable: variable, claims: claimsFile } = options;
            const place = {
                ...(file === undefined ? {} : { file }),
                ...(variable === undefined ? {} : { variable }),
                ...(claimsFile === undefined ? {} : { claimsFile }),
            };
            const policies = readOrganizationPolicies(options.organizationPolicy ?? []);
            const token = await readToken(place, environment);
            const role = await findRole(wanted, options, token, context);
            const signature = await checked(token, role, options.offline === true, { route, authorities });
            const situation = {
                // The one place where the trust policy is read.
                document: readTrustDocument(role.trustPolicy),
                claims: token.claims,
                ...(role.provider === undefined ? {} : { provider: role.provider }),
                ...(role.hasNoProvider === undefined ? {} : { hasNoProvider: role.hasNoProvider }),
            };
            // Claims alone were saved at some time; a token is presented now.
            const request = {
                ...role.request,
                ...(token.text === undefined ? {} : { at: Date.now() / 1000 }),
            };
            const organization = { policies, facts: factsOfRole(role) };
            const explanation = explain(role.name, situation, signature, request, organization);
            if (options.json) terminal.json(explanation);
            else terminal.out(explainText(explanation, terminal));
            finish(exitCodeOf[explanation.outcome]);
        });

const exitCodeOf = {
    allowed: exitCodes.done,
    denied: exitCodes.findings,
    uncertain: exitCodes.uncertain,
} as const;

async function findRole(
    wanted: string,
    choice: StackChoice,
    { claims }: TokenToExplain,
    context: CommandContext,
): Promise<RoleToExplain> {
    if (wanted.startsWith("arn:")) return roleOfAccount(wanted, claims, iamAccount(wanted.split(":")[1]));
    if (/[/\\]|\.json$/.test(wanted)) return roleOfFile(wanted);
    if (wanted === "") throw new CommandError("No role is named.", "See: gitlab-aws-oidc explain --help");
    return roleOfStack(await planStack(choice, context), wanted, claims);
}

async function checked(
    { text, claims }: TokenToExplain,
    role: RoleToExplain,
    offline: boolean,
    how: KeyRequest,
): Promise<SignatureCheck> {
    const unchecked = (why: string): SignatureCheck => ({ outcome: "unchecked", why });
    if (text === undefined) return unchecked("only claims were given");
    if (offline) return unchecked("--offline");
    const iss = claims["iss"];
    if (typeof iss !== "string" || !/^https:\/\/[^/?#@\s]+[^?#@\s]*$/.test(iss))
        return unchecked("iss is not an https URL");
    if (role.hasNoProvider === true) return unchecked("the account has no provider for this issuer");
    // AWS asks nobody but the registered provider either.
    if (role.provider !== undefined && role.provider.url !== iss)
        return unchecked("the issuer is not the account's provider");
    return checkSignature(text, iss, how);
}
