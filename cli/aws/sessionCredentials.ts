/** Temporary credentials of a role. Secret: never printed. */
export interface SessionCredentials {
    accessKeyId: string;
    secretAccessKey: string;
    /** Absent for the long-term keys of a user. */
    sessionToken?: string;
    /** When they end, where that is known. */
    expiration?: Date;
}
