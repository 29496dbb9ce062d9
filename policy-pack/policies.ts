import type { Policies } from "@pulumi/policy";
import { gitlabIssuers } from "./provider/gitlabIssuers";
import { providerAudience } from "./provider/providerAudience";
import { providerUrlNoTrailingSlash } from "./provider/providerUrlNoTrailingSlash";
import { providerUrlWellFormed } from "./provider/providerUrlWellFormed";
import { resourcePolicy } from "./sdk/resourcePolicy";

/**
 * All policies of the pack, in the order in which they run. `gitlab-issuers` must stay the first: it hands the
 * organisation's settings on to the others.
 */
export const policies: Policies = [
    resourcePolicy(gitlabIssuers),
    resourcePolicy(providerUrlNoTrailingSlash),
    resourcePolicy(providerUrlWellFormed),
    resourcePolicy(providerAudience),
];
