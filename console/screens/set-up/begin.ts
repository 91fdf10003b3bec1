import { ACCOUNT, connectorOf } from '../../../shared/domain/ci-templates/portunus-yml.ts';
import { AUDIENCE, HINT, type Template } from '../../../shared/domain/ci-templates/template.ts';

/** What the templates call the account, and its number. */
const EXAMPLE = { id: 'build', awsAccountId: '123456789012' };

/** An account to begin with, in YAML. */
export function accountText(): string {
  return ACCOUNT;
}

/** The issuer of a CI to begin with, in YAML, whose tokens are for this deployment. */
export function issuerText({ issuer }: Template, url: string): string {
  return issuer.replaceAll(`[${AUDIENCE}] # ${HINT}`, `[${url}]`).replaceAll(AUDIENCE, url);
}

/** A connector to begin with, in YAML, of the account that is there. */
export function connectorText(template: Template, account: typeof EXAMPLE = EXAMPLE): string {
  return connectorOf(template)
    .replace(`account: ${EXAMPLE.id}`, `account: ${account.id}`)
    .replaceAll(EXAMPLE.awsAccountId, account.awsAccountId);
}
