import assert from "node:assert/strict";
import { OrganizationGuardrails, type OrganizationGuardrailsArgs } from "../../components";
import { ArgsError } from "../../components/errors";
import { readOrganizationPolicy } from "../../trust/organization";
import { isKnown, registerResources, valueOf } from "./registerResources";

const args: OrganizationGuardrailsArgs = {
    issuers: [{ url: "https://gitlab.com", groups: ["acme"], namespaceIds: ["9970"] }],
    targetIds: ["r-ab12", "ou-ab12-11111111"],
    protect: { principalArns: ["arn:aws:iam::*:role/platform"], bucketNames: ["acme-gitlab-oidc"] },
};
const build = (more: object = {}) => new OrganizationGuardrails("web-identity", { ...args, ...more });

const manyProjects = (count: number) =>
    Array.from({ length: count }, (_, at) => `acme/team-${String(at % 9)}/project-${String(at)}`);

/** The paths of what is wrong with arguments, in their order. */
function problemsOf(more: object): string[] {
    try {
        build(more);
    } catch (error) {
        if (error instanceof ArgsError) return error.problems.map(({ path }) => path);
        throw error;
    }
    return [];
}

describe("OrganizationGuardrails", () => {
    for (const preview of [true, false]) {
        it(`registers policies of both types and attaches each to every target (preview: ${String(preview)})`, async () => {
            const { resources, errors } = await registerResources(() => build(), { preview });
            assert.deepEqual(errors, []);
            const registered = resources.map(({ type, name, inputs }) => [
                type.split(":")[2] ?? "",
                name,
                inputs["type"] ?? inputs["targetId"],
            ]);
            assert.deepEqual(registered.sort(), [
                ["OrganizationGuardrails", "web-identity", undefined],
                ["Policy", "web-identity:resource-control-1", "RESOURCE_CONTROL_POLICY"],
                ["Policy", "web-identity:service-control-1", "SERVICE_CONTROL_POLICY"],
                ["PolicyAttachment", "web-identity:resource-control-1:ou-ab12-11111111", "ou-ab12-11111111"],
                ["PolicyAttachment", "web-identity:resource-control-1:r-ab12", "r-ab12"],
                ["PolicyAttachment", "web-identity:service-control-1:ou-ab12-11111111", "ou-ab12-11111111"],
                ["PolicyAttachment", "web-identity:service-control-1:r-ab12", "r-ab12"],
            ]);
        });
    }

    it("registers documents that AWS accepts, exactly these", async () => {
        const { resources } = await registerResources(() => build());
        const contents = resources.flatMap(({ inputs }) =>
            typeof inputs["content"] === "string" ? [inputs["content"]] : [],
        );
        for (const content of contents)
            assert.deepEqual(readOrganizationPolicy("x", content).mistakes, [], content);
        assert.deepEqual(JSON.parse(contents[0] ?? ""), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "Issuer0",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Resource: "*",
                    Condition: {
                        Null: { "gitlab.com:sub": "false" },
                        StringNotLike: { "gitlab.com:sub": "project_path:acme/*" },
                        StringNotEquals: { "gitlab.com:namespace_id": "9970" },
                    },
                },
            ],
        });
    });

    it("knows its documents at preview, by the policies' names", async () => {
        const { built } = await registerResources(() => build({ policyNamePrefix: "acme" }));
        assert.ok(built);
        assert.equal(await isKnown(built.policyDocuments), true);
        assert.deepEqual(Object.keys(await valueOf(built.policyDocuments)), [
            "acme-resource-control-1",
            "acme-service-control-1",
        ]);
    });

    it("splits what is longer than one policy, and says where even four are too few", async () => {
        const issuers = (count: number) => [
            { url: "https://gitlab.com", projects: manyProjects(count), projectIds: ["42"] },
        ];
        const { resources } = await registerResources(() => build({ issuers: issuers(150) }));
        const policies = resources.filter(({ type }) => type === "aws:organizations/policy:Policy");
        assert.ok(policies.length > 2, String(policies.length));
        for (const { inputs } of policies) assert.ok(String(inputs["content"]).length <= 5120);
        assert.deepEqual(problemsOf({ issuers: issuers(600) }), ["issuers"]);
    });

    it("keeps the names of all others when an issuer's list grows into another policy", async () => {
        const names = async (count: number) => {
            const issuers = [
                { url: "https://gitlab.com", projects: manyProjects(count), projectIds: ["42"] },
            ];
            return (await registerResources(() => build({ issuers }))).resources.map(({ name }) => name);
        };
        const [few, more] = [await names(20), await names(150)];
        assert.deepEqual(
            few.filter((name) => !more.includes(name)),
            [],
        );
    });

    const gitlabCom = (lists: object) => ({ issuers: [{ url: "https://gitlab.com", ...lists }] });
    const selfManaged = (lists: object) => ({ issuers: [{ url: "https://gitlab.example.com", ...lists }] });
    const wrong: [title: string, more: object, paths: string[]][] = [
        ["no issuer", { issuers: [] }, ["issuers"]],
        ["an issuer twice", { issuers: [...args.issuers, ...args.issuers] }, ["issuers[1]"]],
        ["gitlab.com without lists", gitlabCom({}), ["issuers[0]"]],
        ["paths without ids", gitlabCom({ groups: ["acme"] }), ["issuers[0].projectIds"]],
        ["ids without paths elsewhere", selfManaged({ projectIds: ["1"] }), ["issuers[0].groups"]],
        [
            "ids of groups elsewhere",
            selfManaged({ groups: ["a"], projectIds: ["1"], namespaceIds: ["2"] }),
            ["issuers[0].namespaceIds"],
        ],
        [
            "a group that is a pattern",
            gitlabCom({ groups: ["acme*"], projectIds: ["1"] }),
            ["issuers[0].groups[0]"],
        ],
        ["an id that is none", gitlabCom({ projectIds: ["acme"] }), ["issuers[0].projectIds[0]"]],
        ["an id twice", gitlabCom({ projectIds: ["1", 1] }), ["issuers[0].projectIds[1]"]],
        ["an empty list", gitlabCom({ groups: [], projectIds: ["1"] }), ["issuers[0].groups"]],
        ["a misspelled key", gitlabCom({ group: ["acme"], projectIds: ["1"] }), ["issuers[0].group"]],
        ["no target", { targetIds: [] }, ["targetIds"]],
        ["a target that is none", { targetIds: ["acme"] }, ["targetIds[0]"]],
        [
            "a tag that nothing protects",
            { exceptions: { roleTag: { key: "a", value: "b" } }, protect: undefined },
            ["exceptions.roleTag"],
        ],
        ["an account that is none", { exceptions: { accountIds: ["12"] } }, ["exceptions.accountIds[0]"]],
        ["nobody who may go on", { protect: { principalArns: [] } }, ["protect.principalArns"]],
        ["everybody who may go on", { protect: { principalArns: ["*"] } }, ["protect.principalArns[0]"]],
        [
            "a bucket that is none",
            { protect: { principalArns: ["arn:aws:iam::*:role/a"], bucketNames: ["a.b"] } },
            ["protect.bucketNames[0]"],
        ],
        ["a name with spaces", { policyNamePrefix: "my policy" }, ["policyNamePrefix"]],
        ["two mistakes at once", { targetIds: [], tags: { "aws:a": "b" } }, ["targetIds", 'tags["aws:a"]']],
    ];
    for (const [title, more, paths] of wrong) {
        it(`refuses ${title}`, () => {
            assert.deepEqual(
                problemsOf(more).map((path) => path.replace(/^tags\..*/, 'tags["aws:a"]')),
                paths,
            );
        });
    }

    it("takes a whole self-managed instance, and numbers as ids", () => {
        assert.deepEqual(problemsOf(selfManaged({})), []);
        assert.deepEqual(problemsOf(gitlabCom({ projectIds: [42] })), []);
    });
});
