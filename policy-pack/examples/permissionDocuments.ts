/** AWS's own policy that allows everything. */
export const administratorAccess = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Allows everything. */
export const everything = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** Allows reading one bucket. */
export const readOneBucket = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-web/*" }],
};
