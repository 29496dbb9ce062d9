import type { Policies } from "@pulumi/policy";
import { gitlabIssuers } from "./provider/gitlabIssuers";
import { providerAudience } from "./provider/providerAudience";
import { providerUrlNoTrailingSlash } from "./provider/providerUrlNoTrailingSlash";
import { providerUrlWellFormed } from "./provider/providerUrlWellFormed";
import { trustAudience } from "./role/trustAudience";
import { trustAudienceRegistered } from "./role/trustAudienceRegistered";
import { trustPolicyKnown } from "./role/trustPolicyKnown";
import { trustPolicyReadable } from "./role/trustPolicyReadable";
import { trustSubjectRequired } from "./role/trustSubjectRequired";
import { trustWildcardsNeedStringlike } from "./role/trustWildcardsNeedStringlike";
import { resourcePolicy } from "./sdk/resourcePolicy";
import { stackPolicy } from "./sdk/stackPolicy";

/**
 * All policies of the pack, in the order in which they run. `gitlab-issuers` must stay the first: it hands the
 * organisation's settings on to the others.
 */
export const policies: Policies = [
    resourcePolicy(gitlabIssuers),
    resourcePolicy(providerUrlNoTrailingSlash),
    resourcePolicy(providerUrlWellFormed),
    resourcePolicy(providerAudience),
    resourcePolicy(trustPolicyReadable),
    resourcePolicy(trustAudience),
    resourcePolicy(trustSubjectRequired),
    resourcePolicy(trustWildcardsNeedStringlike),
    stackPolicy(trustPolicyKnown),
    stackPolicy(trustAudienceRegistered),
];
