import fc from "fast-check";
import { parseSubject } from "../../../trust/gitlab";
import { randomSubject } from "../languages/randomSubjects";
import { commonSubjects, type Issuer, issuers } from "./randomDocuments";

/** A token, and what the request has beside it. */
export interface RandomRequest {
    issuer: Issuer;
    claims: Record<string, unknown>;
    /** Every key of the request that a document may ask for; an empty list is a key that it does not have. */
    request: Record<string, string | string[]>;
}

const wildcardContents = ["", "x", "p", "g", "main", "4", "2", "x/y", "x:ref_type:branch:ref:main", "g/p"];

/** Every text in a document's conditions, with something in the place of its wildcards and variables. */
function mutationsOf(document: unknown): fc.Arbitrary<string> {
    const texts = new Set<string>();
    const collect = (value: unknown): void => {
        if (typeof value === "string") texts.add(value);
        else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
    };
    collect(document);
    const known = [...texts].filter((text) => text !== "");
    return fc
        .tuple(
            fc.constantFrom(...(known.length === 0 ? ["x"] : known)),
            fc.array(fc.constantFrom(...wildcardContents), { minLength: 6, maxLength: 6 }),
            fc.constantFrom("none", "none", "none", "upper", "cut", "longer"),
        )
        .map(([text, contents, change]) => {
            let next = 0;
            const filled = text
                .replaceAll(/\$\{\$\}/g, "$")
                .replaceAll(/\$\{[^}]*\}/g, () => contents[next++ % 6] ?? "")
                .replaceAll("*", () => contents[next++ % 6] ?? "")
                .replaceAll("?", () => (contents[next++ % 6] ?? "x").charAt(0) || "x");
            if (change === "upper") return filled.replace(/[a-z]/, (letter) => letter.toUpperCase());
            if (change === "cut") return filled.slice(0, -1);
            return change === "longer" ? `${filled}x` : filled;
        });
}

const id = fc.constantFrom("42", "43", "1001", "7");

function maybe<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
    return fc.option(value, { nil: undefined, freq: 3 });
}

/** A token that an issuer can make, and a request: from GitLab's grammar, and from changes to the document's own values. */
export function randomRequest(document: unknown): fc.Arbitrary<RandomRequest> {
    const mutated = mutationsOf(document);
    const text = fc.oneof(mutated, fc.constantFrom("x", "true", "aws", "https://gitlab.com", "someone"));
    const subject = fc.oneof(
        { weight: 4, arbitrary: mutated },
        { weight: 3, arbitrary: fc.constantFrom(...commonSubjects) },
        { weight: 1, arbitrary: randomSubject },
    );
    const audience = fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom("https://gitlab.com", "sts.amazonaws.com", "aws") },
        { weight: 2, arbitrary: mutated },
    );
    const audiences = fc.oneof(
        { weight: 4, arbitrary: audience },
        { weight: 1, arbitrary: fc.array(audience, { minLength: 1, maxLength: 3 }) },
    );
    const request = fc.record({
        "sts:RoleSessionName": fc.constantFrom("job", "true", "owner"),
        "aws:SourceIp": fc.constantFrom<string | string[]>(
            "10.0.0.1",
            "10.200.0.1",
            "203.0.113.7",
            "8.8.8.8",
            "2001:db8::1",
            "fe80::1",
        ),
        "aws:CurrentTime": fc.constantFrom<string | string[]>(
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.500Z",
            "2025-06-01",
            "2027-06-01",
        ),
        "aws:EpochTime": fc.constantFrom<string | string[]>("5", "5.2", "5.7", "6", "1800000001"),
        "aws:SecureTransport": fc.constantFrom<string | string[]>("true", "false"),
        "aws:SourceVpc": fc.constantFrom<string | string[]>("vpc-1", "vpc-2", "vpc-22", "x", []),
    });
    const gitlabCom = fc.record({
        namespace_id: id,
        project_id: id,
        user_id: id,
        user_login: fc.constantFrom("g", "someone", "owner"),
        user_email: fc.constant("someone@example.com"),
        user_access_level: maybe(fc.constantFrom("developer", "owner")),
        ref_protected: fc.constantFrom("true", "false"),
        pipeline_source: fc.constantFrom("push", "web"),
        runner_environment: maybe(fc.constantFrom("gitlab-hosted", "self-hosted")),
        newer_key: maybe(fc.constant("x")),
    });
    const others = fc.record({
        azp: maybe(audience),
        amr: maybe(fc.oneof(fc.constantFrom<string | string[]>("authenticated", "true", ["a", "true"]))),
        email: maybe(text),
        "https://aws.amazon.com/source_identity": maybe(fc.constantFrom("owner", "someone")),
        "https://aws.amazon.com/tags": maybe(fc.constant({ principal_tags: { team: ["true"] } })),
    });
    return fc
        .record({
            issuer: fc.constantFrom<Issuer>("gitlab.com", "gitlab.com", "gitlab.com", ...issuers),
            subject,
            text,
            audiences,
            request,
            gitlabCom,
            others,
        })
        .map(({ issuer, subject, text, audiences, request, gitlabCom, others }) => {
            const isGitlab = issuer.startsWith("gitlab.");
            const claims: Record<string, unknown> = { iss: `https://${issuer}`, aud: audiences };
            if (!isGitlab)
                return { issuer, claims: clean({ ...claims, ...others, sub: text || "x" }), request };
            const issued = parseSubject(subject) === undefined ? commonSubjects[0] : subject;
            const parts = parseSubject(issued ?? "") ?? [];
            const own = Object.fromEntries(
                parts.flatMap(({ name, value }) =>
                    name === "project_id" || name === "ref_protected" ? [[name, value]] : [],
                ),
            );
            const more = {
                project_path: parts[0]?.value,
                ref: parts.find(({ name }) => name === "ref")?.value ?? "main",
                ...gitlabCom,
                ...own,
            };
            return { issuer, claims: clean({ ...more, ...claims, sub: issued }), request };
        });
}

function clean(claims: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}
