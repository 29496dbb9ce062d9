import type { Finding } from "../finding";

/** An issuer that the caller knows to be a GitLab instance (or its mirror). */
export interface KnownIssuer {
    /** The issuer's address, such as `https://gitlab.example.com`; host and path without the scheme do as well. */
    url: string;
    /** The audiences that its roles may check. Default: any literal that is not nearly the issuer's address. */
    audiences?: string[];
}

/** What is known beside a trust policy document itself. Everything is optional: the document alone gives a verdict. */
export interface TrustContext {
    /**
     * The organisation's own GitLab issuers. Statements that name them are judged as GitLab's even where nothing in
     * the host says so. gitlab.com need not be listed.
     */
    issuers?: KnownIssuer[];
    /**
     * Condition keys that a newer AWS or GitLab offers, as written in a policy (`gitlab.com:new_key`) or without the
     * issuer's prefix (`new_key`). Letter case does not matter. Default: none.
     */
    additionalConditionKeys?: string[];
    /** The account that the role is in, 12 digits. Default: unknown, so provider ARNs of any account pass. */
    accountId?: string;
    /** The partition that the role is in: `aws`, `aws-cn`, `aws-us-gov`... Default: unknown, so any passes. */
    partition?: string;
}

/** The verdict on one trust policy document. */
export interface TrustAnalysis {
    /** What is wrong, sorted by path, then by code. Empty where the document is not GitLab's. */
    findings: Finding[];
    /** Whether an Allow statement of the document concerns a GitLab issuer. */
    isGitlab: boolean;
    /** The GitLab issuers concerned, as host and path (`gitlab.com`, `host.example/gitlab`), in order of appearance. */
    issuers: string[];
}
