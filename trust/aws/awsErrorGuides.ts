import type { AwsError } from "./awsErrors";
import { iamErrorGuides } from "./iamErrorGuides";
import { jobErrorGuides } from "./jobErrorGuides";
import { tokenErrorGuides } from "./tokenErrorGuides";

/** An error of AWS, with what can be behind it. */
export interface AwsErrorGuide {
    /** Who says it, and when: a heading. */
    where: string;
    error: AwsError;
    /** What holds for all of its causes. */
    note?: string;
    /** Most likely first. Markdown. */
    causes: readonly { cause: string; fix: string }[];
}

/** Every error that a federation with GitLab meets, in the order in which a reader would. */
export const awsErrorGuides: readonly AwsErrorGuide[] = [
    ...tokenErrorGuides,
    ...jobErrorGuides,
    ...iamErrorGuides,
];
