import { discoveryPaths } from "../../trust/mirror";
import { known } from "../sdk/known";
import type { ResourceKind, ShownResource } from "../sdk/resourcePolicy";
import { mirrorTypes } from "./mirrorTypes";

/** An object of S3 that looks like somebody's published keys. */
export interface PublishedObject {
    /** `gitlab`: where GitLab's keys are, so all is judged. `keys`: by its name a key set, of whatever service. */
    kind: "gitlab" | "keys" | "other";
    /** The text, where it is inline and known. */
    content?: string;
    /** The input that holds it. */
    contentKey: string;
    /** Whether it comes from a file or asset, which is not read here. */
    isAsset: boolean;
}

/** Where services serve their keys, by the end of the path. */
const keyPaths = /(?:^|\/)(?:jwks(?:\.json)?|keys(?:\.json)?|[\w.-]*jwks[\w.-]*)$/i;

/** The objects of `aws:`; `aws-native:` has none. */
export const publishedObjects: ResourceKind<PublishedObject> = {
    noun: "Object",
    types: mirrorTypes.object,
    read: readObject,
};

function readObject({ props }: ShownResource): PublishedObject {
    const key = known(() => props["key"] as unknown, "key").value;
    const path = typeof key === "string" ? key : "";
    const kind = path.endsWith(discoveryPaths.keys) ? "gitlab" : keyPaths.test(path) ? "keys" : "other";
    const { value: plain } = known(() => props["content"] as unknown, "content");
    const { value: encoded } = known(() => props["contentBase64"] as unknown, "contentBase64");
    const content =
        typeof plain === "string"
            ? plain
            : typeof encoded === "string"
              ? Buffer.from(encoded, "base64").toString("utf8")
              : undefined;
    return {
        kind,
        ...(content !== undefined && { content }),
        contentKey: typeof plain === "string" ? "content" : "contentBase64",
        isAsset: "source" in props,
    };
}
