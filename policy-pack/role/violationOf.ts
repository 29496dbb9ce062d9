import { describeWitness } from "../../trust/admission";
import type { Finding } from "../../trust/finding";
import type { Violation } from "../sdk/violation";

/** A finding on a trust policy as a violation. Those of a statement's rules are sentences; a reader's are clauses about a place. */
export function violationOf({ witness, ...finding }: Finding): Violation {
    return {
        ...finding,
        isSentence: finding.rule !== "trust-policy-readable",
        ...(witness !== undefined && { witness: describeWitness(witness) }),
    };
}
