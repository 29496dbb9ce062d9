import type { AnalyzedResource } from "../../cli/pack";
import { type PolicyCase } from "../../policy-pack/cases";
import { type ProviderPackage, renderResource } from "../../policy-pack/cases/render";

/** How an example is presented to the pack. */
export interface Presentation {
    providerPackage: ProviderPackage;
    /** Whether every input is wrapped as a secret. */
    secret: boolean;
}

/** Each way to present an example. */
export const presentations: Presentation[] = (["aws", "aws-native"] as const).flatMap((providerPackage) =>
    [false, true].map((secret) => ({ providerPackage, secret })),
);

const secretKey = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

/** The resources of an example as the engine sends them, with the stack itself as the first. */
export function caseStack(example: PolicyCase, presentation: Presentation): AnalyzedResource[] {
    const rendered = example.resources.map((resource) =>
        renderResource(resource, presentation.providerPackage),
    );
    const urnOf = (name: string) =>
        urn(rendered.find((resource) => resource.name === name)?.type ?? "", name);
    const resources = rendered.map(
        ({ type, name, props, propertyDependencies, protect }): AnalyzedResource => {
            const dependencies = Object.entries(propertyDependencies).map(
                ([key, names]): [string, string[]] => [key, names.map(urnOf)],
            );
            return {
                type,
                name,
                urn: urn(type, name),
                props: presentation.secret ? asSecrets(props) : props,
                ...(protect && { options: { protect } }),
                dependencies: [...new Set(dependencies.flatMap(([, urns]) => urns))],
                propertyDependencies: Object.fromEntries(dependencies),
            };
        },
    );
    const stack = {
        type: "pulumi:pulumi:Stack",
        name: "acme-dev",
        urn: urn("pulumi:pulumi:Stack", "acme-dev"),
        props: {},
    };
    return [stack, ...resources];
}

function urn(type: string, name: string): string {
    return `urn:pulumi:dev::acme::${type}::${name}`;
}

function asSecrets(props: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(props).map(([key, value]) => [key, { [secretKey]: secretMark, value }]),
    );
}
