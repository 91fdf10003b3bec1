import type { Alarm } from './alarm.ts';

const BY_TOKEN = 'HasProbeAudience';
const AT_REGISTRY = 'ProbeRegistryIsTrue';

/** What a wrong answer means, by check, and on which setting the check depends. */
const CHECKS: Readonly<Record<string, { readonly text: string; readonly condition?: string }>> = {
  login: { text: 'The prober gets no login, or a wrong one.' },
  'registry-login': { text: "The registry doesn't take the prober's login.", condition: AT_REGISTRY },
  'other-repository': { text: "The prober's login isn't refused another repository.", condition: AT_REGISTRY },
  'no-token': { text: "A request without a token isn't refused as it must be." },
  'junk-token': { text: "A text that is no token isn't refused as it must be." },
  'forged-token': { text: "A forged token isn't refused as it must be." },
  'expired-token': { text: "An expired token isn't refused as it must be.", condition: BY_TOKEN },
  'unsigned-request': { text: "API Gateway doesn't refuse a request to /iam/v1 that nobody signed." },
  'ungranted-connector': { text: "A connector without a grant isn't refused as it must be." },
  'unknown-connector': { text: "A connector that doesn't exist isn't refused as one without a grant is." },
  'more-access': { text: "Access that a connector doesn't give isn't refused as it must be." },
  'further-role': { text: "A role that a connector doesn't list isn't refused as it must be." },
  'unknown-parameter': { text: "A parameter that doesn't exist isn't refused as it must be." },
};

/**
 * The alarms of the prober. One wrong answer may be a moment of AWS, two in a row are not. What is let in is urgent the
 * first time.
 */
export function proberAlarms(stage: string): readonly Alarm[] {
  const ofStage = { stage };
  const checks = Object.entries(CHECKS).map(
    ([check, { text, condition = 'HasProbeConnector' }]): Alarm => ({
      name: `probe-${check}`,
      section: 'alarm-probe-check',
      text,
      minutes: 5,
      periods: 2,
      watches: { name: 'probeFailed', dimensions: { stage, check }, statistic: 'Maximum' },
      condition,
    }),
  );
  return [
    {
      name: 'probe-let-in',
      text: 'A request that must be refused succeeded. Take it as a breach until you know better.',
      minutes: 5,
      watches: { name: 'probeLetIn', dimensions: ofStage, statistic: 'Maximum' },
      condition: 'HasProbeConnector',
    },
    ...checks,
    {
      name: 'probe-silent',
      text: 'The prober has reported nothing for 15 minutes.',
      minutes: 15,
      watches: { name: 'probeFailed', dimensions: ofStage, statistic: 'SampleCount' },
      below: 1,
      tellsSilence: true,
      condition: 'HasProbeConnector',
    },
  ];
}
