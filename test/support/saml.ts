// A SAML identity provider as a test needs one: it signs whatever it is told to.
import { randomUUID } from 'node:crypto';
import { generate } from 'selfsigned';
import { SignedXml } from 'xml-crypto';

const AWS = 'https://signin.aws.amazon.com/saml';
const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';

export interface AssertionOptions {
  readonly roleArn: string;
  readonly providerArn: string;
  readonly sessionName: string;
  /** The text of the Role attribute, when it is not role and provider in this order. */
  readonly rolePair?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly notBefore?: Date;
  /** Five minutes from now when not given. */
  readonly notOnOrAfter?: Date;
  readonly sessionNotOnOrAfter?: Date;
  readonly sourceIdentity?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
  readonly issuer?: string;
  readonly subject?: string;
  /** The last part of the status, such as `Responder`; `Success` when not given. */
  readonly status?: string;
  readonly sign?: 'assertion' | 'response' | 'nothing';
  /** Changes the XML once it is signed. */
  readonly tamper?: (xml: string) => string;
}

export interface SamlIdentityProvider {
  /** In PEM. */
  readonly certificate: string;
  /** A whole response, in base64. */
  readonly assert: (options: AssertionOptions) => string;
}

function escapeXml(text: string) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}

function attribute(name: string, values: readonly string[]) {
  return values.length === 0
    ? ''
    : `<saml:Attribute Name="${escapeXml(ATTRIBUTES + name)}">` +
        values.map((value) => `<saml:AttributeValue>${escapeXml(value)}</saml:AttributeValue>`).join('') +
        '</saml:Attribute>';
}

function attributes(options: AssertionOptions) {
  return [
    attribute('Role', [options.rolePair ?? `${options.roleArn},${options.providerArn}`]),
    attribute('RoleSessionName', [options.sessionName]),
    attribute('SourceIdentity', options.sourceIdentity === undefined ? [] : [options.sourceIdentity]),
    ...Object.entries(options.tags ?? {}).map(([key, value]) => attribute(`PrincipalTag:${key}`, [value])),
    attribute('TransitiveTagKeys', options.transitiveTagKeys ?? []),
  ].join('');
}

function optionalTime(name: string, time: Date | undefined) {
  return time === undefined ? '' : ` ${name}="${time.toISOString()}"`;
}

function assertionXml(options: AssertionOptions) {
  const { audience = AWS, recipient = AWS, issuer = 'https://idp.example/saml', subject = 'octocat' } = options;
  const { notOnOrAfter = new Date(Date.now() + 300_000), notBefore, sessionNotOnOrAfter } = options;
  const end = optionalTime('NotOnOrAfter', notOnOrAfter);
  const now = new Date().toISOString();
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${randomUUID()}" Version="2.0" IssueInstant="${now}">
<saml:Issuer>${escapeXml(issuer)}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${escapeXml(subject)}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="${escapeXml(recipient)}"${end}/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions${optionalTime('NotBefore', notBefore)}${end}><saml:AudienceRestriction><saml:Audience>${escapeXml(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="${now}"${optionalTime('SessionNotOnOrAfter', sessionNotOnOrAfter)}/>
<saml:AttributeStatement>${attributes(options)}</saml:AttributeStatement></saml:Assertion>`;
}

function responseXml(options: AssertionOptions) {
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${randomUUID()}" Version="2.0">
<samlp:Status><samlp:StatusCode Value="${STATUS}${options.status ?? 'Success'}"/></samlp:Status>
${assertionXml(options)}</samlp:Response>`;
}

function signXml(xml: string, privateKey: string, element: 'Assertion' | 'Response') {
  const signer = new SignedXml({
    privateKey,
    canonicalizationAlgorithm: EXCLUSIVE,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  });
  const xpath = `//*[local-name(.)='${element}']`;
  signer.addReference({
    xpath,
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXCLUSIVE],
  });
  signer.computeSignature(xml, { location: { reference: xpath, action: 'append' } });
  return signer.getSignedXml();
}

/** A provider with a fresh key of its own. */
export async function createSamlProvider(): Promise<SamlIdentityProvider> {
  const { cert, private: privateKey } = await generate([{ name: 'commonName', value: 'idp.example' }], {
    keySize: 2048,
    algorithm: 'sha256',
  });
  const assert = (options: AssertionOptions) => {
    const { sign = 'assertion', tamper = (xml: string) => xml } = options;
    const xml = responseXml(options);
    const element = sign === 'response' ? 'Response' : 'Assertion';
    return Buffer.from(tamper(sign === 'nothing' ? xml : signXml(xml, privateKey, element))).toString('base64');
  };
  return { certificate: cert, assert };
}
