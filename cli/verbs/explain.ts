import { iamAccount } from "../aws/iamAccount";
import { CommandError } from "../commandLine/commandError";
import { exitCodes } from "../commandLine/exitCode";
import type { Verb, VerbContext } from "../commandLine/verb";
import { checkSignature, type SignatureCheck } from "../explain/checkSignature";
import { explain as explainDecision } from "../explain/explanation";
import { explainText } from "../explain/explainText";
import { readToken, type TokenToExplain } from "../explain/readToken";
import { type RoleToExplain, roleOfAccount, roleOfFile, roleOfStack } from "../explain/roleToExplain";
import { probeLimits, systemNetwork } from "../probe/network";
import { planStack, stackOptions } from "../program/planStack";

/** `explain ROLE`: one ID token, or its claims, against one role: each condition, and what AWS answers. */
export const explain: Verb = {
    name: "explain",
    summary: "Explains why a job with an ID token gets into a role or not, condition by condition.",
    operands: ["ROLE"],
    options: {
        token: {
            kind: "text",
            valueName: "FILE",
            description:
                "The ID token; - for standard input. Default: the file of AWS_WEB_IDENTITY_TOKEN_FILE.",
        },
        "token-variable": {
            kind: "text",
            valueName: "NAME",
            description: "The ID token is in this environment variable.",
        },
        claims: {
            kind: "text",
            valueName: "FILE",
            description: "Only the token's claims, a JSON object; - for standard input.",
        },
        offline: {
            kind: "flag",
            description: "Does not fetch the issuer's keys; the signature is left unchecked.",
        },
        ...stackOptions,
        json: { kind: "flag", description: "Prints a JSON document: allowed, error, statements, advice." },
    },
    details: [
        "ROLE is a role's key or name in the stack, an ARN (the account is asked with your AWS credentials, read only), or " +
            "a file with a trust policy: a path with a slash in it, or one that ends in .json.",
        "The token is never printed. Its claims are only shown as far as AWS compares them.",
        "Exit code 1: the job does not get in.",
    ],
    async run(context) {
        const { arguments: given, terminal } = context;
        const token = readToken(placeOf(context), process.env);
        const role = await findRole(context, token);
        const signature = await checked(token, role, given.flag("offline"));
        const situation = {
            document: role.trustPolicy,
            claims: token.claims,
            ...(role.provider === undefined ? {} : { provider: role.provider }),
        };
        // Claims alone were saved some day; a token is shown now.
        const request = { ...role.request, ...(token.text === undefined ? {} : { at: Date.now() / 1000 }) };
        const explanation = explainDecision(role.name, situation, signature, request);
        terminal.out(
            given.flag("json") ? JSON.stringify(explanation, null, 4) : explainText(explanation, terminal),
        );
        return explanation.allowed ? exitCodes.done : exitCodes.findings;
    },
};

function placeOf({ arguments: given }: VerbContext): Parameters<typeof readToken>[0] {
    const [file, variable, claimsFile] = ["token", "token-variable", "claims"].map((name) =>
        given.text(name),
    );
    return {
        ...(file === undefined ? {} : { file }),
        ...(variable === undefined ? {} : { variable }),
        ...(claimsFile === undefined ? {} : { claimsFile }),
    };
}

async function findRole(context: VerbContext, { claims }: TokenToExplain): Promise<RoleToExplain> {
    const wanted = context.arguments.operands[0] ?? "";
    if (wanted.startsWith("arn:")) return roleOfAccount(wanted, claims, iamAccount(wanted.split(":")[1]));
    if (/[/\\]|\.json$/.test(wanted)) return roleOfFile(wanted);
    if (wanted === "") throw new CommandError("No role is named.", "See: gitlab-aws-oidc explain --help");
    return roleOfStack(await planStack(context), wanted, claims);
}

async function checked(
    { text, claims }: TokenToExplain,
    role: RoleToExplain,
    offline: boolean,
): Promise<SignatureCheck> {
    const unchecked = (why: string): SignatureCheck => ({ outcome: "unchecked", why });
    if (text === undefined) return unchecked("only claims were given");
    if (offline) return unchecked("--offline");
    const iss = claims["iss"];
    if (typeof iss !== "string" || !/^https:\/\/[^/?#@\s]+[^?#@\s]*$/.test(iss))
        return unchecked("iss is no https address");
    // AWS asks nobody but the registered provider either.
    if (role.provider !== undefined && role.provider.url !== iss)
        return unchecked("the issuer is not the account's provider");
    return checkSignature(text, iss, systemNetwork, probeLimits);
}
