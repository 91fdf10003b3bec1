import { DefinitionId } from '../../domain/definition.ts';
import { invalidRequest } from '../../domain/errors.ts';
import type { ExtraProof, IssueAction, IssueParameters, IssueRequest } from '../../domain/issue-request.ts';
import { type Parsed, parseWith } from '../../domain/parse.ts';
import { Secret } from '../../domain/secret.ts';
import type { HttpEvent } from '../event.ts';
import { assertJson, decideFormat } from './decide-format.ts';
import { ISSUABLES, type PROOF_FIELDS, schemaOf } from './issue-fields.ts';
import { readRequestCredential } from './read-credential.ts';
import { isPost, readParameters, type WrittenParameters } from './read-parameters.ts';

/** From an event of one of the issuing routes to a typed request. */
export function readIssueRequest(event: HttpEvent, action: IssueAction): IssueRequest {
  const id = parseWith(DefinitionId, event.pathParameters?.id, 'id');
  return {
    action,
    credential: readRequestCredential(event),
    ...(id.ok && { connectorId: id.value }),
    parameters: () => toParameters(id, readParameters(event), event, action),
  };
}

function toParameters(
  id: Parsed<string>,
  written: WrittenParameters,
  event: HttpEvent,
  action: IssueAction,
): IssueParameters {
  const values = isPost(event) ? written : fromQuery(written);
  const parsed = parseWith(schemaOf(action, isPost(event)), values, 'body');
  if (!id.ok || !parsed.ok) throw invalidRequest([id, parsed].flatMap((part) => (part.ok ? [] : part.errors)));
  const { samlAssertion, mfaSerial, mfaCode, ...parameters } = parsed.value;
  const asked = { connectorId: id.value, ...parameters };
  const accept: unknown = event.headers?.accept;
  const issuable = ISSUABLES[action];
  const format = issuable === undefined ? assertJson(undefined, accept) : decideFormat(asked, accept, issuable);
  return { asked: { ...asked, format }, proof: toProof({ samlAssertion, mfaSerial, mfaCode }) };
}

function toProof({
  samlAssertion,
  mfaSerial,
  mfaCode,
}: Record<keyof typeof PROOF_FIELDS, string | undefined>): ExtraProof {
  if ((mfaSerial === undefined) !== (mfaCode === undefined)) {
    const field = mfaSerial === undefined ? 'mfaSerial' : 'mfaCode';
    throw invalidRequest([{ field, detail: 'is required: serial number and code go together' }]);
  }
  return {
    ...(samlAssertion === undefined ? {} : { samlAssertion: new Secret(samlAssertion) }),
    ...(mfaSerial === undefined || mfaCode === undefined
      ? {}
      : { mfa: { serialNumber: mfaSerial, code: new Secret(mfaCode) } }),
  };
}

/** Query values are texts: lists come repeated (joined by the gateway) or comma-separated, numbers in decimal. */
function fromQuery(query: WrittenParameters): WrittenParameters {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      typeof value === 'string' ? fromQueryText(name, value) : value,
    ]),
  );
}

function fromQueryText(name: string, text: string): unknown {
  if (name === 'registryIds' || name === 'repositories') return text.split(',');
  return name === 'durationSeconds' && /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
}
