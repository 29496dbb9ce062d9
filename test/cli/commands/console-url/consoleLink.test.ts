import assert from "node:assert/strict";
import { signInPlaces } from "../../../../trust/aws";
import { consoleLink, type ConsoleWish, endpointOf } from "../../../../cli/commands/console-url/consoleLink";
import { consoleProblems } from "../../../../cli/commands/console-url/consoleProblems";
import { CommandError } from "../../../../cli/terminal/terminal";
import { credentials, serveFederation, signinToken } from "./fakeFederation";

const placeOf = (partition: string): ConsoleWish["place"] => {
    const place = signInPlaces.find((one) => one.partition === partition);
    assert.ok(place);
    return place;
};
const aws = placeOf("aws");

describe("the console link", () => {
    let federation: Awaited<ReturnType<typeof serveFederation>>;
    afterEach(() => federation.stop());

    for (const place of signInPlaces) {
        it(`leads to the console of ${place.partition}`, async () => {
            federation = await serveFederation();
            const wish = { place, endpoint: federation.endpoint, destination: "/s3/home?region=x&y" };
            const link = new URL(
                await consoleLink({ ...wish, issuer: "https://gitlab.com/g/p" }, credentials),
            );
            assert.deepEqual(Object.fromEntries(link.searchParams), {
                Action: "login",
                Issuer: "https://gitlab.com/g/p",
                Destination: `https://${place.consoleHost}/s3/home?region=x&y`,
                SigninToken: signinToken,
            });
        });
    }

    it("sends the credentials in the body of a POST, never in an address", async () => {
        federation = await serveFederation();
        await consoleLink({ place: aws, endpoint: federation.endpoint, duration: 1800 }, credentials);
        const [asked] = federation.asked;
        assert.equal(asked?.method, "POST");
        assert.equal(asked.url, "/federation");
        assert.equal(asked.fields.get("SessionDuration"), "1800");
        assert.deepEqual(JSON.parse(asked.fields.get("Session") ?? ""), {
            sessionId: credentials.accessKeyId,
            sessionKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken,
        });
    });

    it("asks for no duration where none is wanted", async () => {
        federation = await serveFederation({ isChained: true });
        await consoleLink({ place: aws, endpoint: federation.endpoint }, credentials);
        assert.equal(federation.asked[0]?.fields.has("SessionDuration"), false);
    });

    const refused: [what: string, settings: Parameters<typeof serveFederation>[0], duration: number][] = [
        ["a duration of the role's maximum", { maxSessionDuration: 3600 }, 3600],
        ["a duration with a chained role", { isChained: true }, 900],
    ];
    refused.forEach(([what, settings, duration]) => {
        it(`reports the refusal of ${what}, offers to do without, and tells no secret`, async () => {
            federation = await serveFederation(settings);
            const wish = { place: aws, endpoint: federation.endpoint, duration };
            await assert.rejects(consoleLink(wish, credentials), (error: CommandError) => {
                assert.match(error.message, /status 400/);
                assert.match(error.fix ?? "", /without --duration/);
                assert.doesNotMatch(JSON.stringify(error) + error.message + (error.fix ?? ""), /marker/i);
                return error instanceof CommandError;
            });
            assert.ok(await consoleLink({ place: aws, endpoint: federation.endpoint }, credentials));
        });
    });

    it("says where nobody answers", async () => {
        federation = await serveFederation();
        await federation.stop();
        await assert.rejects(consoleLink({ place: aws, endpoint: federation.endpoint }, credentials), {
            name: "CommandError",
            message: /ECONNREFUSED/,
        });
        federation = await serveFederation();
    });
});

describe("the federation endpoint", () => {
    const cases: [partition: string, region: string | undefined, endpoint: string][] = [
        ["aws", undefined, "https://signin.aws.amazon.com/federation"],
        ["aws", "us-east-1", "https://signin.aws.amazon.com/federation"],
        ["aws", "eu-north-1", "https://eu-north-1.signin.aws.amazon.com/federation"],
        ["aws-us-gov", undefined, "https://signin.amazonaws-us-gov.com/federation"],
        ["aws-us-gov", "us-gov-west-1", "https://signin.amazonaws-us-gov.com/federation"],
        ["aws-us-gov", "us-gov-east-1", "https://us-gov-east-1.signin.amazonaws-us-gov.com/federation"],
        ["aws-cn", undefined, "https://signin.amazonaws.cn/federation"],
        ["aws-eusc", undefined, "https://signin.amazonaws-eusc.eu/federation"],
    ];
    cases.forEach(([partition, region, endpoint]) => {
        it(`of ${partition}${region === undefined ? "" : ` in ${region}`}`, () => {
            const wish = { place: placeOf(partition), ...(region === undefined ? {} : { region }) };
            assert.equal(endpointOf(wish), endpoint);
            assert.deepEqual(consoleProblems(wish, credentials, Date.now()), []);
        });
    });
});

describe("what AWS would refuse is told before it is asked", () => {
    const cases: [what: string, wish: Partial<ConsoleWish>, path: string | undefined][] = [
        ["nothing", {}, undefined],
        ["the least duration", { duration: 900 }, undefined],
        ["the most", { duration: 43_199 }, undefined],
        ["too short", { duration: 899 }, "--duration"],
        ["twelve hours", { duration: 43_200 }, "--duration"],
        ["no number", { duration: NaN }, "--duration"],
        ["a part of a second", { duration: 1000.5 }, "--duration"],
        ["another host", { destination: "https://example.com/" }, "--destination"],
        ["a look-alike", { destination: "https://console.aws.amazon.com.evil.example/" }, "--destination"],
        [
            "a user name before the host",
            { destination: "https://x@console.aws.amazon.com/" },
            "--destination",
        ],
        ["a path that leaves the host", { destination: "//evil.example" }, undefined],
        ["no https", { destination: "http://console.aws.amazon.com/" }, "--destination"],
        ["another partition's console", { destination: "https://console.amazonaws.cn/" }, "--destination"],
        ["a region's console", { destination: "https://eu-north-1.console.aws.amazon.com/s3" }, undefined],
        ["an issuer by http", { issuer: "http://gitlab.example.com" }, "--issuer"],
        ["a region of another partition", { region: "cn-north-1" }, "--region"],
        ["a region that is a host", { region: "evil.example/" }, "--region"],
        ["an endpoint in the clear", { endpoint: "http://evil.example/federation" }, "--endpoint"],
    ];
    cases.forEach(([what, wish, path]) => {
        it(`${what}: ${path ?? "fine"}`, () => {
            const problems = consoleProblems({ place: aws, ...wish }, credentials, Date.now());
            assert.deepEqual(
                problems.map((problem) => problem.path),
                path === undefined ? [] : [path],
            );
        });
    });

    it("long-term keys and credentials that have expired", () => {
        const keys = { accessKeyId: "AKIA", secretAccessKey: "x" };
        assert.match(consoleProblems({ place: aws }, keys, Date.now())[0]?.message ?? "", /no session token/);
        const expiration = new Date(1000);
        const late = consoleProblems({ place: aws }, { ...credentials, expiration }, 1000);
        assert.match(late[0]?.message ?? "", /have expired/);
    });
});
