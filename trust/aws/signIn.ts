/** Where the console of one partition is signed in to, and where it is. */
export interface SignInPlace {
    partition: string;
    /** The host of the federation endpoint. */
    signInHost: string;
    /** The host of the console; a region's console is below it. */
    consoleHost: string;
    /** The region whose sign-in host has no region before it. */
    homeRegion: string;
    /** Whether a page of AWS names the sign-in host. */
    isConfirmed: boolean;
}

/**
 * The federation endpoints. Sources: https://docs.aws.amazon.com/general/latest/gr/signin-service.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html and
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-iam.html. Of China several open-source tools say the
 * same, of the European Sovereign Cloud one does. Read 2026-11.
 */
export const signInPlaces: readonly SignInPlace[] = [
    {
        partition: "aws",
        signInHost: "signin.aws.amazon.com",
        consoleHost: "console.aws.amazon.com",
        homeRegion: "us-east-1",
        isConfirmed: true,
    },
    {
        partition: "aws-us-gov",
        signInHost: "signin.amazonaws-us-gov.com",
        consoleHost: "console.amazonaws-us-gov.com",
        homeRegion: "us-gov-west-1",
        isConfirmed: true,
    },
    {
        partition: "aws-cn",
        signInHost: "signin.amazonaws.cn",
        consoleHost: "console.amazonaws.cn",
        homeRegion: "cn-north-1",
        isConfirmed: false,
    },
    {
        partition: "aws-eusc",
        signInHost: "signin.amazonaws-eusc.eu",
        consoleHost: "console.amazonaws-eusc.eu",
        homeRegion: "eusc-de-east-1",
        isConfirmed: false,
    },
];
