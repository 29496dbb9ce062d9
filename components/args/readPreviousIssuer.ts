import { readObject, readText } from "./readValue";
import type { PreviousIssuerArgs } from "./roleArgs";

/** Reads an issuer that is still trusted. */
export const readPreviousIssuer = readObject<PreviousIssuerArgs>(
    { url: readText, audience: readText },
    {
        url: "Write the previous issuer's URL.",
        audience: "Write the audience of the previous issuer's tokens.",
    },
);
