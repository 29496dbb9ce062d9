import type { SignInPlace } from "./signInPlaces";

/** What a person wants of a console link. */
export interface ConsoleWish {
    place: SignInPlace;
    /** An address or path in the console. Default: its home. */
    destination?: string;
    /** Where AWS sends people once the session is over: a page that can make a new link. Default: none. */
    issuer?: string;
    /** The region to sign in at. Default: the partition's own address. */
    region?: string;
    /** Another federation endpoint. Default: the one of the place and region. */
    endpoint?: string;
    /** Seconds that the console session lasts. Default: as long as the credentials. */
    duration?: number;
}

/** The page of the console that a wish leads to. */
export function destinationOf({ place, destination = "/" }: ConsoleWish): string {
    return destination.startsWith("/") ? `https://${place.consoleHost}${destination}` : destination;
}

/** The federation endpoint that a wish is sent to. */
export function endpointOf({ place, region, endpoint }: ConsoleWish): string {
    const prefix = region === undefined || region === place.homeRegion ? "" : `${region}.`;
    return endpoint ?? `https://${prefix}${place.signInHost}/federation`;
}
