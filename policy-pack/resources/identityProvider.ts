import { issuerHostAndPath } from "../../trust/gitlab";
import { known } from "../sdk/known";
import type { ResourceKind, ShownResource } from "../sdk/resourcePolicy";

/** An OIDC identity provider of IAM, as far as it is known. */
export interface IdentityProvider {
    /** The URL as the program wrote it; undefined while it is unknown. */
    url: string | undefined;
    /** The issuer as host and path, compared leniently; undefined while it is unknown. */
    issuer: string | undefined;
    /** The input that holds the audiences: `clientIdLists` or `clientIdList`. */
    audiencesKey: string;
    /** The known audiences with their places. */
    audiences: { text: string; path: string }[];
    /** Whether some audience, or the whole list, is not known yet. */
    hasUnknownAudiences: boolean;
}

/** The input with the audiences, by type token. Sources: @pulumi/aws 7.48 and @pulumi/aws-native 1.79, read 2026-11. */
const audiencesKeys = new Map([
    ["aws:iam/openIdConnectProvider:OpenIdConnectProvider", "clientIdLists"],
    ["aws-native:iam:OidcProvider", "clientIdList"],
]);

/** The identity providers of `aws:` and `aws-native:`. */
export const identityProviders: ResourceKind<IdentityProvider> = {
    noun: "Identity provider",
    types: [...audiencesKeys.keys()],
    read: readIdentityProvider,
};

function readIdentityProvider({ type, props }: ShownResource): IdentityProvider {
    const audiencesKey = audiencesKeys.get(type) ?? "clientIdLists";
    const url = known(() => props.url as unknown, "url").value;
    const list = known(() => props[audiencesKey] as unknown, audiencesKey);
    const values = Array.isArray(list.value) ? (list.value as unknown[]) : [];
    return {
        url: typeof url === "string" ? url : undefined,
        issuer: typeof url === "string" ? issuerHostAndPath(url) : undefined,
        audiencesKey,
        audiences: values.flatMap((text, at) =>
            typeof text === "string" ? [{ text, path: `${audiencesKey}[${String(at)}]` }] : [],
        ),
        hasUnknownAudiences: list.unknownPaths.length > 0,
    };
}
