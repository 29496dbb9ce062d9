import { assumeRoleWithWebIdentity, namesAction, statementCoversAction } from "../decision";
import { limits, parseProviderArn } from "../aws";
import { issuerHostAndPath } from "../gitlab";
import type { TrustDocument, TrustPrincipal, TrustStatement } from "../document";
import { issuerKeys, type IssuerKey } from "./conditionKey";
import { isGitlabIssuer, isOtherIssuer, isSharedIssuer, looksLikeGitlabSubject } from "./gitlabIssuers";
import { pinnedTexts } from "./guard";
import { keysNamed, type JudgedStatement, type ProviderPrincipal } from "./judgedStatement";
import { subjectValues } from "./subjectValues";
import type { TrustContext } from "./trustContext";

/** The Allow statements of a policy that concern GitLab; all others are left alone. */
export function judgeStatements(policy: TrustDocument, context: TrustContext): JudgedStatement[] {
    const denied = policy.statements.some(
        ({ effect, conditions }) =>
            effect === "Deny" && issuerKeys(conditions).some(({ name }) => name === "sub"),
    );
    return policy.statements
        .filter(({ effect }) => effect === "Allow")
        .flatMap((statement) => judgeStatement(statement, policy, context, denied) ?? []);
}

function judgeStatement(
    statement: TrustStatement,
    policy: TrustDocument,
    context: TrustContext,
    denied: boolean,
): JudgedStatement | undefined {
    const providers = statement.principals.flatMap((principal) => providerOf(principal) ?? []);
    const keys = issuerKeys(statement.conditions);
    const isGitlab = (issuer: string): boolean =>
        isGitlabIssuer(issuer, context) || (!isOtherIssuer(issuer) && hasGitlabSubject(keys, issuer));
    const issuers = [...providers, ...keys].map(({ issuer }) => issuer);
    const anyone =
        statement.notPrincipals !== undefined || statement.principals.some(({ text }) => text === "*");
    const isAboutGitlab = issuers.some(isGitlab);
    // Whoever lets every web identity in lets GitLab's in, unless it asks for another issuer's keys.
    const isAboutEverybody = anyone && issuers.length === 0 && namesWebIdentity(statement);
    if (!(isAboutGitlab || isAboutEverybody) || !letsTokensIn(statement, providers)) return undefined;

    // A provider decides whose tokens come in; without one, the keys tell.
    const candidates = (providers.length > 0 ? providers : keys).map(({ issuer }) => issuer);
    const issuer = candidates.find(isGitlab);
    const judged: JudgedStatement = {
        statement,
        policy,
        context,
        providers,
        anyone,
        ...(issuer === undefined ? {} : { issuer }),
        shared: issuer !== undefined && isSharedIssuer(issuer),
        keys,
        subjects: [],
        projectPinned: false,
        namespacePinned: false,
        refsProtected: false,
        denied,
    };
    return withGuards(judged);
}

function withGuards(judged: JudgedStatement): JudgedStatement {
    const variables = judged.policy.hasPolicyVariables;
    const pinned = (name: string, form: RegExp): boolean =>
        judged.shared &&
        keysNamed(judged, name).some(
            ({ block }) => pinnedTexts(block, variables)?.every((text) => form.test(text)) ?? false,
        );
    const blocks = keysNamed(judged, "sub").map(({ block }) => block);
    return {
        ...judged,
        subjects: subjectValues(blocks, variables),
        projectPinned: pinned("project_id", /^[1-9]\d*$/),
        namespacePinned: pinned("namespace_id", /^[1-9]\d*$/),
        refsProtected: pinned("ref_protected", /^true$/),
    };
}

/** The OIDC provider that a principal means, however it is written. SAML providers and AWS principals are none. */
function providerOf({ kind, text, path }: TrustPrincipal): ProviderPrincipal | undefined {
    // No ARN of a provider is longer than a URL and a few words.
    if (
        text.length > 2 * limits.providerUrlLength ||
        kind !== "Federated" ||
        text === "*" ||
        /:saml-provider\//.test(text)
    )
        return undefined;
    const arn = parseProviderArn(text);
    const tail = arn?.issuer ?? /oidc-provider\/([^]*)$/.exec(text)?.[1] ?? text;
    const issuer = issuerHostAndPath(tail).toLowerCase();
    const wellFormed = arn !== undefined && /^\d{12}$/.test(arn.accountId) && tail.toLowerCase() === issuer;
    return issuer.includes(".") ? { path, text, issuer, wellFormed } : undefined;
}

function hasGitlabSubject(keys: readonly IssuerKey[], issuer: string): boolean {
    return keys.some(
        (key) =>
            key.issuer === issuer &&
            key.name === "sub" &&
            key.block.values.some(({ text }) => looksLikeGitlabSubject(text)),
    );
}

/** Whether a statement names the action by itself, and not only by a wildcard over the whole of STS. */
function namesWebIdentity({ actions }: TrustStatement): boolean {
    return actions.some(({ text }) => text.toLowerCase() === assumeRoleWithWebIdentity.toLowerCase());
}

/** Whether the statement is about assuming a role. One that only allows tags beside it lets nobody in. */
function letsTokensIn(statement: TrustStatement, providers: readonly ProviderPrincipal[]): boolean {
    if (statementCoversAction(statement, assumeRoleWithWebIdentity)) return true;
    return providers.length > 0 && statement.actions.some((action) => namesAction(action, "sts:AssumeRole"));
}
