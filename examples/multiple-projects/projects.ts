/** A GitLab project and what its deployments need. */
export interface Project {
    /** The beginning of its role keys. Roles are found by it, so it stays when the project is renamed. */
    key: string;
    /** `group[/subgroup…]/project`. */
    path: string;
    /** The project's id, which survives a rename, and no other project ever gets. */
    id: string;
    /** ARNs of the managed policies of its deployments. */
    deploys: string[];
}

/** Whoever adds a project adds a line here. */
export const projects: readonly Project[] = [
    {
        key: "web",
        path: "acme/shop/web",
        id: "51230001",
        deploys: ["arn:aws:iam::aws:policy/AmazonECS_FullAccess"],
    },
    {
        key: "api",
        path: "acme/shop/api",
        id: "51230003",
        deploys: ["arn:aws:iam::aws:policy/AmazonECS_FullAccess"],
    },
    {
        key: "images",
        path: "acme/platform/images",
        id: "51230004",
        deploys: ["arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"],
    },
];
