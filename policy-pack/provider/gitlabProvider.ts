import { gitlabComIssuer, issuerHostAndPath } from "../../trust/issuer/issuerUrl";
import type { Organisation } from "../config/organisation";
export function isGitlabProvider(issuer: string, organisation: Organisation): boolean {
    return (
        issuer === gitlabComIssuer ||
        organisation.issuers.some(({ url }) => issuerHostAndPath(url) === issuer)
    );
}
