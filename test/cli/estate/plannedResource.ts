import { type PlannedResource, resourceUrn } from "../../../cli/estate/plan";

/** A resource of a plan; what a test does not say is empty. */
export function plannedResource(given: Partial<PlannedResource>): PlannedResource {
    const { type = "aws:iam/role:Role", name = "it", parent } = given;
    return {
        urn: resourceUrn({ stack: "dev", project: "app" }, parent, type, name),
        type,
        name,
        custom: true,
        read: false,
        inputs: {},
        dependencies: [],
        propertyDependencies: {},
        aliases: [],
        providers: {},
        options: {},
        ...given,
    };
}
