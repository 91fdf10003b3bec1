import { DOMParser, type Document, type Element, onWarningStopParsing } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { AwsError } from '../core/aws-error.ts';

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

export function invalidAssertion(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', 400, message);
}

function decode(base64: string) {
  const compact = base64.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw invalidAssertion('Invalid base64 SAMLResponse');
  return Buffer.from(compact, 'base64').toString('utf8');
}

function parse(xml: string): Document {
  let document: Document;
  try {
    document = new DOMParser({ onError: onWarningStopParsing }).parseFromString(xml, 'text/xml');
  } catch {
    throw invalidAssertion('Error parsing SAMLResponse');
  }
  // SAML has no document type. Entities could make the parsed text differ from the signed one.
  if (document.doctype) throw invalidAssertion('A SAMLResponse has no document type');
  return document;
}

function isNamed(element: Element | null, namespace: string, name: string): element is Element {
  return element?.namespaceURI === namespace && element.localName === name;
}

/** Returns the direct children of that name. */
export function childrenOf(element: Element, namespace: string, name: string): readonly Element[] {
  return Array.from(element.childNodes)
    .filter((node) => node.nodeType === node.ELEMENT_NODE)
    .map((node) => node as Element)
    .filter((child) => isNamed(child, namespace, name));
}

function responseOf(document: Document): Element {
  const root = document.documentElement;
  if (isNamed(root, PROTOCOL, 'Response')) return root;
  throw invalidAssertion('Not a SAMLResponse');
}

/**
 * Throws if the login failed. Such a response contains no assertion to verify, so this runs before the signature is
 * checked.
 */
function assertSuccess(response: Element) {
  const [status] = childrenOf(response, PROTOCOL, 'Status');
  const [code] = status === undefined ? [] : childrenOf(status, PROTOCOL, 'StatusCode');
  const value = code?.getAttribute('Value');
  if (value === SUCCESS) return;
  throw new AwsError('IDPRejectedClaim', 403, `The identity provider refused the claim: ${value ?? 'no status'}`);
}

/** Returns the only assertion, which must be the element itself or a direct child. */
function assertionIn(element: Element): Element {
  if (isNamed(element, ASSERTION, 'Assertion')) return element;
  const [assertion, ...more] = childrenOf(element, ASSERTION, 'Assertion');
  if (assertion !== undefined && more.length === 0) return assertion;
  throw invalidAssertion('A SAMLResponse needs one assertion');
}

interface SignedElement {
  readonly id: string | null;
  readonly signature: Element;
}

/** Returns the response if it is signed, and otherwise its assertion. */
function findSigned(response: Element): SignedElement {
  for (const element of [response, assertionIn(response)]) {
    const [signature] = childrenOf(element, SIGNATURE, 'Signature');
    if (signature !== undefined) return { id: element.getAttribute('ID'), signature };
  }
  throw invalidAssertion('The SAMLResponse is not signed');
}

/** Verifies the signature, and returns the text that it covers. */
function signedText(xml: string, signature: Element, certificate: string): string {
  // A certificate inside the signature comes from the sender, so it is ignored.
  const checker = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  let isGood: boolean;
  try {
    checker.loadSignature(signature as never);
    isGood = checker.checkSignature(xml);
  } catch {
    isGood = false;
  }
  const [text, ...more] = isGood ? checker.getSignedReferences() : [];
  if (text === undefined || more.length > 0) throw invalidAssertion('Invalid signature in the SAMLResponse');
  return text;
}

/**
 * Returns the assertion that the provider signed. It is parsed from the signed text only, so that an attacker cannot
 * substitute an unsigned one elsewhere in the response (signature wrapping). Throws an AwsError if there is none.
 */
export function readSignedAssertion(base64: string, certificate: string): Element {
  const xml = decode(base64);
  const response = responseOf(parse(xml));
  assertSuccess(response);
  const { id, signature } = findSigned(response);
  const signed = parse(signedText(xml, signature, certificate)).documentElement;
  const isKnown = isNamed(signed, PROTOCOL, 'Response') || isNamed(signed, ASSERTION, 'Assertion');
  if (!isKnown || signed.getAttribute('ID') !== id) {
    throw invalidAssertion('The signature in the SAMLResponse is of something else');
  }
  return assertionIn(signed);
}
