import { type DocumentProblem, readMirroredDocument } from "../../trust/mirror";
import { shortValue } from "../../trust/problem";
import { type DoctorFinding, doctorFinding } from "./doctorFinding";

/** Judges the discovery document that was served at `url` for an issuer. */
export function judgeDocument(text: string, issuer: string, url: string): DoctorFinding[] {
    return readMirroredDocument(text, issuer).problems.map((problem) => describe(problem, issuer, url));
}

function describe(
    { code, path, value, message, fix }: DocumentProblem,
    issuer: string,
    url: string,
): DoctorFinding {
    const said = value === undefined ? path : `${path} = ${shortValue(value)}`;
    switch (code) {
        case "issuer-differs":
            return value === `${issuer}/`
                ? doctorFinding(
                      "issuer-slash",
                      issuer,
                      url,
                      `${said} ends in a slash, and the issuer that AWS knows has none; AWS compares byte for byte`,
                      `Serve "issuer": "${issuer}".`,
                  )
                : doctorFinding(
                      "document-issuer-differs",
                      issuer,
                      url,
                      `${said} ${message}`,
                      `Register exactly the issuer that the tokens have as iss. If that is ${issuer}: set GitLab's external_url to it; a mirror must be rendered for it (gitlab-aws-oidc discovery render).`,
                  );
        case "keys-elsewhere":
            return doctorFinding(
                "document-keys-elsewhere",
                issuer,
                url,
                `${said} ${message}`,
                `${fix} A mirror needs jwks_uri rewritten as well as issuer.`,
            );
        case "not-json":
            return doctorFinding(
                "document-not-json",
                issuer,
                url,
                message,
                "Look at what is served there: it must be the discovery document, as JSON.",
            );
        case "keys-not-https":
        case "member-missing":
        case "no-usable-algorithm":
            return doctorFinding(`document-${code}`, issuer, url, `${said} ${message}`, fix);
    }
}
