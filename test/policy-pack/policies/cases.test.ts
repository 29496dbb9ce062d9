import assert from "node:assert/strict";
import { type Diagnostic, type PackConfig, type PackProcess, startPack } from "../../../cli/pack";
import { packPolicies } from "../../../policy-pack/policies";
import { type PolicyCase } from "../../../policy-pack/cases";
import { policies } from "../../../policy-pack/policies";
import { caseStack, type Presentation, presentations } from "../caseStack";
import { type DirectReport, runResourcePolicies, runStackPolicies } from "../runPolicies";
import { type StagedPack, stagePack } from "../stagedPack";

const allowedLabel = "IS ALLOWED BY THE CONFIG";

/** Which policies must report an example: the one it belongs to, and those that it names. */
function expectedReports(policy: string, example: PolicyCase): string[] {
    return [...(example.passes ? [] : [policy]), ...(example.alsoReportedBy ?? [])].sort();
}

function reportedBy(reports: readonly { policy: string; message: string }[]): string[] {
    const counted = reports.filter(({ message }) => !message.includes(allowedLabel));
    return [...new Set(counted.map(({ policy }) => policy))].sort();
}

function levelsAreTheirOwn(reports: readonly (Diagnostic | DirectReport)[]): void {
    for (const { policy, level, message } of reports) {
        const own = policies.find(({ name }) => name === policy)?.enforcementLevel;
        const lowered = message.includes(allowedLabel) || / is untidy: |\. Works: /.test(message);
        assert.equal(level, lowered ? "advisory" : own, message);
    }
}

const cases = packPolicies.flatMap((policy) =>
    policy.cases().map((example): [string, PolicyCase] => [policy.name, example]),
);

describe("the examples, called directly", () => {
    for (const [policy, example] of cases) {
        it(`${policy}: ${example.title}`, () => {
            const config: PackConfig = example.config ?? {};
            for (const providerPackage of ["aws", "aws-native"] as const) {
                const stack = caseStack(example, { providerPackage, secret: false });
                const reports = [
                    ...stack.flatMap((resource) => runResourcePolicies(policies, resource, config)),
                    ...runStackPolicies(policies, stack, config),
                ];
                assert.deepEqual(reportedBy(reports), expectedReports(policy, example), providerPackage);
                levelsAreTheirOwn(reports);
            }
        });
    }
});

describe("the examples, over the analyzer protocol", () => {
    let staged: StagedPack;
    let pack: PackProcess;
    let configured: PackProcess;

    before(async () => {
        staged = stagePack();
        // One is never configured, as in a unit test of the SDK's users: getConfig() is empty there.
        [pack, configured] = await Promise.all([startPack(staged.folder), startPack(staged.folder)]);
    });
    after(async () => {
        await Promise.all([pack.stop(), configured.stop()]);
        staged.remove();
    });

    const judge = async (by: PackProcess, example: PolicyCase, presentation: Presentation) => {
        const stack = caseStack(example, presentation);
        const diagnostics: Diagnostic[] = [];
        for (const resource of stack) diagnostics.push(...(await by.analyze(resource)));
        return [...diagnostics, ...(await by.analyzeStack(stack))];
    };

    for (const [policy, example] of cases) {
        it(`${policy}: ${example.title}`, async () => {
            await configured.configure(example.config ?? {});
            const processes = example.config ? [configured] : [configured, pack];
            for (const presentation of presentations) {
                for (const by of processes) {
                    const diagnostics = await judge(by, example, presentation);
                    const what = JSON.stringify(presentation);
                    assert.deepEqual(reportedBy(diagnostics), expectedReports(policy, example), what);
                    levelsAreTheirOwn(diagnostics);
                }
            }
        });
    }
});
