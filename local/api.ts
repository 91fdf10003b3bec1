import { endOfCredentials, readAwsSettings } from './api/aws-settings.ts';
import { claimApi } from './api/serve-api.ts';
import { runProgram } from './api/start-fault.ts';

await runProgram(async () => {
  const api = await claimApi(process.env, console.log);
  process.once('SIGINT', api.stop);
  process.once('SIGTERM', api.stop);
  try {
    const { environment, endsAt } = await readAwsSettings(process.env);
    await api.serve(environment);
    const iam = api.identity === undefined ? '' : ` Requests to /iam/v1 are from ${api.identity.userArn}.`;
    console.log(`Portunus is up at ${api.url}, on what your AWS settings name.${iam} Stop with Ctrl-C.`);
    if (endsAt !== undefined) console.log(endOfCredentials(endsAt));
    await api.untilStopped();
  } finally {
    await api.stop();
  }
});
