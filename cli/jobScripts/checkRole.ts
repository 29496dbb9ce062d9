import { explainRefusal } from "./explainRefusal";

/**
 * Asks AWS at once whether the role takes the token, so that a refusal is told before a deployment is half done. Only
 * where the image has the AWS CLI, and `AWS_ROLE_CHECK` is `true`.
 */
export const checkRole = `\
# Asks AWS who this job is now.
${explainRefusal}\
if [ "\${AWS_ROLE_CHECK:-true}" = true ] && command -v aws > /dev/null; then
  aws sts get-caller-identity --query Arn --output text || {
    status=$?
    explain_refusal
    exit "$status"
  }
fi
`;
