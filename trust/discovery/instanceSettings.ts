/** What to write on the GitLab side, by kind of installation, and what to do then. */
export type InstanceSettings = Record<"linuxPackage" | "docker" | "helm" | "source" | "afterwards", string>;

/**
 * The settings that make an instance put the mirror's URL into the `iss` of its CI/CD ID tokens: GitLab Self-Managed 18.1
 * and later. They take effect for every relying party of the instance at once.
 * Source: https://docs.gitlab.com/ci/cloud_services/aws/#configure-a-non-public-gitlab-instance and
 * https://docs.gitlab.com/administration/raketasks/tokens/. Read 2026-11.
 */
export function instanceSettings(issuer: string): InstanceSettings {
    const line = `gitlab_rails['ci_id_tokens_issuer_url'] = '${issuer}'`;
    const lines = (...texts: string[]) => `${texts.join("\n")}\n`;
    return {
        linuxPackage: lines("# /etc/gitlab/gitlab.rb", line, "# then: sudo gitlab-ctl reconfigure"),
        docker: lines(
            "# docker-compose.yml",
            "services:",
            "  gitlab:",
            "    environment:",
            "      GITLAB_OMNIBUS_CONFIG: |",
            `        ${line}`,
            "# then: docker compose up -d",
        ),
        helm: lines(
            "# gitlab_values.yaml",
            "global:",
            "  appConfig:",
            "    ciIdTokens:",
            `      issuerUrl: '${issuer}'`,
            "# then: helm upgrade -f gitlab_values.yaml gitlab gitlab/gitlab",
        ),
        source: lines(
            "# config/gitlab.yml",
            "production: &base",
            "  ci_id_tokens:",
            `    issuer_url: '${issuer}'`,
            "# then restart GitLab",
        ),
        afterwards: lines(
            "Run a CI/CD job, then on the instance: sudo gitlab-rake ci:validate_id_token_configuration",
            "It reads the mirror as a relying party does and checks issuer, key id and signature of the last job's token.",
            'It exits 0 even when it fails: look for "CI ID token configuration is valid".',
            "It checks neither AWS nor subjects; `gitlab-aws-oidc discovery verify` compares instance, mirror and provider.",
        ),
    };
}
