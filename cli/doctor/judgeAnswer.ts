import type { DocumentObservation } from "../probe/getDocument";
import type { ProbeLimits } from "../probe/network";
import { type DoctorFinding, doctorFinding } from "./doctorFinding";

/** What an answer is worth. */
export interface AnswerJudgement {
    findings: DoctorFinding[];
    /** The text, where it may be what was asked for. */
    text?: string;
}

/** Why a server answers with a status, in GitLab's and a mirror's terms; other statuses go without. */
const statusReasons: Readonly<Record<number, string>> = {
    401: "It asks for a sign-in: nothing may stand before it, no proxy and no single sign-on.",
    403: "A firewall, an IP allow list or the bucket's policy keeps readers out: everybody must be able to read it.",
    404: "There is no such document at this address: is it really where the instance or the mirror is?",
    429: "Too many requests: leave this address out of the rate limits.",
    503: "The instance is down, or in maintenance.",
};

/** Judges one answer before its content: failure, time, status, kind. `which` is the document that was asked for. */
export function judgeAnswer(
    which: "document" | "keys",
    answer: DocumentObservation,
    issuer: string,
    limits: ProbeLimits,
): AnswerJudgement {
    const { url } = answer;
    const report = (
        code: "failed" | "slow" | "redirect" | "status" | "html" | "too-long",
        message: string,
        fix: string,
    ): DoctorFinding => doctorFinding(`${which}-${code}`, issuer, url, message, fix);
    const allowed = `AWS gives up after ${seconds(limits.answerWithin)}`;
    const faster =
        "Let the server answer it from a cache, and look at the way to it: name servers, proxies, a firewall that inspects. A mirror answers in milliseconds.";
    if (answer.kind === "failure") {
        if (answer.error === "ETIMEDOUT") {
            const message = `had not answered in full after ${seconds(answer.milliseconds)}; ${allowed}`;
            return { findings: [report("slow", message, faster)] };
        }
        const message = `could not be read: ${answer.error}`;
        return { findings: [report("failed", message, "Look at the server's log for this request.")] };
    }
    const findings: DoctorFinding[] = [];
    const { status, headers, milliseconds } = answer;
    if (milliseconds > limits.answerWithin)
        findings.push(report("slow", `took ${seconds(milliseconds)}; ${allowed}`, faster));
    if (status >= 300 && status < 400) {
        const target = headers["location"] ?? "nowhere";
        const message = `answers with a redirect (${String(status)}) to ${target}; that AWS follows one is not documented`;
        const fix = /sign_in|login|auth/i.test(target)
            ? "The document must be readable without signing in."
            : "Serve the document itself at this address, or register the issuer whose address it redirects to.";
        return { findings: [...findings, report("redirect", message, fix)] };
    }
    if (status !== 200) {
        const reason = statusReasons[status] ?? "Look at the server's log for this request.";
        return {
            findings: [...findings, report("status", `answers with the status ${String(status)}`, reason)],
        };
    }
    if (answer.truncated) {
        const message = `is longer than ${String(limits.bytes)} bytes`;
        return { findings: [...findings, report("too-long", message, "Look at what is served there.")] };
    }
    if (/^\s*(?:<!doctype|<html|<head|<body|<!--)/i.test(answer.text)) {
        const message = "answers with a page of HTML, not with JSON";
        const fix =
            "A sign-in page, an error page or a proxy answers in its place; the document itself must come.";
        return { findings: [...findings, report("html", message, fix)] };
    }
    return { findings, text: answer.text };
}

/** A time for people: `6.1 s`. */
export function seconds(milliseconds: number): string {
    return `${String(Math.round(milliseconds / 100) / 10)} s`;
}
