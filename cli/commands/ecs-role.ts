import { type Command, Option } from 'commander';
import { IamFormName } from '../../shared/domain/iam-form.ts';
import { IAM_FORMS } from '../../shared/formats/iam/index.ts';
import { type EcsExecutionRole, ecsExecutionRole } from '../../shared/policy/iam/ecs-execution-role.ts';
import { CommandError } from '../command.ts';
import { type EcsRoleOptions, readEcsRole } from '../ecs-role-options.ts';

/** Adds the command that writes the role with which ECS starts tasks. It needs no service, and nothing of AWS. */
export function addEcsRoleCommand(program: Command): void {
  const repeated = (value: string, before: readonly string[]) => [...before, value];
  program
    .command('ecs-role')
    .description('write the task execution role of Amazon ECS, with what your tasks need')
    .requiredOption('--account <id>', 'the AWS account that runs the tasks')
    .option('--region <region>', 'where they run (every region otherwise)')
    .option('--name <name>', "the role's name", 'ecsTaskExecutionRole')
    .option('--secret <name>', 'a secret in Secrets Manager, by its name or whole ARN, once for each', repeated, [])
    .option('--parameter <name>', 'a parameter in Parameter Store, by its name or ARN, once for each', repeated, [])
    // Not `--env-file`: Node.js takes that for itself, also after the name of the script.
    .option(
      '--environment-file <arn>',
      'a file of environment variables in S3, by its ARN, once for each',
      repeated,
      [],
    )
    .option('--key <arn>', 'a KMS key of yours that encrypts one of these, by its ARN, once for each', repeated, [])
    .option('--vpc-endpoint <id>', 'pull through this VPC endpoint alone, once for each', repeated, [])
    .option('--vpc <id>', 'pull from this VPC alone, once for each', repeated, [])
    .addOption(new Option('--as <form>', 'how it is written').choices(IamFormName.options).default('json'))
    .action(({ as, ...options }: EcsRoleOptions & { readonly as: IamFormName }) => {
      process.stdout.write(IAM_FORMS[as](ecsExecutionRole(wantedBy(options))));
    });
}

function wantedBy(options: EcsRoleOptions): EcsExecutionRole {
  const read = readEcsRole(options);
  if (read.ok) return read.value;
  throw new CommandError(
    read.errors.map(({ field, detail }) => `${field} ${detail}`),
    'usage',
  );
}
