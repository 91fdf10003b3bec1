import type { Alarm } from './alarm.ts';

const CONDITION = 'HasVerifyRate';

/** The alarms of the schedule that verifies all connectors. */
export function verifyAlarms(stage: string): readonly Alarm[] {
  const dimensions = { stage };
  return [
    {
      name: 'connectors-failing',
      text: 'A connector does not work any more, or lets in whom it must not. Its callers may not have noticed yet.',
      minutes: 60,
      watches: { name: 'connectorsFailing', dimensions, statistic: 'Maximum' },
      condition: CONDITION,
    },
    {
      name: 'verify-silent',
      text: 'No run through all connectors has ended for a day.',
      minutes: 1440,
      watches: { name: 'connectorsVerified', dimensions, statistic: 'SampleCount' },
      below: 1,
      tellsSilence: true,
      condition: CONDITION,
    },
  ];
}
