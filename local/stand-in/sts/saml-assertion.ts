import type { Element } from '@xmldom/xmldom';
import { AwsError } from '../core/aws-error.ts';
import { ASSERTION, childrenOf, invalidAssertion } from './saml-signature.ts';

const AUDIENCE = 'https://signin.aws.amazon.com/saml';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const FORMAT_PREFIX = 'urn:oasis:names:tc:SAML:2.0:nameid-format:';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** The contents of a signed assertion that is valid now. */
export interface Assertion {
  readonly subject: string;
  /** `persistent`, `transient`, or the whole URI of another format. */
  readonly subjectType: string;
  readonly issuer: string;
  readonly recipient: string;
  readonly sessionNotOnOrAfter: Date | undefined;
  /** The values by attribute name. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

function textOf(element: Element) {
  return (element.textContent ?? '').trim();
}

function only(element: Element, name: string): Element {
  const [child, ...more] = childrenOf(element, ASSERTION, name);
  if (child === undefined || more.length > 0) throw invalidAssertion(`The assertion needs one ${name}`);
  return child;
}

function readTime(element: Element, name: string): Date | undefined {
  const text = element.getAttribute(name);
  if (text === null) return undefined;
  if (!TIME.test(text) || Number.isNaN(Date.parse(text))) throw invalidAssertion(`${name} is not a time`);
  return new Date(text);
}

/** Throws unless `now` is within the validity period of the element. */
function assertTimes(element: Element, now: Date) {
  const [notBefore, notOnOrAfter] = [readTime(element, 'NotBefore'), readTime(element, 'NotOnOrAfter')];
  if (notOnOrAfter !== undefined && notOnOrAfter <= now) {
    const times = `${now.toISOString()} must be before the expiration date/time ${notOnOrAfter.toISOString()}`;
    throw new AwsError('ExpiredTokenException', 400, `Token expired: current date/time ${times}`);
  }
  if (notBefore !== undefined && notBefore > now) throw invalidAssertion('The assertion is not yet valid');
}

function assertConditions(assertion: Element, now: Date) {
  const conditions = only(assertion, 'Conditions');
  assertTimes(conditions, now);
  const restrictions = childrenOf(conditions, ASSERTION, 'AudienceRestriction');
  const isForAws = restrictions.every((one) => childrenOf(one, ASSERTION, 'Audience').map(textOf).includes(AUDIENCE));
  if (restrictions.length === 0 || !isForAws) throw invalidAssertion('SAMLResponse contained an invalid audience');
}

/** Returns the recipient of a bearer subject confirmation. */
function readRecipient(subject: Element, now: Date): string {
  const confirmation = only(subject, 'SubjectConfirmation');
  const data = only(confirmation, 'SubjectConfirmationData');
  if (confirmation.getAttribute('Method') !== BEARER) throw invalidAssertion('The assertion is not for a bearer');
  if (!data.hasAttribute('NotOnOrAfter')) throw invalidAssertion('The subject has no NotOnOrAfter');
  assertTimes(data, now);
  const recipient = data.getAttribute('Recipient') ?? '';
  if (recipient !== AUDIENCE) throw invalidAssertion('SAMLResponse contained an invalid recipient');
  return recipient;
}

function readAttributes(assertion: Element) {
  const attributes = new Map<string, readonly string[]>();
  const statements = childrenOf(assertion, ASSERTION, 'AttributeStatement');
  for (const attribute of statements.flatMap((one) => childrenOf(one, ASSERTION, 'Attribute'))) {
    const name = attribute.getAttribute('Name') ?? '';
    const values = childrenOf(attribute, ASSERTION, 'AttributeValue').map(textOf);
    attributes.set(name, [...(attributes.get(name) ?? []), ...values]);
  }
  return attributes;
}

/** Returns the end of the login at the provider, if the assertion contains one. */
function readSessionEnd(assertion: Element, now: Date): Date | undefined {
  const [statement] = childrenOf(assertion, ASSERTION, 'AuthnStatement');
  const end = statement && readTime(statement, 'SessionNotOnOrAfter');
  if (end !== undefined && end <= now) throw new AwsError('ExpiredTokenException', 400, 'The session has ended');
  return end;
}

/** Parses an assertion whose signature was verified. Throws an AwsError if it is not for AWS, or not valid now. */
export function readAssertion(assertion: Element, now: Date): Assertion {
  const subject = only(assertion, 'Subject');
  const nameId = only(subject, 'NameID');
  assertConditions(assertion, now);
  const format = nameId.getAttribute('Format') ?? '';
  const shortFormat = format.replace(FORMAT_PREFIX, '');
  return {
    subject: textOf(nameId),
    subjectType: ['persistent', 'transient'].includes(shortFormat) ? shortFormat : format,
    issuer: textOf(only(assertion, 'Issuer')),
    recipient: readRecipient(subject, now),
    sessionNotOnOrAfter: readSessionEnd(assertion, now),
    attributes: readAttributes(assertion),
  };
}
