import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import { Role } from "@pulumi/aws/iam/role";
import assert from "node:assert/strict";
import { identityProviders } from "../../../policy-pack/engine/resources";
import { trustedRoles } from "../../../policy-pack/engine/resources";

/** The token that the provider package itself gives a class. */
function tokenOf(resourceClass: unknown): string {
    const { __pulumiType } = resourceClass as { __pulumiType?: string };
    assert.ok(__pulumiType);
    return __pulumiType;
}

describe("the type tokens", () => {
    it("are those of @pulumi/aws", () => {
        assert.ok(trustedRoles.types.includes(tokenOf(Role)));
        assert.ok(identityProviders.types.includes(tokenOf(OpenIdConnectProvider)));
    });

    // Read from @pulumi/aws-native 1.79.0 on 2026-11-21; the package is too large to install for one assertion.
    it("are those of @pulumi/aws-native", () => {
        assert.ok(trustedRoles.types.includes("aws-native:iam:Role"));
        assert.ok(identityProviders.types.includes("aws-native:iam:OidcProvider"));
    });
});
