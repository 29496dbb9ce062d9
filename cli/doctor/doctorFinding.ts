import type { AwsError } from "../../trust/aws";
import { type DoctorCode, doctorCodes } from "./doctorCodes";

/** One thing that AWS will not take, or that will hurt some day. */
export interface DoctorFinding {
    /** Stable name. */
    code: DoctorCode;
    /** `broken`: jobs do not get in, or the provider cannot be made; `risk`: it works today. */
    level: "broken" | "risk";
    /** The host or URL that it is about. */
    where: string;
    /** What is wrong, as a sentence without its place and full stop. */
    message: string;
    /** What to do, as sentences. */
    fix: string;
    /** What AWS answers because of it: IAM when the provider is made, STS when a job asks. */
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
