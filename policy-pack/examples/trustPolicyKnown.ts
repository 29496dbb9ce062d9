import { failing, passing, provider, role, roleForSubject } from "./exampleResources";
import type { ExampleProvider, ExampleRole, PolicyExample } from "./policyExample";

const unknownRole = (...unknownFrom: string[]): ExampleRole => ({ ...role(), unknownFrom });
const eksProvider: ExampleProvider = {
    kind: "provider",
    name: "eks",
    urlFrom: ["cluster"],
    audiences: ["aws"],
};
const cluster = { kind: "other" as const, name: "cluster", type: "aws:eks/cluster:Cluster" };
const suffix = { kind: "other" as const, name: "suffix", type: "random:index/randomId:RandomId" };

/** Cases of `trust-policy-known`. */
export const trustPolicyKnownExamples: PolicyExample[] = [
    passing(
        "a known trust policy beside its provider",
        provider("https://gitlab.com", ["https://gitlab.com"]),
        roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main"),
    ),
    passing("a service account of a new EKS cluster", cluster, eksProvider, unknownRole("eks")),
    passing(
        "a role for GitHub",
        { ...provider("https://token.actions.githubusercontent.com", ["sts.amazonaws.com"]), name: "github" },
        unknownRole("github"),
    ),
    passing(
        "a role that another role may assume",
        { kind: "other", name: "runner", type: "aws:iam/role:Role" },
        unknownRole("runner"),
    ),
    failing(
        "built from the ARN of a GitLab provider",
        provider("https://gitlab.com", ["https://gitlab.com"]),
        unknownRole("gitlab"),
    ),
    failing(
        "built from two providers, one of them GitLab",
        cluster,
        eksProvider,
        provider("https://gitlab.com", ["https://gitlab.com"]),
        unknownRole("eks", "gitlab"),
    ),
    failing("built from something that is no identity", suffix, unknownRole("suffix")),
    failing("built from nothing that the stack knows", unknownRole()),
];
