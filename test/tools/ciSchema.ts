import { join } from "node:path";
import { checkedOutput } from "./checkedOutput";

/**
 * Holds files against GitLab's CI schema, which check-jsonschema carries; `bin` is the folder of the job tools. It follows
 * `!reference` as GitLab does. A component's header and its body are files of their own to it.
 */
export function checkCiFiles(bin: string, files: readonly string[]): void {
    const schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
    checkedOutput(join(bin, "check-jsonschema"), [...schema, ...files]);
}
