import assert from "node:assert/strict";
import { connect } from "node:net";
import { fetchDocument, FetchError } from "../../../../cli/commands/discovery/fetchInstance";
import { systemNetwork } from "../../../../cli/net";
import { someKey } from "../../../trust/mirror/keyArbitraries";
import { makeCertificate } from "../../net/certificates";
import { badAnswers, ownAuthority, type PrivateGitlab, startPrivateGitlab } from "./privateGitlab";

const authorities = ownAuthority.pem;
/** Only what is slow by design is given little time: a busy machine is slow by itself. */
const limitsOf = (failure: string) => ({ giveUpAfter: failure === "slow" ? 500 : 10_000, bytes: 50_000 });
const route = { network: systemNetwork, allowPrivateAddresses: true };

async function failureOf(fetching: Promise<unknown>): Promise<FetchError> {
    try {
        await fetching;
    } catch (error) {
        assert.ok(error instanceof FetchError, String(error));
        return error;
    }
    return assert.fail("nothing failed");
}

describe("fetchDocument", () => {
    let gitlab: PrivateGitlab;
    let url: string;
    before(async () => {
        gitlab = await startPrivateGitlab({ keys: [someKey("ci")] });
        url = `${gitlab.url}/oauth/discovery/keys`;
    });
    after(() => gitlab.stop());
    afterEach(() => {
        gitlab.answers.clear();
    });

    it("gives what the instance serves, with its authority", async () => {
        const { text, headers } = await fetchDocument(url, { authorities, route });
        assert.deepEqual(JSON.parse(text), gitlab.keySet);
        assert.equal(headers["content-type"], "application/json");
    });

    it("fails without its authority, and says which option to give", async () => {
        for (const options of [
            {},
            { authorities: makeCertificate({ name: "Other", isAuthority: true }).pem },
        ]) {
            const error = await failureOf(fetchDocument(url, { ...options, route }));
            assert.equal(error.failure, "untrusted-certificate");
            assert.match(error.fix ?? "", /--ca-file/);
        }
    });

    it("fails where the certificate is for another host", async () => {
        const port = Number(new URL(url).port);
        const network = {
            resolve: () => Promise.resolve([]),
            connect: () => connect(port, "127.0.0.1"),
        };
        const elsewhere = { network, allowPrivateAddresses: true };
        const error = await failureOf(
            fetchDocument("https://other.example.com/keys", { authorities, route: elsewhere }),
        );
        assert.equal(error.failure, "wrong-host-certificate");
    });

    it("fails where nobody listens", async () => {
        const error = await failureOf(fetchDocument("https://localhost:1/keys", { authorities, route }));
        assert.equal(error.failure, "unreachable");
        assert.match(error.message, /ECONNREFUSED/);
    });

    for (const [what, failure, answer] of badAnswers) {
        it(`says what is wrong with an answer that is ${what}`, async () => {
            gitlab.answers.set("/oauth/discovery/keys", answer);
            const error = await failureOf(
                fetchDocument(url, { authorities, limits: limitsOf(failure), route }),
            );
            assert.equal(error.failure, failure);
            assert.ok(error.message.startsWith(url) && error.fix);
        });
    }

    it("has a text of its own for each failure", async () => {
        const texts = new Map<string, string>();
        for (const [, failure, answer] of badAnswers) {
            gitlab.answers.set("/oauth/discovery/keys", answer);
            const error = await failureOf(
                fetchDocument(url, { authorities, limits: limitsOf(failure), route }),
            );
            texts.set(failure, error.message.slice(url.length, url.length + 20));
        }
        assert.equal(new Set(texts.values()).size, texts.size);
    });
});
