import { dashboard, marks } from '../dashboard.mjs';
import { column, series, stat, states, table } from '../panels.mjs';
import { choice, drill, place, sources, uid } from '../parts.mjs';

const versions = `
  select environment, service, version, kind, deployed_at as "since", chain_id as chain, artifact_id as artifact, ${sources}, position
  from cdviz.current_deployment
  where environment in ($environment) and service in ($service)
  order by environment, service
`;

export default dashboard({
  uid: uid.running,
  title: 'What runs where',
  description: 'Which version of each service runs in which environment, now and over time, and how it came there.',
  variables: [
    choice('environment', 'Environment', `select distinct environment from cdviz.deployment_place order by 1`),
    choice('service', 'Service', `select distinct service from cdviz.deployment_place order by 1`),
  ],
  annotations: marks(),
  rows: [
    {
      height: 4,
      panels: [
        [stat({
          title: 'Running now',
          description: 'Services in environments.',
          sql: `select count(*) as running from cdviz.current_deployment where environment in ($environment) and service in ($service)`,
        }), 6],
        [stat({
          title: 'Deployments',
          description: 'Deployments, upgrades and roll-backs in the environments chosen.',
          sql: `
            select count(*) as deployments
            from cdviz.deployment
            where $__timeFilter(valid_from) and environment in ($environment) and service in ($service)
          `,
        }), 6],
        [stat({
          title: 'Roll-backs',
          description: 'Sent by a tool, or inferred because a version that was there before came back.',
          sql: `
            select count(*) filter (where rollback is not null) as "roll-backs"
            from cdviz.deployment
            where $__timeFilter(valid_from) and environment in ($environment) and service in ($service)
          `,
        }), 6],
        [stat({
          title: 'Newest deployment',
          description: 'When the newest one happened.',
          sql: `
            select max(valid_from) as newest
            from cdviz.deployment
            where $__timeFilter(valid_from) and environment in ($environment) and service in ($service)
          `,
          unit: 'dateTimeFromNow',
          text: true,
        }), 6],
      ],
    },
    {
      height: 16,
      panels: [[states({
        title: 'Versions over time',
        description: 'One lane for each service in an environment. A lane that ends was removed.',
        sql: `
          select greatest(valid_from, $__timeFrom()::timestamptz) as time, ${place} as lane, coalesce(version, artifact_id) as version
          from cdviz.deployments_between($__timeFrom(), $__timeTo())
          where environment in ($environment) and service in ($service)
          union all
          select valid_to, ${place}, null
          from cdviz.deployments_between($__timeFrom(), $__timeTo())
          where ended_by = 'removed' and valid_to < $__timeTo() and environment in ($environment) and service in ($service)
          order by time, lane
        `,
      }), 24]],
    },
    {
      height: 12,
      panels: [
        [table({
          title: 'Now',
          description: 'What runs where now.',
          sql: versions,
          overrides: [
            column('service', { links: [drill('Its delivery', uid.dora, { service: '${__value.text}' })] }),
            column('artifact', { links: [drill('Its journey', uid.artifact, { artifact: '${__value.raw}' })] }),
          ],
        }), 14],
        [series({
          title: 'Deployments',
          description: 'Deployments, upgrades and roll-backs in the environments chosen.',
          sql: `
            select $__timeGroupAlias(valid_from, '1d'), environment as metric, count(*) as value
            from cdviz.deployment
            where $__timeFilter(valid_from) and environment in ($environment) and service in ($service)
            group by 1, 2
            order by 1, 2
          `,
          bars: true,
          stacked: true,
        }), 10],
      ],
    },
    {
      height: 12,
      panels: [[table({
        title: 'Deployments in this time',
        description: 'Each, with what was there before; roll-backs as sent or inferred.',
        sql: `
          select valid_from as deployed, environment, service, previous_version as before, version, kind, rollback, valid_to as until,
                 extract(epoch from duration)::double precision as ran, source, chain_id as chain, artifact_id as artifact, ${sources}, position
          from cdviz.deployment
          where $__timeFilter(valid_from) and environment in ($environment) and service in ($service)
          order by valid_from desc
          limit 500
        `,
        overrides: [
          column('ran', { unit: 's' }),
          column('artifact', { links: [drill('Its journey', uid.artifact, { artifact: '${__value.raw}' })] }),
        ],
      }), 24]],
    },
  ],
});
