/** What a mirror's keys are at this moment. */
export interface StoredKeys {
    text: string;
    /** What identifies this very text, so that a write can be refused when somebody else was faster. */
    version?: string;
}

/** Where the mirror's keys are kept: the bucket's object, or the committed file. */
export interface KeyStore {
    /** What a reader calls it: `s3://bucket/key`, or the file. */
    name: string;
    /** Undefined where there is nothing yet. Throws CommandError where that cannot be known: then nothing may be written. */
    read(): Promise<StoredKeys | undefined>;
    /** Replaces what `read` gave. Throws CommandError where it is no longer that, or must not be written. */
    write(text: string, before: StoredKeys | undefined): Promise<void>;
}
