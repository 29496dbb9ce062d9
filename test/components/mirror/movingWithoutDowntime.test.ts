import assert from "node:assert/strict";
import { GitLabFederation, type GitLabFederationArgs } from "../../../components";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import { registerResources } from "../registerResources";
import { gitlabUrl, mirrorIssuer, s3Mirror } from "./mirrorSpecimens";

const subjects = [{ project: "acme/web", branches: ["main"] }];
const sub = "project_path:acme/web:ref_type:branch:ref:main";

/** A token of a job, as far as AWS looks at it. */
interface Token {
    iss: string;
    aud: string;
}

/** Whether a job's token gets in at AWS after a step: its provider is there with its audience, and the role takes it. */
async function getsIn(step: GitLabFederationArgs, { iss, aud }: Token): Promise<boolean> {
    const { resources, errors } = await registerResources(() => new GitLabFederation("gitlab", step));
    assert.deepEqual(errors, []);
    const provider = resources.find(
        ({ type, inputs }) => type.endsWith(":OpenIdConnectProvider") && inputs["url"] === iss,
    );
    const role = resources.find(({ type }) => type === "aws:iam/role:Role");
    if (provider === undefined || role === undefined) return false;
    const audiences = provider.inputs["clientIdLists"] as string[];
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss, aud, sub, iat: seconds, nbf: seconds - 5, exp: seconds + 3600 };
    return (
        evaluate(readTrustDocument(role.inputs["assumeRolePolicy"]), claims, { url: iss, audiences })
            .allowed === true
    );
}

/** Steps of a move, each with what the stack's config says, and whether the old and the new kind of token get in. */
type Steps = [what: string, args: Partial<GitLabFederationArgs>, old: boolean, young: boolean][];

function describeMove(what: string, old: Token, young: Token, steps: Steps): void {
    describe(what, () => {
        for (const [step, args, oldGetsIn, youngGetsIn] of steps) {
            it(step, async () => {
                const config = { roles: { web: { subjects } }, ...args };
                assert.deepEqual(
                    [await getsIn(config, old), await getsIn(config, young)],
                    [oldGetsIn, youngGetsIn],
                );
            });
        }
        it("never leaves out both, and lets both in at some step", () => {
            assert.ok(steps.every(([, , oldGetsIn, youngGetsIn]) => oldGetsIn || youngGetsIn));
            assert.ok(steps.some(([, , oldGetsIn, youngGetsIn]) => oldGetsIn && youngGetsIn));
        });
    });
}

const role = (...additionalAudiences: string[]) => ({ roles: { web: { subjects, additionalAudiences } } });

describe("moving without downtime", () => {
    describeMove(
        "an instance behind a firewall: its own address to the mirror's",
        { iss: gitlabUrl, aud: gitlabUrl },
        { iss: mirrorIssuer, aud: gitlabUrl },
        [
            ["before", { gitlabUrl }, true, false],
            [
                "the mirror beside the old issuer; then the setting in GitLab",
                {
                    gitlabUrl,
                    discovery: s3Mirror,
                    previousIssuers: [{ url: gitlabUrl, audience: gitlabUrl }],
                },
                true,
                true,
            ],
            ["when no token of the old issuer lives", { gitlabUrl, discovery: s3Mirror }, false, true],
        ],
    );

    describeMove(
        "a mirror to a public instance, under another address",
        { iss: mirrorIssuer, aud: gitlabUrl },
        { iss: "https://gitlab.example.com", aud: "https://gitlab.example.com" },
        [
            ["before", { gitlabUrl, discovery: s3Mirror }, true, false],
            [
                "the instance's address beside the mirror, which stays in AWS",
                {
                    gitlabUrl: "https://gitlab.example.com",
                    previousIssuers: [{ url: mirrorIssuer, audience: gitlabUrl }],
                },
                true,
                true,
            ],
            ["when no token of the mirror lives", { gitlabUrl: "https://gitlab.example.com" }, false, true],
        ],
    );

    describeMove(
        "an audience",
        { iss: gitlabUrl, aud: gitlabUrl },
        { iss: gitlabUrl, aud: "sts.amazonaws.com" },
        [
            ["before", { gitlabUrl }, true, false],
            [
                "the new one beside the old; then the jobs",
                { gitlabUrl, additionalAudiences: ["sts.amazonaws.com"], ...role("sts.amazonaws.com") },
                true,
                true,
            ],
            [
                "the other way round, while jobs of old branches still run",
                {
                    gitlabUrl,
                    audience: "sts.amazonaws.com",
                    additionalAudiences: [gitlabUrl],
                    ...role(gitlabUrl),
                },
                true,
                true,
            ],
            ["when no job asks for the old one", { gitlabUrl, audience: "sts.amazonaws.com" }, false, true],
        ],
    );
});
