import { type AwsError, awsErrors } from "../../../trust/aws";
import type { DocumentProblemCode, KeySetProblemCode } from "../../../trust/mirror";

/** What a code stands for. */
interface CodeMeaning {
    level: "broken" | "risk";
    errors: (issuer: string) => AwsError[];
}

const unreachable = (issuer: string): AwsError[] => [
    awsErrors.couldNotConnect(issuer),
    awsErrors.noVerificationKey(),
];
const badDocument = (issuer: string): AwsError[] => [
    awsErrors.invalidDocument(issuer),
    awsErrors.noVerificationKey(),
];
const badKeys = (): AwsError[] => [awsErrors.noVerificationKey()];
const thumbprint = (): AwsError[] => [awsErrors.thumbprint()];
const wrongIssuer = (issuer: string): AwsError[] => [awsErrors.noProvider(issuer)];

const broken = (errors: CodeMeaning["errors"]): CodeMeaning => ({ level: "broken", errors });
const risk = (errors: CodeMeaning["errors"]): CodeMeaning => ({ level: "risk", errors });

/** What can be wrong with an answer, for either document. */
export type AnswerCode = (typeof answerCodes)[number];

const answerCodes = ["failed", "slow", "redirect", "status", "html", "too-long"] as const;

/** What AWS may well accept, without saying so anywhere. */
export type AnswerRiskCode = (typeof answerRiskCodes)[number];

const answerRiskCodes = ["byte-order-mark", "compressed"] as const;
const documentCodes: readonly DocumentProblemCode[] = [
    "not-json",
    "issuer-differs",
    "keys-missing",
    "keys-elsewhere",
    "keys-not-https",
    "member-missing",
    "no-usable-algorithm",
];
const keySetCodes: readonly KeySetProblemCode[] = [
    "private-member",
    "private-key-text",
    "not-json",
    "duplicate-member",
    "not-a-key-set",
    "no-key",
    "too-many-keys",
    "missing-kid",
    "unprintable-kid",
    "duplicate-kid",
    "unsupported-type",
    "unsupported-algorithm",
    "not-for-signing",
    "malformed-key",
    "weak-key",
];

const ownCodes = {
    "url-wrong": broken(wrongIssuer),
    "url-international": broken(wrongIssuer),
    "url-ip-address": risk(unreachable),
    "host-not-found": broken(unreachable),
    "host-private": broken(unreachable),
    "host-unreachable": broken(unreachable),
    "tls-failed": broken(unreachable),
    "tls13-only": risk(thumbprint),
    "chain-unreadable": broken(unreachable),
    "chain-duplicate": broken(unreachable),
    "chain-order": broken(unreachable),
    "chain-extra": broken(unreachable),
    "chain-incomplete": broken((issuer) => [...unreachable(issuer), ...thumbprint()]),
    "self-signed": broken(thumbprint),
    "private-ca": broken(thumbprint),
    "certificate-expired": broken(unreachable),
    "certificate-not-yet-valid": broken(unreachable),
    "certificate-host": broken(unreachable),
    "certificate-expires-soon": risk(unreachable),
    "issuer-slash": broken((issuer) => [...badDocument(issuer), ...wrongIssuer(`${issuer}/`)]),
    "keys-no-rsa": broken(badKeys),
    "keys-not-cacheable": risk(badKeys),
    "keys-no-cache-header": risk(badKeys),
    "provider-url": broken(wrongIssuer),
    "provider-no-audience": broken(() => [awsErrors.incorrectAudience()]),
    "provider-thumbprint": broken(thumbprint),
    "instance-failed": risk(() => []),
    "mirror-key-missing": broken(badKeys),
    "mirror-key-differs": broken(badKeys),
    "mirror-key-extra": risk(() => []),
} satisfies Record<string, CodeMeaning>;

/** The name of a finding: stable, for scripts. */
export type DoctorCode =
    | keyof typeof ownCodes
    | `document-${AnswerCode | AnswerRiskCode | DocumentProblemCode}`
    | `keys-${AnswerCode | AnswerRiskCode | KeySetProblemCode}`;

/** Every finding that `doctor` knows, with what AWS makes of it. */
export const doctorCodes: Readonly<Record<DoctorCode, CodeMeaning>> = {
    ...(Object.fromEntries([
        ...[...answerCodes, ...documentCodes].map((code) => [`document-${code}`, broken(badDocument)]),
        ...[...answerCodes, ...keySetCodes].map((code) => [`keys-${code}`, broken(badKeys)]),
        ...answerRiskCodes.map((code) => [`document-${code}`, risk(badDocument)]),
        ...answerRiskCodes.map((code) => [`keys-${code}`, risk(badKeys)]),
    ]) as Record<Exclude<DoctorCode, keyof typeof ownCodes>, CodeMeaning>),
    ...ownCodes,
};

/** One thing that AWS does not accept, or that will fail some day. */
export interface DoctorFinding {
    /** Stable name. */
    code: DoctorCode;
    /** `broken`: jobs are refused, or the provider cannot be created; `risk`: it works today. */
    level: "broken" | "risk";
    /** The host or URL that it is about. */
    where: string;
    /** What is wrong, as a clause without its place and full stop. */
    message: string;
    /** What to do, as sentences. */
    fix: string;
    /** What AWS answers because of it: IAM when the provider is created, STS when a job asks. */
    errors: AwsError[];
}

/** A finding of a code, with what the table says of it. `issuer` is the URL that AWS's answers name. */
export function doctorFinding(
    code: DoctorCode,
    issuer: string,
    where: string,
    message: string,
    fix: string,
): DoctorFinding {
    const { level, errors } = doctorCodes[code];
    return { code, level, where, message, fix, errors: errors(issuer) };
}
