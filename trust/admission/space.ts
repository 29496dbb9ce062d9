import type { Witness } from "../finding";
import { type Automaton, anythingNotEmpty, charactersFrom, issuedValues, oneOf } from "../languages";
import { claimsThatAreNoKeys, keysOfIssuer } from "../conditions";
import { gitlabComIssuer, splitSubject } from "../gitlab";
import {
    type Claims,
    hasSessionTags,
    isKeyOfSessionTags,
    isKeyOfSignedRequests,
    sourceIdentityClaim,
} from "../decision";

/** What a condition key can be in the requests that one issuer's tokens make. */
export type KeyNature =
    /** No request has it. */
    | { kind: "never" }
    /** A string, or several of a multivalued key, of a known language. */
    | {
          kind: "text";
          /** Its dimension: keys of one dimension always have the same value. */
          dimension: string;
          /** Whether a request can be without it. */
          optional: boolean;
          /** Whether a request can have several values. */
          many: boolean;
          language: Automaton;
          /** Values that read best in an example, tried first. */
          preferred: readonly string[];
      }
    /** It comes from the request, and operators of other types than strings compare it. */
    | { kind: "request"; dimension: string; optional: boolean; preferred: readonly string[] }
    /** A request can have it, and nobody knows what AWS makes of it. */
    | { kind: "opaque"; dimension: string };

/** The tokens of one issuer, as far as conditions can tell them apart. */
export interface TokenSpace {
    /** Host and path, as the token's `iss` spells them. */
    issuer: string;
    /** Whether its subjects have GitLab's grammar. */
    isGitlab: boolean;
    /** Whether it is gitlab.com, whose tokens offer AWS more keys. */
    hasGitlabComKeys: boolean;
    /** What a key, in lower case, can be. */
    natureOf(keyName: string): KeyNature;
}

/** What else is known of an issuer. */
export interface SpaceSettings {
    /** Whether its subjects have GitLab's grammar. */
    isGitlab: boolean;
    /** Audiences that its jobs are known to use; the first one stands in examples. */
    audiences?: readonly string[];
    /** Keys that AWS offers beyond the dated table, as `gitlab.com:new_key` or `new_key`. */
    additionalConditionKeys?: readonly string[];
    /** Whether a token with session tags can get in, as far as actions go. Default: yes. GitLab sends none. */
    sessionTags?: boolean;
    /** Whether a token with a source identity can. Default: yes. GitLab sends none. */
    sourceIdentity?: boolean;
}

/** The dimension of all keys that come from session tags: a token has tags, or it has none. */
const tagsDimension = "session tags";

const words = charactersFrom(/[a-z_]/, "xyz_", 1, 60);
const logins = charactersFrom(/[A-Za-z0-9_.@+-]/, "x1", 1, 120);
const sessionNames = charactersFrom(/[\w+=,.@-]/, "x1", 2, 64);

/** The claims behind gitlab.com's own keys. Source: ../shared facts of the claims; see subject/claimValues. Read 2026-11. */
const gitlabComClaims: Readonly<
    Record<string, { language: Automaton; preferred: string[]; optional?: true }>
> = {
    namespace_id: { language: issuedValues.id, preferred: ["1002", "1003"] },
    project_id: { language: issuedValues.id, preferred: ["1001", "1004"] },
    user_id: { language: issuedValues.id, preferred: ["1000", "1005"] },
    user_login: { language: logins, preferred: ["stranger", "other"] },
    user_email: { language: logins, preferred: ["stranger@example.com"] },
    user_access_level: {
        language: words,
        preferred: ["developer", "maintainer", "owner", "reporter", "guest"],
        optional: true,
    },
    ref_protected: { language: oneOf(["true", "false"]), preferred: ["false", "true"] },
    pipeline_source: { language: words, preferred: ["push", "web", "schedule", "merge_request_event"] },
    runner_environment: {
        language: oneOf(["gitlab-hosted", "self-hosted"]),
        preferred: ["gitlab-hosted", "self-hosted"],
        optional: true,
    },
};

/** Keys that every request has, whoever makes it. */
const everyRequestHas = ["aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:resourceaccount"];

/** Values of the request's keys that read well in an example. */
const plausible: Readonly<Record<string, readonly string[]>> = {
    "aws:sourceip": ["203.0.113.7", "2001:db8::7"],
    "aws:securetransport": ["true"],
};

/** The tokens of an issuer, given as host and path. */
export function tokenSpace(issuer: string, settings: SpaceSettings): TokenSpace {
    const prefix = `${issuer.toLowerCase()}:`;
    const { isGitlab } = settings;
    const hasGitlabComKeys = isGitlab && issuer.toLowerCase() === gitlabComIssuer;
    const audiences = [...(settings.audiences ?? []), `https://${issuer}`, "sts.amazonaws.com"];
    const additional = new Set((settings.additionalConditionKeys ?? []).map((key) => key.toLowerCase()));
    const text = (
        dimension: string,
        language: Automaton,
        preferred: readonly string[],
        more: { optional?: boolean; many?: boolean } = {},
    ): KeyNature => ({
        kind: "text",
        dimension,
        language,
        preferred,
        optional: more.optional ?? false,
        many: more.many ?? false,
    });

    const ofIssuer = (name: string): KeyNature => {
        if (name === "sub") return text("sub", anythingNotEmpty, []);
        if (name === "aud") return text("aud", anythingNotEmpty, audiences, { many: true });
        // Without an azp both keys are the token's aud, and GitLab sends no azp.
        if (name === "oaud")
            return text(isGitlab ? "aud" : "oaud", anythingNotEmpty, audiences, { many: true });
        if (name === "amr" || name === "email") {
            return isGitlab
                ? { kind: "never" }
                : text(name, anythingNotEmpty, ["authenticated"], { optional: true, many: name === "amr" });
        }
        const own = Object.hasOwn(gitlabComClaims, name) ? gitlabComClaims[name] : undefined;
        if (own !== undefined) {
            return hasGitlabComKeys
                ? text(name, own.language, own.preferred, { optional: own.optional ?? false })
                : { kind: "never" };
        }
        if (additional.has(name) || additional.has(prefix + name)) {
            return text(name, anythingNotEmpty, ["value"], { optional: true });
        }
        if (keysOfIssuer(issuer).includes(name)) return text(name, anythingNotEmpty, [], { optional: true });
        // A name that no claim has is no key that anybody will offer.
        return claimsThatAreNoKeys.includes(name) || !/^[a-z][a-z0-9_/.-]*$/.test(name)
            ? { kind: "never" }
            : { kind: "opaque", dimension: name };
    };

    return {
        issuer,
        isGitlab,
        hasGitlabComKeys,
        natureOf(keyName) {
            if (keyName.startsWith(prefix)) return ofIssuer(keyName.slice(prefix.length));
            if (keyName === "sts:rolesessionname") return text(keyName, sessionNames, ["gitlab-job"]);
            if (keyName === "sts:sourceidentity") {
                return isGitlab || settings.sourceIdentity === false
                    ? { kind: "never" }
                    : text(keyName, sessionNames, ["someone"], { optional: true });
            }
            if (isKeyOfSessionTags(keyName)) {
                return isGitlab || settings.sessionTags === false
                    ? { kind: "never" }
                    : { kind: "opaque", dimension: tagsDimension };
            }
            if (keyName === "sts:roleauthorizedbyidp" || isKeyOfSignedRequests(keyName))
                return { kind: "never" };
            if (/^(aws|sts):/.test(keyName)) {
                return {
                    kind: "request",
                    dimension: keyName,
                    optional: !everyRequestHas.includes(keyName),
                    preferred: plausible[keyName] ?? [],
                };
            }
            return { kind: "never" };
        },
    };
}

/** The chosen value or values of each dimension; undefined where the request is without the key. */
export type Choice = ReadonlyMap<string, readonly string[] | undefined>;

const requestKey = /^(?:aws|sts):/;

/**
 * A whole token, with every claim that GitLab always sends and a condition can see, and the request's keys. `choice` has
 * the dimensions that conditions confine; the others get plausible values.
 */
export function witnessOf(space: TokenSpace, choice: Choice): Witness {
    const one = (name: string): string | undefined => choice.get(name)?.[0];
    const audience = choice.get("aud") ?? preferredOf(space, "aud").slice(0, 1);
    const subject = one("sub") ?? "";
    const claims: Record<string, unknown> = {
        iss: `https://${space.issuer}`,
        aud: audience.length === 1 ? audience[0] : audience,
        sub: subject,
    };
    const oaud = choice.get("oaud");
    if (oaud !== undefined) {
        claims["azp"] = claims["aud"];
        claims["aud"] = oaud.length === 1 ? oaud[0] : oaud;
    }
    if (space.isGitlab) Object.assign(claims, claimsOfSubject(subject));
    if (space.hasGitlabComKeys) {
        for (const [name, { preferred }] of Object.entries(gitlabComClaims)) {
            const values = choice.has(name) ? choice.get(name) : preferred.slice(0, 1);
            if (values !== undefined) claims[name] ??= values[0];
        }
        const parts = splitSubject(subject) ?? [];
        for (const name of ["project_id", "ref_protected"]) {
            const part = parts.find((each) => each.name === name);
            if (part !== undefined) claims[name] = part.value;
        }
    }
    const request: Record<string, string | readonly string[]> = {};
    for (const [name, values] of choice) {
        const [value] = values ?? [];
        if (name === "sts:sourceidentity") {
            if (value !== undefined) claims[sourceIdentityClaim] = value;
        } else if (name === tagsDimension) {
            if (values !== undefined)
                claims["https://aws.amazon.com/tags"] = { principal_tags: { tag: ["value"] } };
        } else if (requestKey.test(name)) {
            request[name] = value ?? [];
        } else if (!(name in claims) && values !== undefined) {
            claims[name] = values.length === 1 ? value : values;
        }
    }
    return { claims, request };
}

function preferredOf(space: TokenSpace, name: string): readonly string[] {
    const nature = space.natureOf(`${space.issuer.toLowerCase()}:${name}`);
    return nature.kind === "text" ? nature.preferred : [];
}

/**
 * What a token and its request have for one dimension; undefined where they have nothing. `unknown`: the request may have
 * it, and the witness does not say.
 */
export function valuesOf(
    dimension: string,
    { claims, request }: Witness,
): readonly string[] | undefined | "unknown" {
    if (dimension === tagsDimension) return hasSessionTags(claims) ? ["value"] : undefined;
    if (requestKey.test(dimension) && dimension !== "sts:sourceidentity") {
        const name = Object.keys(request).find((key) => key.toLowerCase() === dimension);
        const value = name === undefined ? undefined : request[name];
        if (value === undefined) return "unknown";
        const values = typeof value === "string" ? [value] : value;
        return values.length === 0 ? undefined : values;
    }
    const claim = claimOfDimension(dimension, claims) ?? undefined;
    if (claim === undefined) return undefined;
    const values: unknown[] = Array.isArray(claim) ? claim : [claim];
    const texts = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
    return texts.length === 0 ? undefined : texts;
}

function claimOfDimension(dimension: string, claims: Claims): unknown {
    if (dimension === "aud") return claims["azp"] ?? claims["aud"];
    if (dimension === "oaud") return claims["aud"];
    return claims[dimension === "sts:sourceidentity" ? sourceIdentityClaim : dimension];
}

/** The claims that a subject spells out: the project, and the ref. */
function claimsOfSubject(subject: string): Record<string, string> {
    const claims: Record<string, string> = {};
    for (const { name, value } of splitSubject(subject) ?? []) {
        claims[name] = value;
        if (name === "project_path") claims["namespace_path"] = value.slice(0, value.lastIndexOf("/"));
    }
    return claims;
}
