import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { ReactNode } from 'react';
import { rulesOf } from '../../../shared/domain/principal-type.ts';
import { CopyText } from '../../kit/copy-text.tsx';
import { duration } from '../../kit/duration.ts';
import { Foreign } from '../../kit/foreign.tsx';
import { texts } from '../../texts/index.ts';
import type { Written } from '../connectors/rows.ts';
import type { TabProps } from './tab.ts';

const t = texts.connector.limits;

/** Some principal types have no such field. */
type AnyLimits = Partial<Extract<Written, { principalType: 'assumed-role' }>>;

/** Every limit that holds for everybody whom the connector lets in. */
export function Limits({ connector }: TabProps) {
  const limits: Omit<AnyLimits, 'principalType' | 'loginLifetime'> = connector;
  const { access, repositories, registries, regions, region, pullThroughCache, conditions, codeartifact } = limits;
  const { rateLimit, oneTimeTokens, roleArns, policy, policyArns } = limits;
  const networks = Object.values(conditions ?? {}).flat();
  const packages = codeartifact && [...codeartifact.domains, ...(codeartifact.repositories ?? [])];
  return (
    <KeyValuePairs
      columns={2}
      minColumnWidth={200}
      items={[
        { label: t.access, value: access === undefined ? t.roleDecides : texts.connectors.access[access] },
        { label: t.duration, value: longest(connector) },
        { label: t.repositories, value: <Texts list={repositories} none={t.roleDecides} /> },
        { label: t.registries, value: <Texts list={registries} none={t.roleDecides} /> },
        { label: t.regions, value: <Texts list={regions} none={t.roleDecides} /> },
        { label: t.region, value: <Texts list={region === undefined ? undefined : [region]} none={t.none} /> },
        { label: t.packages, value: <Texts list={packages} none={t.none} /> },
        { label: t.conditions, value: <Texts list={conditions && networks} none={t.none} /> },
        { label: t.through, value: pullThroughCache === true ? t.throughYes : t.throughNo },
        {
          label: t.rate,
          value: rateLimit === undefined ? t.none : t.rateOf(rateLimit.requests, duration(rateLimit.perSeconds)),
        },
        { label: t.once, value: oneTimeTokens === true ? t.onceYes : t.onceNo },
        { label: t.roles, value: <Texts list={roleArns} none={t.rolesNone} /> },
        { label: t.policyArns, value: <Texts list={policyArns} none={t.rolesNone} /> },
        { label: t.lifetime, value: t.lifetimes[connector.loginLifetime ?? 'session'] },
        {
          label: t.policy,
          value: policy === undefined ? t.policyNone : <CopyText text={JSON.stringify(policy, null, 2)} />,
        },
      ]}
    />
  );
}

function longest(connector: Written): string {
  const { principalType } = connector;
  const maxDurationSeconds = 'maxDurationSeconds' in connector ? connector.maxDurationSeconds : undefined;
  const rules = rulesOf(principalType).duration;
  if (rules === undefined) return t.none;
  if (maxDurationSeconds === undefined) return t.durationType(duration(rules.max));
  return t.durationOf(duration(maxDurationSeconds), duration(Math.min(rules.default, maxDurationSeconds)));
}

function Texts({ list, none }: { readonly list: readonly string[] | undefined; readonly none: string }): ReactNode {
  if (list === undefined) return none;
  return (
    <ul className="connector-list">
      {list.map((text) => (
        <li key={text}>
          <Foreign text={text} />
        </li>
      ))}
    </ul>
  );
}
