// Two workers that are busy to the end are done before one that begins the longest file when all others have ended. Without
// a run before, Vitest knows no times, and begins with the largest file.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Each takes more than fifteen seconds, the longest first. A file that is missing here costs time, and nothing else. */
export const LONGEST: readonly string[] = [
  'test/programs/iam-forms.test.ts',
  'test/programs/console/loads.test.ts',
  'test/programs/console/screens.test.ts',
  'test/programs/release/on-moto.test.ts',
  'test/programs/schemathesis.test.ts',
  'test/component/release.test.ts',
  'test/component/refresh/killed.test.ts',
  'test/programs/console/edit.test.ts',
  'test/component/admin/set.test.ts',
  'test/programs/aws-clients.test.ts',
  'test/component/simulate.test.ts',
  'test/component/clients/retries.test.ts',
  'test/component/smoke/smoke.test.ts',
  'test/programs/console/tasks.test.ts',
  'test/programs/shells.test.ts',
  'test/component/cli/admin-cut-short.test.ts',
  'test/component/issue/table-faults.test.ts',
  'test/programs/static-helper.test.ts',
  'test/component/issue/faults.test.ts',
  'test/component/recorded-answers.test.ts',
  'test/component/two-commands.test.ts',
  'test/component/from-empty.test.ts',
  'test/component/principal-types/quoted.test.ts',
  'test/contract/refresh-dynalite.test.ts',
  'test/contract/refresh-dynamodb-local.test.ts',
  'test/contract/dynamodb-local.test.ts',
  'test/contract/audit-dynamodb-local.test.ts',
];

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}`));
      return index < 0 ? LONGEST.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
