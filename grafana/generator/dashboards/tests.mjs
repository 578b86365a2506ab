import { dashboard } from '../dashboard.mjs';
import { bars, column, outcomeColumn, series, stat, states, table } from '../panels.mjs';
import { choice, oneOf, outcomes, thresholds, uid } from '../parts.mjs';

const cases = `kind = 'case' and $__timeFilter(finished_at) and coalesce(environment, 'none') in ($environment)`;
const passed = `count(*) filter (where outcome = 'success')::double precision / nullif(count(*) filter (where outcome in ('success', 'failure', 'error')), 0)`;

export default dashboard({
  uid: uid.tests,
  title: 'Tests',
  description: 'How tests went: outcomes over time, which fail most, which are slow, which pass and fail without a change.',
  from: 'now-7d',
  variables: [
    choice('environment', 'Environment', `select distinct coalesce(environment, 'none') from cdviz.test_outcome where $__timeFilter(finished_at) order by 1`),
    oneOf('test', 'Test', `
      select test_id
      from cdviz.test_outcome
      where kind = 'case' and $__timeFilter(finished_at) and test_id is not null
      group by test_id
      order by count(*) filter (where outcome = 'failure') desc, test_id
      limit 500
    `),
  ],
  rows: [
    {
      height: 4,
      panels: [
        [stat({ title: 'Test runs', description: 'Runs of cases that ended in this time.', sql: `select count(*) as runs from cdviz.test_outcome where ${cases}` }), 6],
        [stat({
          title: 'Passed',
          description: 'Share of those that passed or failed; skipped and cancelled ones say nothing.',
          sql: `select ${passed} as passed from cdviz.test_outcome where ${cases}`,
          unit: 'percentunit',
          decimals: 1,
          thresholds: thresholds('red', [0.9, 'orange'], [0.98, 'green']),
        }), 6],
        [stat({ title: 'Skipped', description: 'Runs of cases that were skipped.', sql: `select count(*) filter (where outcome = 'skipped') as skipped from cdviz.test_outcome where ${cases}` }), 6],
        [stat({
          title: 'Duration (95 %)',
          description: 'From start to end; one run in twenty took longer.',
          sql: `select percentile_cont(0.95) within group (order by extract(epoch from duration))::double precision as seconds from cdviz.test_outcome where ${cases}`,
          unit: 's',
        }), 6],
      ],
    },
    {
      height: 9,
      panels: [
        [series({
          title: 'Outcomes',
          description: 'By when they ended.',
          sql: `
            select $__timeGroupAlias(finished_at, $__interval), coalesce(outcome, 'unknown') as metric, count(*) as value
            from cdviz.test_outcome
            where ${cases}
            group by 1, 2
            order by 1, 2
          `,
          bars: true,
          stacked: true,
          overrides: Object.entries({ success: 'green', failure: 'red', error: 'dark-red', cancel: 'orange', skipped: 'text' })
            .map(([name, fixedColor]) => column(name, { color: { mode: 'fixed', fixedColor } })),
        }), 14],
        [bars({
          title: 'Most failing',
          description: 'Cases that failed most often.',
          x: 'test',
          sideways: true,
          sql: `
            select name as test, count(*) as failures
            from cdviz.test_outcome
            where ${cases} and outcome in ('failure', 'error') and name is not null
            group by 1
            order by 2 desc
            limit 12
          `,
        }), 10],
      ],
    },
    {
      height: 10,
      panels: [
        [table({
          title: 'Tests',
          description: 'Each case in this time.',
          sql: `
            select test_id as test, max(name) as name, count(*) as runs, ${passed} as passed,
                   count(*) filter (where outcome in ('failure', 'error')) as failures, count(*) filter (where outcome = 'skipped') as skipped,
                   percentile_cont(0.5) within group (order by extract(epoch from duration))::double precision as "duration (median)",
                   max(finished_at) as latest
            from cdviz.test_outcome
            where ${cases}
            group by test_id
            order by failures desc
            limit 200
          `,
          overrides: [
            column('passed', { unit: 'percentunit', decimals: 1 }),
            column('duration (median)', { unit: 's' }),
            column('test', { links: [{ title: 'Its history', url: `/d/${uid.tests}?var-test=\${__value.raw}&\${__url_time_range}` }] }),
          ],
        }), 24],
      ],
    },
    {
      height: 10,
      panels: [
        [table({
          title: 'Flaky: pass and fail on the same artifact or change',
          description: 'Flakiness is the share of artifacts or changes, among those tried more than once, on which the test both passed and failed.',
          sql: `
            select test_id as test, name, flakiness, flaky, tested_again as "tried again", passes, failures, last_flaky_at as "flaky last"
            from cdviz.test_flakiness($__timeFrom(), $__timeTo())
            where flaky > 0
            order by flakiness desc, flaky desc
            limit 100
          `,
          overrides: [column('flakiness', { unit: 'percentunit', decimals: 1 })],
        }), 12],
        [table({
          title: 'Slowest',
          description: 'Cases by their median duration.',
          sql: `
            select test_id as test, name, runs, extract(epoch from p95_duration)::double precision as "duration (95 %)",
                   extract(epoch from longest_duration)::double precision as longest
            from cdviz.test_statistics($__timeFrom(), $__timeTo())
            where kind = 'case' and p95_duration is not null
            order by p95_duration desc
            limit 100
          `,
          overrides: [column('duration (95 %)', { unit: 's' }), column('longest', { unit: 's' })],
        }), 12],
      ],
    },
    {
      height: 5,
      panels: [[states({
        title: 'History of $test',
        description: 'How it went, over time.',
        sql: `
          select finished_at as time, coalesce(environment, 'none') as lane, outcome
          from cdviz.test_outcome
          where kind = 'case' and test_id = '$test' and $__timeFilter(finished_at)
          order by 1
          limit 1000
        `,
        mappings: outcomes,
      }), 24]],
    },
    {
      height: 10,
      panels: [[table({
        title: 'Runs of $test',
        description: 'Each run, with the reason of a failure.',
        sql: `
          select finished_at as finished, outcome, attempt, extract(epoch from duration)::double precision as took, severity, reason, environment, url,
                 subject_id as run, chain_id as chain, position
          from cdviz.test_outcome
          where kind = 'case' and test_id = '$test' and $__timeFilter(finished_at)
          order by 1 desc
          limit 200
        `,
        overrides: [outcomeColumn('outcome'), column('took', { unit: 's' })],
      }), 24]],
    },
  ],
});
