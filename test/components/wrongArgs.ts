import * as pulumi from "@pulumi/pulumi";
import { good, withRole } from "./argsValues";

/** Arguments that a federation refuses: what is wrong, the value, where the one problem is, and what it says. */
export const wrongArgs: [string, object, string, RegExp][] = [
    ["no roles", {}, "roles", /missing/],
    ["empty roles", { roles: {} }, "roles", /no role/],
    ["an address without a host", { gitlabUrl: "https://", roles: { web: good } }, "gitlabUrl", /host/],
    [
        "an Output for what must be known at preview",
        { gitlabUrl: pulumi.output("https://gitlab.com"), roles: { web: good } },
        "gitlabUrl",
        /is an Output/,
    ],
    [
        "a promise for what must be known at preview",
        { audience: Promise.resolve("x"), roles: { web: good } },
        "audience",
        /is an Output/,
    ],
    ["a null", { roles: { web: good }, tags: null }, "tags", /no value/],
    [
        "a trailing slash",
        { gitlabUrl: "https://gitlab.com/", roles: { web: good } },
        "gitlabUrl",
        /ends in a slash/,
    ],
    [
        "an audience that is nearly the issuer",
        { audience: "https://gitlab.com/", roles: { web: good } },
        "audience",
        /nearly/,
    ],
    ["the bare host as audience", { audience: "gitlab.com", roles: { web: good } }, "audience", /nearly/],
    [
        "an unregistered audience",
        withRole({ additionalAudiences: ["x"] }),
        "roles.web.additionalAudiences[0]",
        /not registered/,
    ],
    [
        "the main audience again",
        { additionalAudiences: ["https://gitlab.com"], roles: { web: good } },
        "additionalAudiences[0]",
        /already/,
    ],
    [
        "the current issuer as previous",
        { previousIssuers: [{ url: "https://gitlab.com", audience: "x" }], roles: { web: good } },
        "previousIssuers[0].url",
        /trusted already/,
    ],
    [
        "a previous issuer without audience",
        { previousIssuers: [{ url: "https://a.example" }], roles: { web: good } },
        "previousIssuers[0].audience",
        /missing/,
    ],
    ["a short account id", { accountId: 12345, roles: { web: good } }, "accountId", /not an AWS account ID/],
    [
        "a partition that is none",
        { partition: "aws-mars", roles: { web: good } },
        "partition",
        /not an AWS partition/,
    ],
    [
        "a thumbprint with colons",
        { thumbprints: ["aa:bb"], roles: { web: good } },
        "thumbprints[0]",
        /not a SHA-1/,
    ],
    [
        "thumbprints of a provider that is looked up",
        { useExistingProvider: true, thumbprints: ["a".repeat(40)], roles: { web: good } },
        "thumbprints",
        /do nothing/,
    ],
];
