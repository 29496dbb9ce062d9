import { failing, passing, roleForSubject } from "./exampleResources";
import { administratorAccess, readOneBucket } from "./permissionDocuments";
import type { PolicyExample } from "./policyExample";

const oneRef = roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main");
const admin = { ...oneRef, managedPolicyArns: [administratorAccess] };
const boundary = "arn:aws:iam::123456789012:policy/ci-boundary";

/** Cases of `role-permissions-bounded`. */
export const rolePermissionsBoundedExamples: PolicyExample[] = [
    passing("an administrator within a boundary", { ...admin, permissionsBoundary: boundary }),
    passing("few permissions without a boundary", { ...oneRef, inlinePolicies: { read: readOneBucket } }),
    passing("sessions of an hour", { ...oneRef, maxSessionDuration: 3600 }),
    {
        ...passing("two hours, which the config allows", { ...oneRef, maxSessionDuration: 7200 }),
        config: { "role-permissions-bounded": { longestSession: 7200 } },
    },
    failing("an administrator without a boundary", admin),
    failing("a boundary that allows everything", { ...admin, permissionsBoundary: administratorAccess }),
    failing("sessions of six hours", { ...oneRef, maxSessionDuration: 22200 }),
];
