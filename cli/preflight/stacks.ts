import { faultsOr, type Judgement, notice, ok, wouldFail } from './finding.ts';

export interface Stack {
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  readonly isProtected: boolean;
}

type Meaning = (stack: Stack) => Judgement;

function deleteFirst({ name, status, isProtected }: Stack): Judgement {
  const unprotect = `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}`;
  const remove = `aws cloudformation delete-stack --stack-name ${name}`;
  return wouldFail(
    `${name} is ${status}: CloudFormation can only delete it`,
    `${isProtected ? `Run ${unprotect}, then ` : 'Run '}${remove}, and deploy again`,
  );
}

/** What each status means for a deployment. Every status that ends in IN_PROGRESS means to wait. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  CREATE_COMPLETE: there,
  UPDATE_COMPLETE: there,
  UPDATE_ROLLBACK_COMPLETE: there,
  IMPORT_COMPLETE: there,
  IMPORT_ROLLBACK_COMPLETE: there,
  ROLLBACK_COMPLETE: deleteFirst,
  ROLLBACK_FAILED: deleteFirst,
  CREATE_FAILED: deleteFirst,
  IMPORT_ROLLBACK_FAILED: ({ name, status }) =>
    wouldFail(`${name} is ${status}`, 'Look at its events, and continue the rollback in the CloudFormation console'),
  DELETE_FAILED: ({ name, reason }) =>
    wouldFail(
      `${name} is DELETE_FAILED${reason === undefined ? '' : `: ${reason}`}`,
      `Run aws cloudformation delete-stack --stack-name ${name} --deletion-mode FORCE_DELETE_STACK, which keeps what` +
        ' cannot be deleted, and then delete or import that',
    ),
  UPDATE_FAILED: ({ name }) =>
    notice(
      `${name} is UPDATE_FAILED: an update without rollback has stopped half-way`,
      `Deploy again to go on, or run aws cloudformation rollback-stack --stack-name ${name}`,
    ),
  UPDATE_ROLLBACK_FAILED: ({ name }) =>
    wouldFail(
      `${name} is UPDATE_ROLLBACK_FAILED`,
      `Mend what its events name, and run aws cloudformation continue-update-rollback --stack-name ${name}`,
    ),
  REVIEW_IN_PROGRESS: ({ name }) =>
    notice(
      `${name} is REVIEW_IN_PROGRESS: a change set was made for it and never run, so the stack is empty`,
      `If the deployment says that the stack exists, run aws cloudformation delete-stack --stack-name ${name}`,
    ),
};

function there({ name, status }: Stack): Judgement {
  return ok(`${name} is ${status}`);
}

export function judgeStack(name: string, stack: Stack | undefined): Judgement {
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') {
    return ok(`${name} does not exist yet: this is its first deployment`);
  }
  const meaning = MEANINGS[stack.status];
  if (meaning !== undefined) return meaning(stack);
  if (stack.status.endsWith('_IN_PROGRESS')) {
    return wouldFail(`${name} is ${stack.status}`, 'Wait until it has ended, and look again');
  }
  return notice(
    `${name} is ${stack.status}, which this version does not know`,
    'Look at it in the CloudFormation console',
  );
}

/** The tables are in a stack of their own, which is deployed first. */
export function judgeDataStack(name: string, stack: Stack | undefined): readonly Judgement[] {
  if (stack === undefined) {
    return [notice(`${name} does not exist`, 'Deploy deploy/data.template.json as that stack first (docs/data.md)')];
  }
  const judged = judgeStack(name, stack);
  if (judged.status !== 'ok' || stack.isProtected) return [judged];
  return [
    judged,
    notice(
      `${name} has no termination protection`,
      `Run aws cloudformation update-termination-protection --enable-termination-protection --stack-name ${name}`,
    ),
  ];
}

/** CodeDeploy takes a shift back while one of the function's alarms is on, and starts none. */
export function judgeAlarms(guarding: readonly string[]): readonly Judgement[] {
  return faultsOr(
    'no alarm that guards a deployment is on',
    guarding.map((name) =>
      wouldFail(
        `the alarm ${name} is on, so a deployment that changes the function is taken back`,
        'Mend what it reports, or deploy with PORTUNUS_ROLLBACK_BY_ALARM=false',
      ),
    ),
  );
}
