// The Serverless plugin that makes a parameterised template of what serverless.yml packages, and gives a deployment from
// a checkout its values. Serverless loads it as it is: Node.js removes the types.
import { createHash } from 'node:crypto';
import { isStage, STAGE_FORM } from '../../shared/domain/stage.ts';
import { unreadFaults } from '../../shared/domain/variables.ts';
import { complete, type OwnValues } from './complete.ts';
import { findFaults, readValues, SETTINGS, type Values } from './settings/settings.ts';
import type { Template, Value } from './template.ts';

type StackParameters = readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];

/** What is used here of Serverless, which has no types of its own. */
interface Serverless {
  readonly service: {
    readonly provider: {
      compiledCloudFormationTemplate: Template;
      stackParameters?: StackParameters | undefined;
    };
    readonly custom: { readonly tables: Omit<OwnValues, 'Destinations'>; readonly destinations: Value };
    readonly functions: Readonly<
      Record<string, { targetAlias?: { readonly name: string; readonly logicalId: string } }>
    >;
  };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  readonly getProvider: (name: 'aws') => {
    readonly naming: {
      readonly getLambdaLogicalId: (name: string) => string;
      readonly getNormalizedFunctionName: (name: string) => string;
    };
    readonly getStage: () => string;
  };
}

interface Options {
  readonly region?: string;
  readonly param?: readonly string[];
}

const NO_PARAM = '--param is read by nothing: settings are environment variables here';

/** The alias that callers invoke. Its version changes by a shift of traffic, and back. */
const ALIAS = 'live';

export default class PortunusService {
  readonly hooks: Readonly<Record<string, () => void>>;
  readonly #serverless: Serverless;
  readonly #options: Options;
  #parameters: StackParameters | undefined;

  constructor(serverless: Serverless, options: Options) {
    this.#serverless = serverless;
    this.#options = options;
    this.hooks = {
      'before:package:initialize': () => this.#prepare(),
      'after:aws:package:finalize:mergeCustomProviderResources': () => this.#complete(),
      'before:deploy:deploy': () => this.#requireRegion(),
      'before:aws:deploy:deploy:createStack': () => this.#putParametersAside(),
      'after:aws:deploy:deploy:createStack': () => this.#putParametersBack(),
      'before:remove:remove': () => this.#requireRegion(),
    };
  }

  /** Runs before Serverless compiles anything, so that it wires its events to the alias. */
  #prepare(): void {
    const { service } = this.#serverless;
    const stage = this.#serverless.getProvider('aws').getStage();
    const values = readValues(process.env);
    const faults = [
      ...(isStage(stage) ? [] : [`The stage must be ${STAGE_FORM}, and is '${stage}'`]),
      ...(this.#options.param === undefined ? [] : [NO_PARAM]),
      ...unreadFaults(process.env),
      ...findFaults(values),
    ];
    if (faults.length > 0) this.#refuse(`The settings can't be deployed:\n- ${faults.join('\n- ')}`, 'BAD_SETTINGS');
    service.provider.stackParameters = toParameters(values);
    for (const [name, config] of Object.entries(service.functions)) {
      config.targetAlias = { name: ALIAS, logicalId: this.#logicalId(name, 'LambdaAlias') };
    }
  }

  #complete(): void {
    const { service } = this.#serverless;
    const functions = Object.keys(service.functions).map((name) => ({
      name,
      logicalId: this.#logicalId(name, 'LambdaFunction'),
      alias: { name: ALIAS, logicalId: this.#logicalId(name, 'LambdaAlias') },
    }));
    service.provider.compiledCloudFormationTemplate = complete(
      service.provider.compiledCloudFormationTemplate,
      this.#serverless.getProvider('aws').getStage(),
      functions,
      { ...service.custom.tables, Destinations: service.custom.destinations },
    );
  }

  /**
   * A first deployment begins with a template that has the bucket alone. Serverless would send the values of all
   * parameters with it, and CloudFormation refuses values of parameters that a template doesn't have.
   */
  #putParametersAside(): void {
    const { provider } = this.#serverless.service;
    this.#parameters = provider.stackParameters;
    provider.stackParameters = undefined;
  }

  #putParametersBack(): void {
    this.#serverless.service.provider.stackParameters = this.#parameters;
  }

  #logicalId(name: string, kind: string): string {
    return `${this.#serverless.getProvider('aws').naming.getNormalizedFunctionName(name)}${kind}`;
  }

  /** Without one, a deployment would go to a region that nobody named, whatever the profile says. */
  #requireRegion(): void {
    const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    if (this.#options.region || AWS_REGION || AWS_DEFAULT_REGION) return;
    this.#refuse('Name the region of the deployment: set AWS_REGION or pass --region', 'NO_REGION');
  }

  #refuse(message: string, code: string): never {
    throw new this.#serverless.classes.Error(message, code);
  }
}

function toParameters(values: Values) {
  const given = SETTINGS.map(({ parameter, default: byDefault }) => ({
    ParameterKey: parameter,
    ParameterValue: values[parameter] ?? byDefault,
  }));
  const digest = createHash('sha256').update(JSON.stringify(given)).digest('hex');
  return [...given, { ParameterKey: 'Revision', ParameterValue: digest.slice(0, 12) }];
}
