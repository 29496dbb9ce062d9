import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type CiJob, includeComponent } from "./component";
import { jobShells } from "./jobShells";
import { type JobWorld, startJobWorld } from "./jobWorld";
import { runJob } from "./runJob";
import { type SignInStub, startSignInStub, stubToken } from "./signInStub";
import { orSkip } from "../tools/orSkip";

describe("the component aws-console-link", function () {
    this.timeout(120_000);
    let world: JobWorld;
    let signIn: SignInStub;

    before(async function () {
        this.timeout(300_000);
        world = orSkip(this, await startJobWorld());
        signIn = await startSignInStub();
    });

    after(async () => {
        await signIn?.stop();
        await world?.stop();
    });

    function job(inputs: Record<string, string> = {}): CiJob {
        const given = { "role-arn": world.readerArn, endpoint: signIn.url, ...inputs };
        const made = includeComponent("aws-console-link", given)["aws-console-link"];
        assert.ok(made !== undefined);
        return made;
    }

    it("writes a link that signs in as the role, for developers only, and shows no secret", async () => {
        const made = job({ destination: "https://console.aws.amazon.com/s3/home?region=eu-west-1" });
        assert.equal(made.when, "manual");
        assert.equal(made.artifacts?.access, "developer");
        const environment = world.environment();
        const file = join(environment.cwd, made.artifacts.paths[0] ?? "");
        for (const shell of jobShells()) {
            signIn.asked.length = 0;
            const { code, log, leftBehind } = await runJob(made, shell, environment);
            assert.equal(code, 0, log);
            const [asked] = signIn.asked;
            assert.equal(asked?.get("Action"), "getSigninToken");
            assert.equal(asked.get("SessionDuration"), null);
            const session = JSON.parse(asked.get("Session") ?? "") as Record<string, string>;
            assert.deepEqual(Object.keys(session), ["sessionId", "sessionKey", "sessionToken"]);
            const link = new URL(readFileSync(file, "utf8").trim());
            assert.equal(link.origin + link.pathname, signIn.url);
            assert.deepEqual(Object.fromEntries(link.searchParams), {
                Action: "login",
                Issuer: "https://gitlab.com/acme/web",
                Destination: "https://console.aws.amazon.com/s3/home?region=eu-west-1",
                SigninToken: stubToken,
            });
            assert.equal(statSync(file).mode & 0o777, 0o600);
            for (const secret of [stubToken, encodeURIComponent(stubToken), ...Object.values(session)])
                assert.ok(!log.includes(secret), shell.name);
            assert.deepEqual(leftBehind, []);
            rmSync(file);
        }
    });

    it("tells a refusal by its status, never by what it repeats, and names the duration", async () => {
        const [shell] = jobShells();
        assert.ok(shell);
        signIn.refuseWith = 400;
        signIn.asked.length = 0;
        const { code, log } = await runJob(job({ "session-duration": "43200" }), shell, world.environment());
        delete signIn.refuseWith;
        assert.equal(code, 1);
        assert.equal(signIn.asked[0]?.get("SessionDuration"), "43200");
        assert.match(log, /AWS made no sign-in link \(status 400\)\./);
        assert.match(log, /Try without session-duration/);
        assert.doesNotMatch(log, /<html>|sessionKey/);
    });

    it("fails where nobody answers, and where the token is refused", async () => {
        const [shell] = jobShells();
        assert.ok(shell);
        const unreachable = await runJob(
            job({ endpoint: "http://127.0.0.1:1/" }),
            shell,
            world.environment(),
        );
        assert.ok(unreachable.code > 0);
        assert.match(unreachable.log, /curl: \(7\)/);
        const refused = await runJob(job(), shell, world.environment({ project: "evil/web" }));
        assert.ok(refused.code > 0);
        assert.match(refused.log, /could not assume/);
    });
});
