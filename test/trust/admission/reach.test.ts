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

function policy(condition: unknown, issuer = "gitlab.com"): TrustDocument {
    return readTrustDocument({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${issuer}` },
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

    const like = (...values: string[]): unknown => ({ StringLike: { "gitlab.com:sub": values } });
    const below: [value: string, project: string, topGroup: string | undefined, group: string | undefined][] =
        [
            ["project_path:acme/*", "acme/app", "acme", "acme"],
            ["project_path:acme/team/*", "acme/team/app", "acme", "acme/team"],
            ["project_path:acme/team*", "acme/team", "acme", "acme"],
            ["project_path:acme/team/sub/web:*", "acme/team/sub/web", "acme", undefined],
            ["project_path:acm*/web:*", "acm/web", undefined, undefined],
            ["project_id:42:*", "42", undefined, undefined],
        ];
    for (const [value, ...wanted] of below) {
        it(`has a project, a top-level group and a common group: ${value}`, () => {
            const [way] = admissionOf(policy(like(value))).ways;
            assert.ok(way !== undefined);
            const { project, topGroup: top, group, found } = projectsOf(way);
            assert.deepEqual([project?.value, top, group], wanted);
            if (found === undefined) return;
            // What shows that others get in is a token of another project.
            const other = splitSubject(subject(found.witness.claims))?.[0]?.value ?? "";
            assert.notEqual(other, project?.value);
            if (top === undefined) assert.notEqual(topGroupOf(other), topGroupOf(project?.value ?? ""));
            else assert.equal(topGroupOf(other), top);
        });
    }

    it("is one project or the instance for another issuer, whose subjects nobody knows", () => {
        const reachOf = (condition: unknown): string[] => {
            const document = policy(condition, "accounts.google.com");
            return admissionOf(document).ways.map((way) => projectsOf(way).reach);
        };
        assert.deepEqual(reachOf({ StringEquals: { "accounts.google.com:sub": ["1", "2"] } }), [
            "project",
            "project",
        ]);
        assert.deepEqual(reachOf({ StringLike: { "accounts.google.com:sub": "1*" } }), ["instance"]);
        assert.deepEqual(reachOf({ StringEquals: { "accounts.google.com:aud": "1" } }), ["instance"]);
    });

    it("is asked for each pair of values on the subject, and for those of one list where the pairs are too many", () => {
        const values = (count: number, end: string): string[] =>
            Array.from({ length: count }, (_, at) => `project_path:a/p${String(at)}:${end}`);
        const waysOf = (patterns: number, exact: number): (string | undefined)[] =>
            admissionOf(
                policy({
                    StringLike: { "gitlab.com:sub": values(patterns, "*") },
                    StringEquals: { "gitlab.com:sub": values(exact, "ref_type:branch:ref:main") },
                }),
            ).ways.map(({ value }) => value?.path);
        const path = (at: number): string =>
            `Statement[0].Condition.StringEquals["gitlab.com:sub"][${String(at)}]`;
        assert.deepEqual(waysOf(3, 2), [0, 0, 0, 1, 1, 1].map(path));
        assert.equal(waysOf(8, 8).length, 64);
        // An exact list says more of what was meant.
        assert.deepEqual(waysOf(13, 5), [0, 1, 2, 3, 4].map(path));
    });

    const branch = "project_path:a/p:ref_type:branch:ref:";
    const tag = "project_path:a/p:ref_type:tag:ref:";
    const refs: [value: string, branches: string, tags: string, isProtected?: true][] = [
        [`${branch}main`, "one main", "none"],
        [`${tag}v1`, "none", "one v1"],
        [`${tag}v*`, "none", "some v"],
        ["project_path:a/p:ref_type:*:ref:main", "one main", "one main"],
        ["project_path:a/p:*:ref:main", "one main", "one main"],
        ["*:ref:main", "one main", "one main"],
        ["project_path:a/p:*:ref_protected:true", "none", "none", true],
        [`${branch}main:ref_protected:true`, "none", "none", true],
        [`${branch}main:ref_protected:false`, "one main", "none"],
        [`${branch}main:*`, "one main", "none"],
        [`${branch}*-stable`, "some ", "none"],
        [`${branch}release/?`, "some release/", "none"],
        [`${branch}rel*/x`, "some rel", "none"],
        [`${branch}*`, "any", "none"],
        ["project_path:a/p:ref_type:branch:*", "any", "none"],
        ["project_path:a/p:*", "any", "any"],
        ["project_path:a/p", "none", "none"],
    ];
    for (const [value, ...wanted] of refs) {
        it(`has branches and Git tags: ${value}`, () => {
            const [way] = admissionOf(policy(like(value))).ways;
            assert.ok(way !== undefined);
            const { branches, tags, isProtected } = refsOf(way);
            const told = [branches, tags].map(({ count, prefix }) =>
                prefix === undefined ? count : `${count} ${prefix}`,
            );
            assert.deepEqual([...told, ...(isProtected ? [true] : [])], wanted);
            for (const { count, prefix, found } of [branches, tags]) {
                assert.equal(found === undefined, count === "none");
                const ref = String(found?.witness.claims["ref"]);
                if (count === "one") assert.equal(ref, prefix);
                if (count === "some") assert.ok(ref.startsWith(prefix ?? "?") && ref !== prefix, ref);
            }
        });
    }

    it("is of nobody's refs where nobody gets in", () => {
        const dead = { StringEquals: { "gitlab.com:sub": `${branch}main`, "gitlab.com:ref": "main" } };
        const [way] = admissionOf(policy(dead)).ways;
        assert.ok(way !== undefined);
        const { branches, tags } = refsOf(way);
        assert.deepEqual([branches.count, tags.count], ["none", "none"]);
    });

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
