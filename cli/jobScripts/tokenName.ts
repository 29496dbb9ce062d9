/** The name of a job's ID token, which is also the name of the variable that holds it. */
export const tokenName = "GITLAB_OIDC_TOKEN";
