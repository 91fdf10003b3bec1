import { pause } from '../../shared/aws/pause.ts';
import type { IdentifyPorts } from '../../shared/vending/keys/own-key.ts';
import { onDemand } from './lazy.ts';

/** Creates what tells whose key it is. The client is loaded when it is first used. */
export function createIdentifyPorts(region: string): IdentifyPorts {
  return {
    identify: onDemand(async () => (await import('../../shared/aws/keys/identify-key.ts')).createIdentifyKey(region)),
    pause,
  };
}
