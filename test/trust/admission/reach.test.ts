import assert from "node:assert/strict";
import fc from "fast-check";
import { admissionOf, projectsOf, refsOf, topGroupOf } from "../../../trust/admission";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument, type TrustDocument } from "../../../trust/document";
import { splitSubject } from "../../../trust/gitlab";
import { propertyRuns } from "../../propertyRuns";
import { randomDocument } from "./randomDocuments";
import { randomRequest } from "./randomTokens";

const accountId = "123456789012";

function policy(condition: unknown): TrustDocument {
    return readTrustDocument({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/gitlab.com` },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: condition,
            },
        ],
    });
}

function subject(claims: Readonly<Record<string, unknown>>): string {
    return String(claims["sub"]);
}

/** The top-level group of a subject's project, without regard to case; undefined where it is known by its id. */
function topGroup(sub: string): string | undefined {
    const [first] = splitSubject(sub) ?? [];
    return first?.name.endsWith("_path") === true ? topGroupOf(first.value).toLowerCase() : undefined;
}

describe("how far a way reaches", function () {
    this.timeout(1_800_000);

    it("is never less than what tokens show, and is shown by a stranger where it is open", () => {
        const seen = new Set<string>();
        fc.assert(
            fc.property(
                randomDocument.chain((raw) =>
                    fc.tuple(
                        fc.constant(raw),
                        fc.array(randomRequest(raw), { minLength: 10, maxLength: 10 }),
                    ),
                ),
                ([raw, requests]) => {
                    const document = readTrustDocument(raw);
                    fc.pre(document.refusal === undefined);
                    for (const way of admissionOf(document, { accountId }).ways) {
                        if (!way.space.isGitlab) continue;
                        const projects = projectsOf(way);
                        refsOf(way);
                        if (projects.isUnproven === true) continue;
                        seen.add(projects.reach);
                        const inside = requests.filter(
                            (each) =>
                                each.issuer === way.issuer &&
                                !Array.isArray(each.claims["aud"]) &&
                                way.contains(each) !== false,
                        );
                        const subjects = inside.map(({ claims }) => subject(claims));
                        const names = new Set(subjects.map((sub) => splitSubject(sub)?.[0]?.value));
                        const groups = new Set(subjects.map(topGroup));
                        const why = `${JSON.stringify(projects)} ${[...subjects].join(" ")}`;
                        if (projects.reach === "nobody") assert.equal(inside.length, 0, why);
                        const listed = way.exactValues("project_id") ?? way.exactValues("namespace_id");
                        if (projects.reach === "project" && listed === undefined)
                            assert.ok(names.size <= 1, why);
                        if (projects.reach === "projects" && listed === undefined)
                            assert.ok(groups.size <= 1, why);
                        if (projects.reach !== "groups" && projects.reach !== "instance") continue;
                        const { found, project } = projects;
                        assert.ok(found !== undefined && project !== undefined, why);
                        const { claims, request } = found.witness;
                        assert.ok(
                            evaluate(document, claims, undefined, { accountId, keys: request }).allowed,
                            why,
                        );
                        if (way.value === undefined) continue;
                        // Whatever the value spells out up to the end of the top-level group, the stranger is not in it.
                        const [, fixed] = /^[a-z_]+_path:([^*?:/$]+)\//.exec(way.value.text) ?? [];
                        if (fixed !== undefined)
                            assert.notEqual(topGroup(subject(claims)), fixed.toLowerCase(), why);
                    }
                },
            ),
            { numRuns: propertyRuns(250), maxSkipsPerRun: 1000 },
        );
        // A generator that never reaches far proves nothing; the cases below have each reach.
        for (const reach of ["instance", "nobody", "project"]) assert.ok(seen.has(reach), reach);
    });

    const cases: [what: string, condition: unknown, reaches: string[]][] = [
        [
            "two listed projects, one at a time",
            {
                StringLike: {
                    "gitlab.com:sub": ["project_path:a/p:*", "project_path:b/q:ref_type:branch:ref:main"],
                },
            },
            ["project", "project"],
        ],
        [
            "a pattern of one letter",
            { StringLike: { "gitlab.com:sub": "project_path:acm?/web:*" } },
            ["groups"],
        ],
        ["a group", { StringLike: { "gitlab.com:sub": "project_path:acme/*" } }, ["projects"]],
        ["a group by its beginning", { StringLike: { "gitlab.com:sub": "project_path:acme*" } }, ["groups"]],
        ["no subject", { StringEquals: { "gitlab.com:aud": "x" } }, ["instance"]],
        ["a dead key", { StringEquals: { "gitlab.com:ref": "main" } }, ["nobody"]],
        [
            "a guard by Null",
            { StringEquals: { "gitlab.com:aud": "x" }, Null: { "gitlab.com:sub": "false" } },
            ["instance"],
        ],
        [
            "two patterns that exclude each other",
            {
                StringLike: { "gitlab.com:sub": "project_path:a/*" },
                StringEquals: { "gitlab.com:sub": "project_path:b/p:ref_type:branch:ref:main" },
            },
            ["nobody"],
        ],
        ["everything, all of which is excluded", { StringNotLike: { "gitlab.com:sub": "*" } }, ["nobody"]],
        [
            "listed ids",
            {
                StringLike: { "gitlab.com:sub": "project_path:*" },
                StringEquals: { "gitlab.com:project_id": ["42", "43"] },
            },
            ["project"],
        ],
        [
            "a subject by id, and another id",
            {
                StringLike: { "gitlab.com:sub": "project_id:42:*" },
                StringEquals: { "gitlab.com:project_id": "43" },
            },
            ["nobody"],
        ],
        [
            "the id of the project that a job comes from, and another id",
            {
                StringLike: { "gitlab.com:sub": "job_project_id:42:*" },
                StringEquals: { "gitlab.com:project_id": "43" },
            },
            ["project"],
        ],
    ];
    for (const [what, condition, reaches] of cases) {
        it(`is ${reaches.join(" and ")} for ${what}`, () => {
            const { ways } = admissionOf(policy(condition));
            assert.deepEqual(
                ways.map((way) => projectsOf(way).reach),
                reaches,
            );
        });
    }

    it("is one branch, some, or any", () => {
        const [one, some, any] = [
            "project_path:a/p:ref_type:branch:ref:main",
            "project_path:a/p:ref_type:branch:ref:release/*",
            "project_path:a/p:ref_type:*",
        ].map((value) => {
            const [way] = admissionOf(policy({ StringLike: { "gitlab.com:sub": value } })).ways;
            assert.ok(way !== undefined);
            return refsOf(way);
        });
        assert.deepEqual(
            [one?.branches.count, one?.branches.prefix, one?.tags.count],
            ["one", "main", "none"],
        );
        assert.deepEqual([some?.branches.count, some?.branches.prefix], ["some", "release/"]);
        assert.deepEqual([any?.branches.count, any?.tags.count, any?.isProtected], ["any", "any", false]);
        assert.equal(one?.branches.found?.witness.claims["ref"], "main");
    });
});
