import type { SessionCredentials } from "../aws/sessionCredentials";
import { type ConsoleWish, destinationOf, endpointOf } from "./consoleWish";
import { requestSigninToken } from "./requestSigninToken";

/**
 * The link that signs a browser in to the console. It is valid for 15 minutes and a secret for as long.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html.
 */
export async function consoleLink(wish: ConsoleWish, credentials: SessionCredentials): Promise<string> {
    const endpoint = endpointOf(wish);
    const token = await requestSigninToken(endpoint, credentials, wish.duration);
    const query = new URLSearchParams({
        Action: "login",
        ...(wish.issuer === undefined ? {} : { Issuer: wish.issuer }),
        Destination: destinationOf(wish),
        SigninToken: token,
    });
    return `${endpoint}?${query.toString()}`;
}
