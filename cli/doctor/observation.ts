import type { DocumentObservation } from "../probe/getDocument";
import type { HandshakeObservation } from "../probe/probeTls";

/** What a host showed of itself before anything was asked. */
export interface HostObservation {
    host: string;
    /** IP addresses; empty where the name has none. */
    addresses: string[];
    /** Why the name has no address: an error code of the resolver. */
    error?: string;
    /** One per TLS version that was tried; empty where the name has no address. */
    handshakes: HandshakeObservation[];
}

/** Everything that was seen of an issuer; what it means is judged apart. */
export interface IssuerObservation {
    /** The issuer's URL, as it is registered at AWS. */
    issuer: string;
    /** The issuer's host, and that of the keys where it is another. */
    hosts: HostObservation[];
    /** The answer for the discovery document; absent where no connection was possible. */
    document?: DocumentObservation;
    /** The answer for the keys; absent where the document does not say where they are. */
    keys?: DocumentObservation;
}
