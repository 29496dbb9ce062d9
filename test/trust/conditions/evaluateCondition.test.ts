import assert from "node:assert/strict";
import fc from "fast-check";
import { type ConditionResult, evaluateCondition } from "../../../trust/conditions/evaluateCondition";
import { conditionOperators } from "../../../trust/conditions/operators";
import type { KeyState, Truth } from "../../../trust/conditions/model";
import { readCondition } from "../../../trust/document";
import { propertyRuns } from "../../propertyRuns";

const present = (...values: string[]): KeyState => ({ state: "present", values, type: "String" });
const ofRequest = (...values: string[]): KeyState => ({ state: "present", values, type: "other" });
const absent: KeyState = { state: "absent", why: "test" };
const unknown: KeyState = { state: "unknown", why: "test" };

function check(operator: string, values: unknown, state: KeyState, policyVariables = true): ConditionResult {
    const [block] = readCondition({ [operator]: { "H:Key": values } }, "Condition", []);
    assert.ok(block);
    const others: Record<string, KeyState> = {
        "h:key": state,
        "h:one": present("one"),
        "h:many": present("a", "b"),
    };
    others["h:star"] = present("a*");
    others["h:unknown"] = unknown;
    return evaluateCondition(block, { lookUp: (key) => others[key] ?? absent }, policyVariables);
}

describe("evaluateCondition", () => {
    const cases: [operator: string, values: unknown, state: KeyState, met: Truth][] = [
        // Case counts in values.
        ["StringEquals", "a", present("a"), true],
        ["StringEquals", "A", present("a"), false],
        ["StringEquals", ["x", "a"], present("a"), true],
        ["StringEquals", "a*", present("ab"), false],
        ["StringEquals", "a${*}", present("a*"), true],
        ["StringEqualsIgnoreCase", "A", present("a"), true],
        ["StringNotEqualsIgnoreCase", "A", present("a"), false],
        ["StringLike", "a*", present("ab"), true],
        ["StringLike", "a${*}", present("ab"), false],
        ["StringLike", "A*", present("ab"), false],
        ["StringNotLike", ["a*", "b*"], present("b"), false],
        ["StringNotEquals", ["a", "b"], present("c"), true],
        ["StringNotEquals", ["a", "b"], present("b"), false],
        // A key that is absent.
        ["StringEquals", "a", absent, false],
        ["StringLike", "*", absent, false],
        ["StringNotEquals", "a", absent, true],
        ["StringNotLike", "*", absent, true],
        ["StringEqualsIfExists", "a", absent, true],
        ["StringNotEqualsIfExists", "a", absent, true],
        ["StringEqualsIfExists", "a", present("b"), false],
        ["ForAllValues:StringEquals", "a", absent, true],
        ["ForAllValues:StringNotEquals", "a", absent, true],
        ["ForAnyValue:StringLike", "*", absent, false],
        ["ForAnyValue:StringNotEquals", "a", absent, false],
        ["ForAnyValue:StringEqualsIfExists", "a", absent, true],
        ["Null", "true", absent, true],
        ["Null", true, absent, true],
        ["Null", "false", absent, false],
        ["Null", "false", present(""), true],
        ["Null", ["true", "false"], present("a"), true],
        ["Null", "maybe", present("a"), "not-analysed"],
        ["Null", "untrue", absent, "not-analysed"],
        ["Null", "truest", absent, "not-analysed"],
        ["NumericEquals", 1, absent, false],
        ["NumericNotEquals", 1, absent, true],
        ["NotIpAddress", "10.0.0.0/8", absent, true],
        ["Bool", true, absent, false],
        // Several values.
        ["ForAllValues:StringEquals", ["a", "b"], present("a", "b"), true],
        ["ForAllValues:StringEquals", ["a"], present("a", "b"), false],
        ["ForAnyValue:StringEquals", ["a"], present("a", "b"), true],
        ["ForAnyValue:StringEquals", ["c"], present("a", "b"), false],
        ["ForAllValues:StringNotEquals", ["a"], present("a", "b"), false],
        ["ForAnyValue:StringNotEquals", ["a"], present("a", "b"), true],
        ["StringEquals", "a", present("a", "b"), "not-analysed"],
        // Values that the request alone has.
        ["IpAddress", "10.0.0.0/8", ofRequest("10.1.2.3"), true],
        ["NotIpAddress", ["10.0.0.0/8"], ofRequest("10.1.2.3"), false],
        ["DateLessThan", "2026-01-01", ofRequest("2025-12-31T23:59:59Z"), true],
        ["NumericGreaterThan", 5, ofRequest("6"), true],
        ["NumericNotEquals", "x", ofRequest("6"), "not-analysed"],
        ["Bool", "TRUE", ofRequest("true"), true],
        ["BinaryEquals", "YQ==", ofRequest("YQ=="), true],
        ["BinaryEquals", "YQ==", ofRequest("Yg=="), false],
        ["ArnLike", "arn:aws:iam::1:role/${h:one}", ofRequest("arn:aws:iam::1:role/one"), true],
        ["ArnLike", "arn:aws:iam::1:role/${h:one}", ofRequest("arn:aws:iam::1:role/two"), false],
        ["ArnLike", "arn:aws:iam::*:role/a*", ofRequest("arn:aws:iam::1:role/a:b"), true],
        ["ArnEquals", "arn:aws:iam::*:role/a*", ofRequest("arn:aws:iam::1:role/ab"), true],
        ["ArnLike", "arn:*:role/a", ofRequest("arn:aws:iam::1:role/a"), "not-analysed"],
        ["ArnEquals", "arn:aws:iam::1:role/a:b", ofRequest("arn:aws:iam::1:role/ab"), false],
        ["ArnLike", "arn:*:*:*:*:x", ofRequest("arn:aws:iam::1:role/a"), false],
        ["ArnNotLike", "arn:aws:iam::2:*", ofRequest("arn:aws:iam::1:role/a"), true],
        // A claim that says true or false is what Bool compares.
        ["Bool", "true", present("true"), true],
        ["Bool", true, present("TRUE"), true],
        ["Bool", "true", present("false"), false],
        // What no document settles, or nobody here knows.
        ["NumericEquals", 1, present("1"), "not-analysed"],
        ["Bool", "yes", present("true"), "not-analysed"],
        ["Bool", "true", present("1"), "not-analysed"],
        ["ArnLike", "*", present("a"), "not-analysed"],
        ["StringEquals", [], present("a"), "not-analysed"],
        ["StringLike", "*", unknown, "not-analysed"],
        ["Null", "true", unknown, "not-analysed"],
        ["StringMatches", "a", present("a"), "not-analysed"],
        // Policy variables.
        ["StringEquals", "x${h:ONE}", present("xone"), true],
        ["StringLike", "*${h:one}", present("someone"), true],
        ["StringEquals", "${h:none}", present(""), false],
        ["StringNotEquals", "${h:none}", present("a"), true],
        ["StringEquals", "${h:none, 'a'}", present("a"), true],
        ["StringEquals", "${h:many}", present("a"), "not-analysed"],
        ["StringLike", "${h:star}", present("ab"), "not-analysed"],
        ["StringEquals", "${h:unknown}", present("a"), "not-analysed"],
        ["StringEquals", ["${h:unknown}", "a"], present("a"), true],
        ["StringEquals", "${", present("${"), "not-analysed"],
        ["NumericEquals", "${h:one}", ofRequest("1"), "not-analysed"],
        ["BinaryEquals", "${h:one}", ofRequest("${h:one}"), true],
    ];
    for (const [operator, values, state, met] of cases) {
        const got = state.state === "present" ? state.values.join(" and ") : state.state;
        it(`${operator} ${JSON.stringify(values)} against ${got || "an empty text"}: ${String(met)}`, () => {
            const result = check(operator, values, state);
            assert.equal(result.met, met, result.why);
            assert.ok(result.why.length > 0);
        });
    }

    it("takes ${…} for plain text under an older Version, and the star in it for a wildcard", () => {
        assert.equal(check("StringEquals", "${h:one}", present("${h:one}"), false).met, true);
        assert.equal(check("StringEquals", "${*}", present("*"), false).met, false);
        assert.equal(check("StringLike", "${*}", present("${xyz}"), false).met, true);
    });

    it("tells what only the request knows from what nobody documents", () => {
        assert.equal(check("StringLike", "*", unknown).unchecked, "undocumented-comparison");
        assert.equal(check("StringLike", "*", { ...unknown, ofRequest: true }).unchecked, "request-key");
        assert.equal(check("StringEquals", "a", present("a")).unchecked, undefined);
        assert.equal(check("StringEquals", "a", present("a", "b")).unchecked, "undocumented-comparison");
    });

    it("lists three values at most", () => {
        assert.match(check("StringEquals", ["b", "c", "d"], present("a")).why, /"b", "c", "d"$/);
        assert.match(check("StringEquals", ["b", "c", "d", "e", "f"], present("a")).why, /"d" and 2 more/);
    });

    it("says what nearly fitted", () => {
        assert.match(check("StringEquals", "a*", present("ab")).why, /plain characters below StringEquals/);
        assert.match(
            check("StringEquals", "https://A", present("https://a")).why,
            /differs in letter case only/,
        );
        assert.match(check("StringEquals", "https://a/", present("https://a")).why, /a slash at the end/);
        assert.doesNotMatch(check("StringLike", "b*", present("ab")).why, /plain characters/);
        assert.doesNotMatch(check("StringEquals", "a${*}", present("ab")).why, /plain characters/);
        assert.match(check("StringEquals", "${h:none}", present("a")).why, /\$\{h:none\} has no value here/);
    });

    const strings = fc.array(fc.constantFrom("", "a", "A", "ab", "a*", "?", "*"), {
        minLength: 1,
        maxLength: 3,
    });
    const stringOperators = [...conditionOperators].filter(
        ([, { kind, negated }]) => kind === "string" && !negated,
    );

    it("is the opposite below Not of what it is without, for one value that is there", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...stringOperators),
                strings,
                fc.constantFrom("", "a", "ab"),
                ([name], wanted, value) => {
                    const plain = check(name, wanted, present(value)).met;
                    assert.equal(
                        check(name.replace("String", "StringNot"), wanted, present(value)).met,
                        !plain,
                    );
                },
            ),
            { numRuns: propertyRuns(300) },
        );
    });

    it("does not depend on the order of values; a further value only ever lets more in", () => {
        fc.assert(
            fc.property(fc.constantFrom(...stringOperators), strings, strings, ([name], wanted, values) => {
                for (const qualifier of ["ForAnyValue:", "ForAllValues:"]) {
                    const operator = qualifier + name;
                    const met = check(operator, wanted, present(...values)).met;
                    assert.equal(
                        check(operator, wanted.toReversed(), present(...values.toReversed())).met,
                        met,
                    );
                    if (met === true)
                        assert.equal(check(operator, [...wanted, "zzz"], present(...values)).met, true);
                }
            }),
            { numRuns: propertyRuns(300) },
        );
    });
});
