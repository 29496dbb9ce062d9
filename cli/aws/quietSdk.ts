/**
 * Keeps the AWS SDK from printing which Node versions its future releases will want: that concerns whoever updates it,
 * not whoever runs a command. To be called before a client is made.
 */
export function quietSdk(): void {
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}
