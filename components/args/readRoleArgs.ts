import type { SubjectSelector } from "../../trust/gitlab";
import {
    readFlag,
    readId,
    readInputText,
    readList,
    readMap,
    readNumber,
    readObject,
    readText,
    type PropertyReaders,
    type Reader,
} from "./readValue";
import type { FederatedRoleArgs, RoleArgs } from "./roleArgs";

const readTexts = readList(readText);

/** Reads a selector of subjects. */
const readSubject = readObject<SubjectSelector>(
    {
        project: readText,
        group: readText,
        branches: readTexts,
        gitTags: readTexts,
        projectId: readId,
        namespaceIds: readList(readId),
        protectedRefsOnly: readFlag,
        pipelineSources: readTexts,
        runnerEnvironments: readTexts,
        userAccessLevels: readTexts,
        deploymentTiers: readTexts,
        protectedEnvironmentsOnly: readFlag,
        subjectComponents: readTexts,
    },
    {},
);

/** A policy takes a single value without a list; here both are a list. */
const readTextOrTexts: Reader<string[]> = (value, path, problems) =>
    typeof value === "string" ? [value] : readTexts(value, path, problems);

/** How the properties that every role has are read. */
export const roleReaders: PropertyReaders<RoleArgs> = {
    subjects: readList(readSubject),
    managedPolicyArns: readTexts,
    inlinePolicies: readMap(readInputText),
    additionalConditions: readMap(readMap(readTextOrTexts)),
    additionalAudiences: readTexts,
    maxSessionDuration: readNumber,
    name: readText,
    path: readText,
    description: readText,
    permissionsBoundary: readText,
    tags: readMap(readText),
    trustPolicyLengthQuota: readNumber,
};

/** What to write where a role lacks what it needs. */
export const requiredOfRole = { subjects: 'Name at least one subject, with a "project" and "branches".' };

/** Reads a role of a federation. */
export const readFederatedRole = readObject<FederatedRoleArgs>(
    { ...roleReaders, previousKeys: readTexts },
    requiredOfRole,
);
