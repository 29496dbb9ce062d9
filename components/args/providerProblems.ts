import { limits } from "../../trust/aws";
import { audienceProblems, parseIssuer } from "../../trust/gitlab";
import { atPath, type Problem } from "../../trust/problem";

/** What is wrong with a list of audiences of one provider; `issuer` is host and path. */
export function audienceListProblems(audiences: readonly string[], issuer: string | undefined): Problem[] {
    const each = audiences.flatMap((audience, index) => {
        const path = `[${String(index)}]`;
        if (audiences.indexOf(audience) !== index) {
            return [{ path, value: audience, message: "is listed twice", fix: "Name each audience once." }];
        }
        return atPath(path, audienceProblems(audience, issuer));
    });
    if (audiences.length <= limits.audiencesPerProvider) return each;
    const message = `more audiences than IAM registers with a provider (${String(limits.audiencesPerProvider)})`;
    return [...each, { path: "", value: audiences.length, message, fix: "Leave some out." }];
}

/** What is wrong with a list of thumbprints: at most 5, each of 40 hexadecimal digits. */
export function thumbprintProblems(thumbprints: readonly string[]): Problem[] {
    const wrong = thumbprints.flatMap((value, index) =>
        /^[0-9a-f]{40}$/i.test(value)
            ? []
            : [
                  {
                      path: `[${String(index)}]`,
                      value,
                      message: "is no SHA-1 thumbprint",
                      fix: "Write 40 hexadecimal digits without colons, or leave the key out: a public certificate needs none.",
                  },
              ],
    );
    if (thumbprints.length <= limits.thumbprintsPerProvider) return wrong;
    const message = `more thumbprints than IAM takes (${String(limits.thumbprintsPerProvider)})`;
    return [...wrong, { path: "", value: thumbprints.length, message, fix: "Leave some out." }];
}

/** What is wrong with an issuer URL, as a list of problems with an empty path. */
export function issuerUrlProblems(url: string): Problem[] {
    return parseIssuer(url).problems.map(({ path, value, message, fix }) => ({ path, value, message, fix }));
}

/** What is wrong with the address of an instance that is mirrored. AWS never sees it, so it may have a port. */
export function instanceUrlProblems(url: string): Problem[] {
    return parseIssuer(url)
        .problems.filter(({ code }) => code !== "port")
        .map(({ path, value, message, fix }) => ({ path, value, message, fix }));
}
