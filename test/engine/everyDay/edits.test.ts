import assert from "node:assert/strict";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { engineProject, type EngineProject } from "../engineProject";
import type { EngineStack, Outcome } from "../engineStack";
import { describeWithEngine, isWholeMatrix } from "../findEngine";
import { federationConfig, webRole, type RoleConfig } from "../sample";
import { orSkip } from "../../tools/orSkip";

const gitlabUrl = "https://gitlab.example.com";
const app: RoleConfig = {
    description: "Reads.",
    subjects: [
        { project: "acme/app", branches: ["main", "next"], gitTags: ["v*"] },
        { project: "acme/lib", branches: ["main"] },
    ],
    managedPolicyArns: [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
    ],
    tags: { team: "app", tier: "1" },
};
const base = { gitlabUrl, audience: gitlabUrl, tags: { "managed-by": "pulumi", stage: "test" } };
const roles = { web: webRole, app };

/** What one edit of the config plans: the steps on resources of AWS as `OP TYPE NAME`, sorted. */
interface Edit {
    title: string;
    config: Record<string, unknown>;
    plans: string[];
    /** Whether every submission tries it; the others run with TEST_SCOPE=all. */
    always?: true;
}

const edits: Edit[] = [
    {
        title: "the order of everything: no change",
        config: reversed(federationConfig(base, roles)) as Record<string, unknown>,
        plans: [],
        always: true,
    },
    {
        title: "a new role: it alone is made",
        config: federationConfig(base, {
            ...roles,
            docs: { subjects: [{ project: "acme/docs", branches: ["main"] }] },
        }),
        plans: ["create Role gitlab:docs"],
        always: true,
    },
    {
        title: "a role that goes: it and its policies alone",
        config: federationConfig(base, { app }),
        plans: [
            "delete Role gitlab:web",
            "delete RolePolicy gitlab:web:bucket",
            "delete RolePolicyAttachment gitlab:web:aws/ReadOnlyAccess",
        ],
    },
    {
        title: "a renamed key with previousKeys: no change",
        config: federationConfig(base, { app, site: { ...webRole, previousKeys: ["web"] } }),
        plans: [],
        always: true,
    },
    {
        title: "another audience: the provider and the roles are changed in place",
        config: federationConfig({ ...base, audience: "sts.amazonaws.com" }, roles),
        plans: [
            "update OpenIdConnectProvider gitlab:gitlab.example.com",
            "update Role gitlab:app",
            "update Role gitlab:web",
        ],
    },
    {
        title: "another issuer: another provider, and the roles are changed in place",
        config: federationConfig({ ...base, gitlabUrl: "https://git.example.com" }, roles),
        plans: [
            "create OpenIdConnectProvider gitlab:git.example.com",
            "delete OpenIdConnectProvider gitlab:gitlab.example.com",
            "update Role gitlab:app",
            "update Role gitlab:web",
        ],
    },
    {
        title: "another path: that role is replaced, and no other",
        config: federationConfig(base, { web: webRole, app: { ...app, path: "/ci/" } }),
        plans: [
            "replace Role gitlab:app",
            "replace RolePolicyAttachment gitlab:app:aws/IAMReadOnlyAccess",
            "replace RolePolicyAttachment gitlab:app:aws/ReadOnlyAccess",
        ],
    },
    {
        title: "another name: that role is replaced, and no other",
        config: federationConfig(base, { web: webRole, app: { ...app, name: "app-ci" } }),
        plans: [
            "replace Role gitlab:app",
            "replace RolePolicyAttachment gitlab:app:aws/IAMReadOnlyAccess",
            "replace RolePolicyAttachment gitlab:app:aws/ReadOnlyAccess",
        ],
        always: true,
    },
];

/** The same config with every list and every map in the opposite order. */
function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed).reverse();
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, entry]) => [key, reversed(entry)]);
    return Object.fromEntries(entries.reverse());
}

/** The steps on resources of AWS; of a replacement one, however many steps the engine makes of it. */
function planned({ steps }: Outcome): string[] {
    const own = steps.filter(({ type }) => type.startsWith("aws:"));
    const texts = own.map(({ op, type, name }) => {
        const kind = /replace/.test(op) ? "replace" : op;
        return `${kind} ${type.split(":")[2] ?? ""} ${name}`;
    });
    return [...new Set(texts)].sort();
}

describeWithEngine("an everyday edit of a deployed stack", () => {
    let aws: Ministack | undefined;
    let project: EngineProject | undefined;
    let stack: EngineStack;

    before(async function () {
        aws = orSkip(this, await startMinistack());
        project = engineProject(aws.url);
        stack = await project.stack("day", federationConfig(base, roles));
        await stack.mustRun("up");
    });

    after(async () => {
        await aws?.stop();
        project?.remove();
    });

    for (const { title, config, plans, always } of edits) {
        if (always !== true && !isWholeMatrix()) continue;
        it(title, async () => {
            stack.configure(config);
            const outcome = await stack.mustRun("preview");
            assert.deepEqual(planned(outcome), plans, outcome.output);
        });
    }

    it("a role at the limits: a name of 64 characters and a trust policy of 2,048 deploy, one more of either does not", async () => {
        assert.ok(project);
        const long = (nameLength: number, branchLength: number) =>
            federationConfig(base, {
                long: {
                    name: "n".repeat(nameLength),
                    subjects: [{ project: "acme/web", branches: ["b".repeat(branchLength)] }],
                },
            });
        const limit = await project.stack("limit", long(64, 1));
        const short = await limit.mustRun("preview");
        const role = Object.values(short.inputs).find(({ type }) => type === "aws:iam/role:Role");
        const length = String(role?.inputs["assumeRolePolicy"]).length;
        const branchLength = 1 + 2048 - length;
        limit.configure(long(65, branchLength + 1));
        const beyond = await limit.run("preview");
        assert.notEqual(beyond.code, 0);
        assert.match(beyond.output, /roles\.long\.name/);
        assert.match(beyond.output, /2,?049/);
        limit.configure(long(64, branchLength));
        stack.configure(federationConfig(base, roles));
        await stack.mustRun("destroy");
        await limit.mustRun("up");
        await limit.mustRun("destroy");
    });
});
