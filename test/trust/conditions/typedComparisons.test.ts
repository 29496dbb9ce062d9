import assert from "node:assert/strict";
import type { Truth } from "../../../trust/conditions/model";
import {
    compareBooleans,
    compareDates,
    compareNumbers,
    isInNetwork,
} from "../../../trust/conditions/compareValue";

describe("typed comparisons", () => {
    const numbers: [request: string, policy: string, less: Truth, equal: Truth][] = [
        ["1", "2", true, false],
        ["2.50", "2.5", false, true],
        ["-3", "-2", true, false],
        ["10", "9", false, false],
        ["x", "1", "not-analysed", "not-analysed"],
        ["1", "", "not-analysed", "not-analysed"],
        ["0x10", "16", "not-analysed", "not-analysed"],
    ];
    for (const [request, policy, less, equal] of numbers) {
        it(`number ${request} against ${policy}`, () => {
            assert.equal(compareNumbers(request, policy, "less"), less);
            assert.equal(compareNumbers(request, policy, "equals"), equal);
            const known = less !== "not-analysed" && equal !== "not-analysed";
            assert.equal(
                compareNumbers(request, policy, "lessOrEqual"),
                known ? less || equal : "not-analysed",
            );
            assert.equal(
                compareNumbers(request, policy, "greater"),
                known ? !less && !equal : "not-analysed",
            );
            assert.equal(compareNumbers(request, policy, "greaterOrEqual"), known ? !less : "not-analysed");
        });
    }

    const dates: [request: string, policy: string, equal: Truth][] = [
        ["2026-01-01T00:00:00Z", "2026-01-01", true],
        ["2026-01-01T00:00:00Z", "2026", true],
        ["2026-01-01T02:00:00+02:00", "2026-01-01T00:00Z", true],
        ["2026-01-01T00:00:00", "2026-01-01T00:00:00.000Z", true],
        ["1767225600", "2026-01-01T00:00:00Z", true],
        ["2026-01-02", "2026-01-01", false],
        ["2026-01", "2026-01-01", true],
        ["2026-01-01T00:00Z", "2026-01-01T00:00:00.0Z", true],
        ["yesterday", "2026-01-01", "not-analysed"],
        ["x2026-01-01", "2026-01-01", "not-analysed"],
        ["2026-01-01x", "2026-01-01", "not-analysed"],
        ["2026-01-01T00:00:00+02:00[x]", "2026-01-01", "not-analysed"],
        ["2026-13-01", "2026-01-01", "not-analysed"],
    ];
    for (const [request, policy, equal] of dates) {
        it(`date ${request} against ${policy}`, () => {
            assert.equal(compareDates(request, policy, "equals"), equal);
        });
    }

    it("dates are ordered by the moment, not by their text", () => {
        assert.equal(compareDates("2026-01-01T01:00:00+02:00", "2026-01-01", "less"), true);
        assert.equal(compareDates("1767225601", "2026-01-01", "greater"), true);
    });

    it("dates without a zone are UTC, wherever the process runs", () => {
        const zone = process.env.TZ;
        process.env.TZ = "Asia/Tokyo";
        try {
            assert.equal(compareDates("2026-01-01T00:00:00", "2026-01-01T00:00:00Z", "equals"), true);
            assert.equal(compareDates("2026-01-01T00:00", "1767225600", "equals"), true);
            assert.equal(compareDates("2026-01-01T09:00:00+09:00", "2026-01-01", "equals"), true);
        } finally {
            if (zone === undefined) delete process.env.TZ;
            else process.env.TZ = zone;
        }
    });

    const networks: [address: string, network: string, inside: Truth][] = [
        ["203.0.113.7", "203.0.113.0/24", true],
        ["203.0.114.7", "203.0.113.0/24", false],
        ["203.0.113.7", "203.0.113.7", true],
        ["203.0.113.8", "203.0.113.7", false],
        ["203.0.113.7", "0.0.0.0/0", true],
        ["2001:db8::1", "2001:db8::/32", true],
        ["2001:db9::1", "2001:db8::/32", false],
        ["2001:db8::2", "2001:db8::1", false],
        ["2001:db8:0:0:1::1", "2001:db8::/64", true],
        ["2001:db8::1", "2001:db8::/129", "not-analysed"],
        ["2001:db8::1", "203.0.113.0/24", false],
        ["203.0.113.7", "::/0", false],
        ["203.0.113.7", "host/24", "not-analysed"],
        ["203.0.113.7", "203.0.113.0/x24", "not-analysed"],
        ["203.0.113.7", "203.0.113.0/24x", "not-analysed"],
        ["203.0.113.7", "203.0.113.0/33", "not-analysed"],
        ["203.0.113.7", "203.0.113.0/", "not-analysed"],
        ["host", "203.0.113.0/24", "not-analysed"],
    ];
    for (const [address, network, inside] of networks) {
        it(`address ${address} in ${network}`, () => {
            assert.equal(isInNetwork(address, network), inside);
        });
    }

    it("booleans are true and false in any case, and nothing else", () => {
        assert.equal(compareBooleans("true", "True"), true);
        assert.equal(compareBooleans("false", "true"), false);
        for (const other of ["1", "untrue", "true "])
            assert.equal(compareBooleans(other, "true"), "not-analysed", other);
    });
});
