import assert from "node:assert/strict";
import { onlyFor } from "../../../../cli/commands/access/roleAccess";
import { claims, policy, statement } from "../../../trust/decision/specimens";
import { judged, onBranch, roleFor } from "./specimenRoles";

describe("access: what one job can reach", () => {
    const roles = [
        roleFor("exact", onBranch("g/p"), onBranch("g/q")),
        roleFor("group", onBranch("g/*")),
        roleFor("other", onBranch("h/p")),
        {
            urn: "literal",
            label: "literal",
            path: "/",
            trustPolicy: policy(statement({ StringEquals: { "gitlab.com:sub": onBranch("g/*") } })),
        },
        {
            urn: "guarded",
            label: "guarded",
            path: "/",
            trustPolicy: policy(
                statement({
                    StringEquals: { "gitlab.com:sub": onBranch("g/p"), "gitlab.com:ref_protected": "true" },
                }),
            ),
        },
        {
            urn: "denied",
            label: "denied",
            path: "/",
            trustPolicy: policy(
                statement({ StringLike: { "gitlab.com:sub": onBranch("g/*") } }),
                statement({ StringEquals: { "gitlab.com:sub": onBranch("g/p") } }, { Effect: "Deny" }),
            ),
        },
        { urn: "later", label: "later", path: "/" },
    ];
    const reached = (job: Parameters<typeof onlyFor>[0]): string[] =>
        onlyFor(job, judged(roles)).map(({ role, access: { entries, answer = "" } }) =>
            `${role} ${String(entries.length)} ${answer}`.trim(),
        );

    it("by its subject: further conditions stay open, what is not known stays", () => {
        assert.deepEqual(reached({ subject: onBranch("g/p") }), [
            "exact 1 yes",
            "group 1 yes",
            "guarded 1 yes-if",
            "later 0",
        ]);
    });
    it("by its claims: every condition must be met", () => {
        assert.deepEqual(reached({ claims: { ...claims, sub: onBranch("g/p"), ref_protected: "false" } }), [
            "exact 1 yes",
            "group 1 yes",
            "later 0",
        ]);
        assert.deepEqual(reached({ claims: { ...claims, sub: onBranch("g/p"), aud: "other" } }), [
            "guarded 1 yes",
            "later 0",
        ]);
    });
    it("nothing, for a stranger", () => {
        assert.deepEqual(reached({ subject: onBranch("x/y") }), ["later 0"]);
    });
    it("by its claims, where an address must be right too: yes, if", () => {
        const office = {
            ...roleFor("office"),
            trustPolicy: policy(
                statement({
                    StringEquals: { "gitlab.com:sub": onBranch("g/p") },
                    IpAddress: { "aws:SourceIp": "192.0.2.0/24" },
                }),
            ),
        };
        const [only] = onlyFor({ claims: { ...claims, sub: onBranch("g/p") } }, judged([office]));
        assert.equal(only?.access.answer, "yes-if");
        assert.match(only.access.conditional?.join() ?? "", /SourceIp/);
    });
});
