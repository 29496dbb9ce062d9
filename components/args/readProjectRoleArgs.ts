import type * as pulumi from "@pulumi/pulumi";
import { isAccountId, isPartition, limits } from "../../trust/aws";
import { type TrustPolicyInputs, audienceProblems, issuerHostAndPath, parseIssuer } from "../../trust/gitlab";
import { atPath, type Problem } from "../../trust/problem";
import { ArgsError, withoutConsequences } from "./argsError";
import { issuerUrlProblems } from "./providerProblems";
import type { ProjectRoleArgs } from "./projectRoleArgs";
import { readPreviousIssuer } from "./readPreviousIssuer";
import { requiredOfRole, roleReaders } from "./readRoleArgs";
import { readInputText, readList, readObject, readText } from "./readValue";
import { roleProblems } from "./roleProblems";

/** A role's arguments, complete and checked. */
export interface CheckedRole extends Pick<ProjectRoleArgs, "path" | "permissionsBoundary" | "tags"> {
    name: string;
    description: string;
    maxSessionDuration: number;
    managedPolicyArns: readonly string[];
    inlinePolicies: Record<string, pulumi.Input<string>>;
    accountId: pulumi.Input<string>;
    partition: pulumi.Input<string>;
    /** What the trust policy is made of, but for the account. */
    trust: Omit<TrustPolicyInputs, "accountId" | "partition">;
}

const readArgs = readObject<ProjectRoleArgs>(
    {
        ...roleReaders,
        issuer: readText,
        audience: readText,
        accountId: readInputText,
        partition: readInputText,
        previousIssuers: readList(readPreviousIssuer),
    },
    {
        ...requiredOfRole,
        issuer: 'Write the issuer\'s host and path, such as "gitlab.com".',
        audience: "Write the audience that the provider registers.",
        accountId: "Give the account's twelve digits.",
        partition: 'Give the account\'s partition, such as "aws".',
    },
);

/** Reads the arguments of a role. Raises ArgsError with every mistake at once. `name` is the component's name. */
export function readProjectRoleArgs(name: string, value: unknown): CheckedRole {
    const found: Problem[] = [];
    const args: Partial<ProjectRoleArgs> = readArgs(value, "", found) ?? {};
    const url = withScheme(args.issuer ?? "");
    const current = { url, audiences: [args.audience, ...(args.additionalAudiences ?? [])] };
    const issuers = [current, ...previousIssuers(args)].flatMap(({ url: each, audiences }) => {
        const issuer = issuerHostAndPath(each);
        return issuer === ""
            ? []
            : [{ issuer, audiences: audiences.filter((audience) => audience !== undefined) }];
    });
    const roleName = args.name ?? name;
    const problems = withoutConsequences(found, [
        ...(args.issuer === undefined ? [] : atPath("issuer", issuerUrlProblems(url))),
        ...(args.audience === undefined
            ? []
            : atPath("audience", audienceProblems(args.audience, issuers[0]?.issuer))),
        ...(args.previousIssuers ?? []).flatMap((previous, index) =>
            atPath(`previousIssuers[${String(index)}]`, previousIssuerProblems(previous)),
        ),
        ...plainProblems("accountId", args.accountId, isAccountId, "Write its twelve digits in quotes."),
        ...plainProblems(
            "partition",
            args.partition,
            isPartition,
            'Write a partition of AWS, such as "aws".',
        ),
        ...roleProblems(
            args,
            issuers,
            roleName,
            typeof args.partition === "string" ? args.partition : undefined,
        ),
    ]);
    if (problems.length > 0) throw new ArgsError(`ProjectRole "${name}"`, problems);
    const complete = args as ProjectRoleArgs;
    return {
        ...complete,
        name: roleName,
        description: complete.description ?? `Assumed by GitLab CI/CD jobs of ${issuers[0]?.issuer ?? ""}.`,
        maxSessionDuration: complete.maxSessionDuration ?? limits.sessionDuration.usual,
        managedPolicyArns: complete.managedPolicyArns ?? [],
        inlinePolicies: complete.inlinePolicies ?? {},
        trust: {
            issuers,
            subjects: complete.subjects,
            ...(complete.additionalConditions && { additionalConditions: complete.additionalConditions }),
        },
    };
}

function previousIssuers({ previousIssuers: previous = [] }: Partial<ProjectRoleArgs>) {
    return previous.map(({ url, audience }: { url?: string; audience?: string }) => ({
        url: url ?? "",
        audiences: [audience],
    }));
}

function previousIssuerProblems({ url = "", audience = "" }: { url?: string; audience?: string }): Problem[] {
    return [
        ...atPath("url", issuerUrlProblems(url)),
        ...atPath("audience", audienceProblems(audience, parseIssuer(url).issuer?.hostAndPath)),
    ];
}

function withScheme(issuer: string): string {
    return issuer.includes("://") ? issuer : `https://${issuer}`;
}

function plainProblems(
    path: string,
    value: unknown,
    isValid: (text: string) => boolean,
    fix: string,
): Problem[] {
    if (typeof value !== "string" || isValid(value)) return [];
    return [{ path, value, message: `is no ${path === "accountId" ? "AWS account id" : "partition"}`, fix }];
}
