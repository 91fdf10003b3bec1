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
  // Nothing of SAML has one, and entities could make the text another than the one signed.
  if (document.doctype) throw invalidAssertion('A SAMLResponse has no document type');
  return document;
}

function isNamed(element: Element | null, namespace: string, name: string): element is Element {
  return element?.namespaceURI === namespace && element.localName === name;
}

/** An element's own children of that name, none from further below. */
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

/** A failed login has no assertion that could be signed, so this comes before the signature. */
function assertSuccess(response: Element) {
  const [status] = childrenOf(response, PROTOCOL, 'Status');
  const [code] = status === undefined ? [] : childrenOf(status, PROTOCOL, 'StatusCode');
  const value = code?.getAttribute('Value');
  if (value === SUCCESS) return;
  throw new AwsError('IDPRejectedClaim', 403, `The identity provider refused the claim: ${value ?? 'no status'}`);
}

/** The only assertion in an element, which must be the element itself or a child of it. */
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

/** The response if it is signed, or else its assertion. */
function findSigned(response: Element): SignedElement {
  for (const element of [response, assertionIn(response)]) {
    const [signature] = childrenOf(element, SIGNATURE, 'Signature');
    if (signature !== undefined) return { id: element.getAttribute('ID'), signature };
  }
  throw invalidAssertion('The SAMLResponse is not signed');
}

/** What the signature covers, as the text that was digested. */
function signedText(xml: string, signature: Element, certificate: string): string {
  // A certificate inside the signature is the sender's word, not the provider's.
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
 * The assertion that a provider signed. It is read from the signed text alone, so that nothing moved to another
 * place of the response can take its part. Throws an AwsError when there is none.
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
