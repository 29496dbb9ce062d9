import fc from "fast-check";
import {
    ArgsError,
    readFederationArgs,
    type FederatedRole,
    type GitLabFederationArgs,
} from "../../components";
import type { Problem } from "../../trust/problem";
import { selectors } from "../trust/gitlab/selectorsAndJobs";

// Keys and names that would be one if a dash or a slash joined them.
const roleKeys = ["web", "web-ci", "web-ci-s3", "ci", "ci-s3", "s3", "a", "a-b"];
const policyNames = ["s3", "ci-s3", "ci", "b", "web", "a.b", "A"];
const policyArns = [
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
    "arn:aws:iam::123456789012:policy/ReadOnlyAccess",
    "arn:aws:iam::123456789012:policy/aws/ReadOnlyAccess",
    "arn:aws:iam::123456789012:policy/s3",
];

/** What is wrong with the arguments of a federation of the stack "dev". */
export function problemsOf(value: unknown): readonly Problem[] {
    try {
        readFederationArgs(value, { what: "The config", roleNamePrefix: "gitlab-dev" });
        return [];
    } catch (error) {
        if (error instanceof ArgsError) return error.problems;
        throw error;
    }
}

const document = `{"Version":"2012-10-17","Statement":[]}`;

/** The record without the keys that were not drawn. */
const present = (record: object) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

const role: fc.Arbitrary<FederatedRole> = fc
    .record({
        subjects: selectors,
        managedPolicyArns: maybe(fc.uniqueArray(fc.constantFrom(...policyArns), { maxLength: 4 })),
        inlinePolicies: maybe(
            fc
                .uniqueArray(fc.constantFrom(...policyNames), { maxLength: 4 })
                .map((names) => Object.fromEntries(names.map((name) => [name, document]))),
        ),
        path: maybe(fc.constantFrom("/", "/ci/", "/a/b/")),
        maxSessionDuration: maybe(fc.integer({ min: 3600, max: 43200 })),
        tags: maybe(fc.constantFrom({ team: "a" }, { team: "b", cost: "1" })),
        additionalConditions: maybe(
            fc.constantFrom(
                { IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "198.51.100.0/24"] } },
                { Bool: { "aws:SecureTransport": ["true"] } },
            ),
        ),
    })
    .map((drawn) => present(drawn) as unknown as FederatedRole);

const anyConfig: fc.Arbitrary<GitLabFederationArgs> = fc
    .record({
        gitlabUrl: maybe(fc.constantFrom("https://gitlab.com", "https://gitlab.example.com/gitlab")),
        audience: maybe(fc.constantFrom("sts.amazonaws.com", "aws")),
        additionalAudiences: maybe(fc.uniqueArray(fc.constantFrom("x", "y"), { maxLength: 2 })),
        previousIssuers: maybe(
            fc
                .uniqueArray(fc.constantFrom("https://old.example.com", "https://older.example.com/x"), {
                    maxLength: 2,
                })
                .map((urls) => urls.map((url) => ({ url, audience: "old" }))),
        ),
        tags: maybe(fc.constantFrom({ env: "dev" }, {})),
        roles: fc.dictionary(fc.constantFrom(...roleKeys), role, { minKeys: 1, maxKeys: 5 }),
    })
    .map((drawn) => present(drawn) as unknown as GitLabFederationArgs);

/** Configs that the federation takes: of each drawn one, the roles that are valid. */
export const validConfigs: fc.Arbitrary<GitLabFederationArgs> = anyConfig
    .map((config) => {
        const roles = Object.entries(config.roles).flatMap(([key, each]) => {
            const problemsWith = (subjects: FederatedRole["subjects"]) =>
                problemsOf({ ...config, roles: { [key]: { ...each, subjects } } });
            const subjects = each.subjects.filter((subject) => problemsWith([subject]).length === 0);
            return problemsWith(subjects).length === 0 ? [[key, { ...each, subjects }] as const] : [];
        });
        return { ...config, roles: Object.fromEntries(roles) };
    })
    .filter(({ roles }) => Object.keys(roles).length > 0);
