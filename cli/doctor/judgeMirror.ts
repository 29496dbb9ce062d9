import { type KeySet, discoveryPaths, isSameKey, readKeySet } from "../../trust/mirror";
import { type DocumentObservation, getDocument } from "../probe/getDocument";
import type { DoctorCode } from "./doctorCodes";
import { type DoctorFinding, doctorFinding } from "./doctorFinding";
import type { Probing } from "./observeIssuer";

/** Asks an instance, given by its URL, for its keys. Its certificates are not checked: AWS never sees them. */
export function observeInstanceKeys(
    instance: string,
    { network, limits, progress }: Probing,
): Promise<DocumentObservation> {
    const url = `${instance}/${discoveryPaths.keys}`;
    progress(`Reading ${url}`);
    return getDocument(url, network, limits);
}

/** Compares the keys of a mirror with those of its instance, at a moment in seconds since 1970. */
export function judgeMirror(
    issuer: string,
    mirrored: KeySet,
    answer: DocumentObservation,
    now: number,
): DoctorFinding[] {
    const report = (code: DoctorCode, message: string, fix: string): DoctorFinding =>
        doctorFinding(code, issuer, issuer, message, fix);
    const { keySet } = answer.kind === "answer" ? readKeySet(answer.text) : {};
    if (keySet === undefined) {
        const why =
            answer.kind === "failure"
                ? answer.error
                : `status ${String(answer.status)}, or no key set that can be read`;
        const message = `could not be compared with the instance: ${answer.url} gave ${why}`;
        return [report("instance-failed", message, "Run this where the instance can be reached.")];
    }
    const sync = "Publish the instance's keys again: gitlab-aws-oidc discovery sync.";
    const findings = keySet.keys.flatMap((key): DoctorFinding[] => {
        const copy = mirrored.keys.find(({ kid }) => kid === key.kid);
        if (copy === undefined)
            return [
                report(
                    "mirror-key-missing",
                    `lacks the instance's key ${key.kid}: its tokens are refused`,
                    sync,
                ),
            ];
        if (isSameKey(copy, key)) return [];
        return [
            report("mirror-key-differs", `has another key under the id ${key.kid} than the instance`, sync),
        ];
    });
    const extras = mirrored.keys.filter(
        ({ kid, exp }) => !keySet.keys.some((key) => key.kid === kid) && (exp === undefined || exp < now),
    );
    return [
        ...findings,
        ...extras.map(({ kid }) =>
            report(
                "mirror-key-extra",
                `serves the key ${kid}, which the instance does not have: whoever holds it can sign tokens`,
                "If it is an old key whose tokens have expired, leave it out; if nobody knows it, take it down now.",
            ),
        ),
    ];
}
