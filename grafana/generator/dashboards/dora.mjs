import { dashboard, marks } from '../dashboard.mjs';
import { column, series, stat, table } from '../panels.mjs';
import { choice, drill, oneOf, thresholds, uid, word, timezone } from '../parts.mjs';

/** What is asked of each metric: environments, services and a definition as chosen. */
const scope = `array_to_string(array[$environment], ','), array_to_string(array[$service], ','), null, '$definition'`;

/**
 * @param {string} metric its function's name without dora_
 * @param {string} bucket day, week, month, year, or null for the whole time
 */
const metric = (metric, bucket) => `cdviz.dora_${metric}($__timeFrom(), $__timeTo(), ${bucket}, '${timezone}', ${scope})`;

/**
 * Incidents that come from no deployment, beside the metrics that count failures.
 * @param {string} name its function's name without dora_
 */
const unattributed = (name) =>
  ['change_failure_rate', 'time_to_restore'].includes(name) ? `(select count(*) from cdviz.dora_unattributed($__timeFrom(), $__timeTo(), ${scope}))` : 'null::bigint';

/** @type {[string, string, string, string, ReturnType<typeof thresholds>][]} */
const metrics = [
  ['deployment_frequency', 'Deployment frequency', 'Deployments a day.', 'short', thresholds('red', [1 / 30, 'orange'], [1 / 7, 'yellow'], [5 / 7, 'green'])],
  ['lead_time', 'Lead time for changes', 'Median from merged to deployed.', 's', thresholds('green', [86400, 'yellow'], [604800, 'orange'], [2592000, 'red'])],
  ['change_failure_rate', 'Change failure rate', 'Share of deployments that failed.', 'percentunit', thresholds('green', [0.05, 'yellow'], [0.1, 'orange'], [0.15, 'red'])],
  ['time_to_restore', 'Failed deployment recovery time', 'Median from failure to recovery.', 's', thresholds('green', [3600, 'yellow'], [86400, 'orange'], [604800, 'red'])],
  ['rework_rate', 'Rework rate', 'Share of deployments made to mend an earlier one.', 'percentunit', thresholds('blue')],
];

export default dashboard({
  uid: uid.dora,
  title: 'Delivery: the five DORA metrics',
  description: 'How fast and how safely changes reach production, by a definition of one\'s choice, with the deployments and events behind each number.',
  from: 'now-30d',
  variables: [
    choice('environment', 'Environment', `select environment from cdviz.production_environment order by 1`),
    choice('service', 'Service', `select distinct service from cdviz.dora_deployment where environment in ($environment) order by 1`),
    oneOf('definition', 'Definition', `select name || '@' || version from cdviz.dora_definition order by name <> 'dora', name, version desc`),
    word('bucket', 'By', ['day', 'week', 'month']),
    word('metric', 'Evidence of', ['change_failure_rate', 'lead_time', 'deployment_frequency', 'time_to_restore', 'rework_rate']),
  ],
  annotations: marks(),
  rows: [
    {
      height: 5,
      panels: metrics.map(([name, title, description, unit, colours], i) => [
        stat({ title, description: `${description} No data is no number.`, sql: `select value from ${metric(name, 'null')}`, unit, thresholds: colours }),
        i === 1 || i === 3 ? 4 : i === 4 ? 6 : 5,
      ]),
    },
    {
      height: 8,
      panels: metrics.slice(0, 3).map(([name, title, description, unit]) => [series({
        title: `${title} by $bucket`,
        description,
        sql: `select period as time, value from ${metric(name, `'$bucket'`)} order by 1`,
        unit,
        bars: name === 'deployment_frequency',
      }), 8]),
    },
    {
      height: 8,
      panels: [
        ...metrics.slice(3).map(([name, title, description, unit]) => /** @type {[import('@grafana/schema').Panel, number]} */ ([series({
          title: `${title} by $bucket`,
          description,
          sql: `select period as time, value from ${metric(name, `'$bucket'`)} order by 1`,
          unit,
        }), 8])),
        [table({
          title: 'Sample sizes, and why there is no number',
          description: 'What each metric is made of; without evidence it says why. Unattributed: incidents that come from no deployment, beside which a failure rate says less.',
          sql: metrics.map(([name, title]) => `select '${title}' as metric, value, sample, affected, reason, ${unattributed(name)} as unattributed from ${metric(name, 'null')}`).join('\nunion all\n'),
        }), 8],
      ],
    },
    {
      height: 12,
      panels: [[table({
        title: 'Deployments behind $metric',
        description: 'Which deployments count, which hit, by which rule, and the positions of the events that say so: GET /events/{position} shows each.',
        sql: `
          select occurred_at as deployed, environment_id as environment, service_id as service, version, counts, hit, value, rule, change_id as change,
                 array_to_string(positions, ', ') as positions
          from cdviz.dora_evidence('$metric', $__timeFrom(), $__timeTo(), ${scope})
          order by hit desc nulls last, occurred_at desc
          limit 500
        `,
        overrides: [column('service', { links: [drill('What runs', uid.running, { service: '${__value.text}' })] })],
      }), 24]],
    },
    {
      height: 10,
      panels: [
        [table({
          title: 'By service',
          description: 'The same for each service.',
          sql: `
            select service_id as service, deployment_frequency as "deployments a day", lead_time as "lead time", change_failure_rate as "failure rate",
                   time_to_restore as "recovery", rework_rate as "rework", deployments
            from cdviz.dora_by_service($__timeFrom(), $__timeTo(), ${scope})
            order by deployments desc, service
            limit 50
          `,
          overrides: [
            column('lead time', { unit: 's' }), column('failure rate', { unit: 'percentunit', decimals: 1 }), column('recovery', { unit: 's' }),
            column('rework', { unit: 'percentunit', decimals: 1 }),
            column('service', { links: [drill('Only this one', uid.dora, { service: '${__value.text}' })] }),
          ],
        }), 16],
        [table({
          title: 'The definition',
          description: 'What is counted, and by which rules.',
          sql: `
            select name || '@' || version as definition, source, description, array_to_string(failure_rules, ', ') as "fails by",
                   array_to_string(lead_steps, ', ') as "lead time from", attribution_window::text as window
            from cdviz.dora_definition
            where name || '@' || version = '$definition'
          `,
        }), 8],
      ],
    },
  ],
});
