import { FLAG, type SettingGroup } from './setting.ts';

export const ADDRESS: SettingGroup = {
  title: 'Address',
  settings: [
    {
      parameter: 'DomainName',
      variable: 'PORTUNUS_DOMAIN_NAME',
      description: 'Domain name of the API, such as portunus.example.com. It outlives the API. Needs CertificateArn.',
      default: '',
      pattern: '^$|^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$',
      form: 'a domain name in lower-case letters',
    },
    {
      parameter: 'CertificateArn',
      variable: 'PORTUNUS_CERTIFICATE_ARN',
      description: 'Certificate of the domain name, in the same region.',
      default: '',
      pattern: '^$|^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$',
      form: 'the ARN of a certificate in AWS Certificate Manager',
    },
    {
      parameter: 'HostedZoneId',
      variable: 'PORTUNUS_HOSTED_ZONE_ID',
      description: 'Route 53 zone that gets the records of the domain name. Empty means that you make them yourself.',
      default: '',
      pattern: '^$|^Z[A-Z0-9]{1,31}$',
      form: 'the ID of a hosted zone',
    },
    {
      parameter: 'TruststoreUri',
      variable: 'PORTUNUS_TRUSTSTORE_URI',
      description: 'Certificates whose holders may connect (mutual TLS), as an S3 object. Needs DomainName.',
      default: '',
      pattern: '^$|^s3://[a-z0-9.-]{3,63}/.{1,900}$',
      form: 'the URI of an S3 object, such as s3://bucket/truststore.pem',
    },
    {
      parameter: 'DisableDefaultEndpoint',
      variable: 'PORTUNUS_DISABLE_DEFAULT_ENDPOINT',
      description: 'Whether the API answers at its domain name alone, and no more at execute-api. Needs DomainName.',
      default: 'false',
      ...FLAG,
    },
  ],
};
