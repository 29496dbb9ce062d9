import { type KeySet, isPrivateKeyProblem, readKeySet } from "../../trust/mirror";
import { shortValue } from "../../trust/problem";
import { type DoctorFinding, doctorFinding } from "./doctorFinding";

/** What a served key set is worth. */
export interface KeysJudgement {
    findings: DoctorFinding[];
    /** There where nothing is wrong with the set. */
    keySet?: KeySet;
}

/** Judges the key set that was served at `url`: types, count, ids, private members, and whether GitLab's tokens fit it. */
export function judgeKeys(text: string, issuer: string, url: string): KeysJudgement {
    const { keySet, problems } = readKeySet(text);
    const findings = problems.map((problem) => {
        const { code, path, value, message, fix } = problem;
        const said = [path, ...(value === undefined ? [] : [`= ${shortValue(value)}`]), message]
            .join(" ")
            .trim();
        const urgent = isPrivateKeyProblem(problem)
            ? "Take it down now and replace the key in GitLab: every token that it could have signed is suspect. "
            : "";
        return doctorFinding(`keys-${code}`, issuer, url, said, urgent + fix);
    });
    if (keySet !== undefined && !keySet.keys.some(({ kty }) => kty === "RSA"))
        findings.push(
            doctorFinding(
                "keys-no-rsa",
                issuer,
                url,
                `has ${keySet.keys.length === 1 ? "one key" : `${String(keySet.keys.length)} keys`}, none of type RSA; GitLab signs its ID tokens with RS256`,
                "Serve the instance's own key set, whole: GitLab has it at /oauth/discovery/keys.",
            ),
        );
    return { findings, ...(keySet === undefined ? {} : { keySet }) };
}

/**
 * Judges how long the key set may be kept. STS fetches it anew for every job where it may not keep it, and many jobs at
 * once then fail: https://gitlab.com/gitlab-org/gitlab/-/merge_requests/138405.
 */
export function judgeCaching(
    headers: Readonly<Record<string, string>>,
    issuer: string,
    url: string,
): DoctorFinding[] {
    const control = headers["cache-control"];
    const fix = 'Serve it with "Cache-Control: public, max-age=300" or more.';
    const text = [control, headers["pragma"]].filter((value) => value !== undefined).join(", ");
    if (/no-cache|no-store|private|max-age=0(?!\d)/i.test(text)) {
        const message = `may not be cached (${text}): AWS fetches it for every job, and jobs that start together fail`;
        return [doctorFinding("keys-not-cacheable", issuer, url, message, fix)];
    }
    if (control === undefined && headers["expires"] === undefined) {
        const message = "says nothing about caching: how long AWS keeps it is then its own choice";
        return [doctorFinding("keys-no-cache-header", issuer, url, message, fix)];
    }
    return [];
}
