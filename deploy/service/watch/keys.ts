import { ref } from '../template.ts';
import type { Alarm } from './alarm.ts';

/** The alarms of the rotation of accounts' keys. Without its schedule, nothing reports how old they are. */
export function keyAlarms(stage: string): readonly Alarm[] {
  const dimensions = { stage };
  const condition = 'HasRotateKeysDays';
  return [
    {
      name: 'account-key-old',
      text: 'The access key of an account is older than it may get: its rotation does not begin.',
      minutes: 60,
      // A rotation takes two runs until the new key is in use, and a run may fail.
      periods: 6,
      watches: { name: 'keyAgeDays', dimensions, statistic: 'Maximum' },
      // The AWS CDK looks at a threshold even where the alarm's condition leaves it out, and an empty text is no number.
      atLeast: { 'Fn::If': [condition, ref('RotateKeysDays'), 0] },
      condition,
    },
    {
      name: 'key-rotation-failing',
      text: "The key of an account can't be rotated. The old key goes on working.",
      minutes: 60,
      periods: 3,
      watches: { name: 'keyRotationFailures', dimensions },
      condition,
    },
  ];
}
