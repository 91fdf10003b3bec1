import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { AskRepository } from '../../vending/verify/ports.ts';
import { loginError } from '../login-error.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { sdkCredentials } from '../sdk-credentials.ts';

const requestHandler = createRequestHandler(2_000);

/** Calls `ecr:DescribeRepositories` for one name. ECR first decides whether the session may ask at all. */
export const askRepository: AskRepository = async ({ region, registryId, name }, session, call) => {
  const client = new ECRClient({
    region,
    credentials: sdkCredentials(session),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler,
  });
  const command = new DescribeRepositoriesCommand({ registryId, repositoryNames: [name] });
  try {
    await client.send(command, { abortSignal: call.signal });
    return 'let_in';
  } catch (error) {
    if (error instanceof Error && /^AccessDenied/.test(error.name)) return 'refused';
    if (error instanceof Error && /^RepositoryNotFound/.test(error.name)) return 'let_in';
    throw loginError(error, 'ecr', call);
  }
};
