import { bucketServing, isAccountRegionalName } from "../../trust/mirror";
import { failing, passing, type PolicyCase, provider } from "../cases";
import { distributedMirror, mirror, mirrorBucketName, mirrorIssuer, other } from "../cases/mirror";
import { type ConfigKeys, known, type Mirror, mirrorsOf, stackPolicy, type StackViolation } from "../engine";

/** The config of `discovery-bucket-protected`. */
export interface BucketProtectedConfig {
    /** Names of buckets that a throw-away stack may delete with everything that trusts them. */
    throwAwayBuckets: string[];
    /** Names of buckets that are managed, and protected, elsewhere. */
    bucketsElsewhere: string[];
}

const bucketNames = (description: string) => ({
    schema: { type: "array" as const, description, items: { type: "string" as const, minLength: 1 } },
    fallback: [],
});

const config: ConfigKeys<BucketProtectedConfig> = {
    throwAwayBuckets: bucketNames(
        "Buckets that a throw-away stack may delete, with the providers that trust them.",
    ),
    bucketsElsewhere: bucketNames(
        "Buckets that are managed and protected outside the stack. Default: reported for information.",
    ),
};

/** A mirror's bucket that can go while a provider trusts its name: whoever takes the name then is the issuer. */
export const discoveryBucketProtected = stackPolicy<BucketProtectedConfig>({
    name: "discovery-bucket-protected",
    displayName: "A bucket that stays",
    finds: "a mirror's bucket that can be deleted while a provider trusts its name",
    description:
        "The bucket behind an issuer cannot be deleted by accident while a provider trusts its name.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Set protect and retainOnDelete on the bucket and leave forceDestroy out; use an account-regional name, which nobody else can take. Remove the provider first, the bucket last.",
    tags: ["discovery", "bucket"],
    config,
    otherFinders: [],
    cases,
    *check(resources, { organisation, config: { throwAwayBuckets, bucketsElsewhere } }) {
        for (const mirror of mirrorsOf(resources, organisation)) {
            if (throwAwayBuckets.includes(mirror.bucketName)) continue;
            if (mirror.bucket !== undefined) yield* unprotected(mirror);
            else if (!mirror.mayBeUnnamed && !bucketsElsewhere.includes(mirror.bucketName))
                yield* elsewhere(mirror);
        }
    },
});

function* unprotected({ bucket, bucketName, provider }: Mirror): Generator<StackViolation> {
    if (bucket === undefined || provider === undefined) return;
    // Nobody else can take an account-regional name: without it the issuer is only dead.
    const effect = isAccountRegionalName(bucketName) ? "closed" : "open";
    const then =
        effect === "open" ? "; whoever takes its name then is the issuer" : "; then no token is accepted";
    const report = (path: string, message: string, fix: string): StackViolation => ({
        subject: { noun: "Bucket", name: bucket.name },
        urn: bucket.urn,
        violation: { effect, path, message: message + then, fix },
    });
    if (known(() => bucket.props["forceDestroy"] as unknown, "forceDestroy").value === true) {
        yield report("forceDestroy", "lets the bucket be deleted with everything in it", "Leave it out.");
    }
    if (!bucket.opts.protect) {
        const fix = 'Set the resource options "protect" and "retainOnDelete".';
        yield report("protect", "is not set: the bucket can be deleted while a provider trusts it", fix);
    }
}

function* elsewhere({ provider, bucketName, issuer }: Mirror): Generator<StackViolation> {
    // A name with dots is wrong anyway: provider-url-well-formed says so.
    if (provider === undefined || bucketServing(issuer) === undefined || bucketName.includes(".")) return;
    yield {
        subject: { noun: "Identity provider", name: provider.name },
        urn: provider.urn,
        violation: {
            effect: "open",
            level: "advisory",
            path: "url",
            value: issuer,
            message: `trusts a bucket that this stack does not have: is ${JSON.stringify(bucketName)} still yours, and protected?`,
            fix: "Remove the provider if not; if so, list the bucket under bucketsElsewhere of this policy.",
        },
    };
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    return [
        passing("a protected bucket", ...mirror()),
        passing("a protected bucket behind CloudFront", ...distributedMirror()),
        passing(
            "a bucket that is no issuer",
            other("site", "aws:s3/bucket:Bucket", { bucket: "site", forceDestroy: true }),
        ),
        {
            ...passing(
                "a throw-away stack that says so",
                ...mirror({ protect: false, bucket: { forceDestroy: true } }),
            ),
            config: { "discovery-bucket-protected": { throwAwayBuckets: [mirrorBucketName] } },
        },
        {
            ...passing(
                "a bucket of another stack, known",
                provider(mirrorIssuer, ["https://gitlab.example.com"]),
            ),
            config: { "discovery-bucket-protected": { bucketsElsewhere: [mirrorBucketName] } },
        },
        failing("a bucket that is not protected", ...mirror({ protect: false })),
        failing("a bucket that goes with its objects", ...mirror({ bucket: { forceDestroy: true } })),
        failing("a bucket behind CloudFront that is not protected", ...distributedMirror({ protect: false })),
    ];
}
