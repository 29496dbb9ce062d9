import type { KeySet } from "../../trust/mirror";
import type { ProbeLimits } from "../probe/network";
import type { DoctorFinding } from "./doctorFinding";
import { judgeAnswer } from "./judgeAnswer";
import { judgeDocument } from "./judgeDocument";
import { type HostContext, judgeHost } from "./judgeHost";
import { judgeCaching, judgeKeys } from "./judgeKeys";
import type { IssuerObservation } from "./observation";

/** What is wrong with an issuer, in the order in which AWS would meet it. */
export interface IssuerJudgement {
    findings: DoctorFinding[];
    /** The keys, where they are right. */
    keySet?: KeySet;
}

/** Judges what was seen of an issuer. Pure: the moment, the public CAs and the limits come with the call. */
export function judgeIssuer(
    seen: IssuerObservation,
    context: Omit<HostContext, "issuer"> & { limits: ProbeLimits },
): IssuerJudgement {
    const { issuer, document, keys } = seen;
    const findings = seen.hosts.flatMap((host) => judgeHost(host, { ...context, issuer }));
    if (document !== undefined) {
        const answer = judgeAnswer("document", document, issuer, context.limits);
        findings.push(...answer.findings);
        if (answer.text !== undefined) findings.push(...judgeDocument(answer.text, issuer, document.url));
    }
    if (keys === undefined) return { findings };
    const answer = judgeAnswer("keys", keys, issuer, context.limits);
    findings.push(...answer.findings);
    if (answer.text === undefined) return { findings };
    const judged = judgeKeys(answer.text, issuer, keys.url);
    findings.push(...judged.findings);
    if (keys.kind === "answer") findings.push(...judgeCaching(keys.headers, issuer, keys.url));
    return { findings, ...(judged.keySet === undefined ? {} : { keySet: judged.keySet }) };
}
