import { dashboard } from '../dashboard.mjs';
import { column, outcomeColumn, series, stat, table } from '../panels.mjs';
import { choice, drill, thresholds, uid } from '../parts.mjs';

// Not every tool says the name of a pipeline; its runs are runs.
const named = `coalesce(name, '(no name)')`;

const chosen = `$__timeFilter(last_seen_at) and ${named} in ($pipeline)`;

/** @param {string} of @param {number} share */
const percentile = (of, share) => `percentile_cont(${share}) within group (order by extract(epoch from ${of}))::double precision`;

export default dashboard({
  uid: uid.pipelines,
  title: 'Pipelines and tasks',
  description: 'How pipeline runs and task runs went: outcomes, durations, queues. What has not finished is unfinished, not cancelled.',
  from: 'now-7d',
  variables: [choice('pipeline', 'Pipeline', `select distinct ${named} from cdviz.pipelinerun_attempt where $__timeFilter(last_seen_at) order by 1`)],
  rows: [
    {
      height: 4,
      panels: [
        [stat({ title: 'Runs', description: 'Attempts: a run that is run again counts again. Runs of pipelines without a name are counted as (no name).', sql: `select count(*) as runs from cdviz.pipelinerun_attempt where ${chosen}` }), 4],
        [stat({
          title: 'Succeeded',
          description: 'Share of those that succeeded or failed.',
          sql: `
            select count(*) filter (where outcome = 'success')::double precision
                   / nullif(count(*) filter (where outcome in ('success', 'failure', 'error')), 0) as succeeded
            from cdviz.pipelinerun_attempt
            where ${chosen}
          `,
          unit: 'percentunit',
          thresholds: thresholds('red', [0.8, 'orange'], [0.95, 'green']),
        }), 5],
        [stat({ title: 'Duration (median)', description: 'From start to end; half of the runs were quicker.', sql: `select ${percentile('duration', 0.5)} as seconds from cdviz.pipelinerun_attempt where ${chosen}`, unit: 's' }), 5],
        [stat({ title: 'Duration (95 %)', description: 'From start to end; one run in twenty took longer.', sql: `select ${percentile('duration', 0.95)} as seconds from cdviz.pipelinerun_attempt where ${chosen}`, unit: 's' }), 5],
        [stat({ title: 'Queue (median)', description: 'From queued to started.', sql: `select ${percentile('queue_time', 0.5)} as seconds from cdviz.pipelinerun_attempt where ${chosen}`, unit: 's' }), 5],
      ],
    },
    {
      height: 9,
      panels: [
        [series({
          title: 'Runs by outcome',
          description: 'By when they were last heard of.',
          sql: `
            select $__timeGroupAlias(last_seen_at, $__interval), coalesce(outcome, 'unfinished') as metric, count(*) as value
            from cdviz.pipelinerun_attempt
            where ${chosen}
            group by 1, 2
            order by 1, 2
          `,
          bars: true,
          stacked: true,
          overrides: Object.entries({ success: 'green', failure: 'red', error: 'dark-red', cancel: 'orange', unfinished: 'blue' })
            .map(([name, fixedColor]) => column(name, { color: { mode: 'fixed', fixedColor } })),
        }), 12],
        [series({
          title: 'Duration (median)',
          description: 'From start to end; half of the runs were quicker.',
          sql: `
            select $__timeGroupAlias(finished_at, $__interval), ${named} as metric, ${percentile('duration', 0.5)} as value
            from cdviz.pipelinerun_attempt
            where $__timeFilter(finished_at) and ${chosen} and duration is not null
            group by 1, 2
            order by 1, 2
          `,
          unit: 's',
        }), 12],
      ],
    },
    {
      height: 10,
      panels: [[table({
        title: 'Pipelines',
        description: 'Each pipeline in this time.',
        sql: `
          select ${named} as name, count(*) as runs,
                 count(*) filter (where outcome = 'success')::double precision
                   / nullif(count(*) filter (where outcome in ('success', 'failure', 'error')), 0) as succeeded,
                 ${percentile('duration', 0.5)} as "duration (median)", ${percentile('duration', 0.8)} as "duration (80 %)",
                 ${percentile('queue_time', 0.5)} as "queue (median)",
                 count(*) filter (where attempt > 1) as "run again", count(*) filter (where finished_at is null) as unfinished,
                 max(last_seen_at) as latest
          from cdviz.pipelinerun_attempt
          where ${chosen}
          group by 1
          order by runs desc
          limit 200
        `,
        overrides: [
          column('succeeded', { unit: 'percentunit', decimals: 1 }),
          column('duration (median)', { unit: 's' }),
          column('duration (80 %)', { unit: 's' }),
          column('queue (median)', { unit: 's' }),
          column('name', { links: [drill('Only this one', uid.pipelines, { pipeline: '${__value.text}' })] }),
        ],
      }), 24]],
    },
    {
      height: 11,
      panels: [[table({
        title: 'Runs',
        description: 'Attempts: a run that is run again counts again. Runs of pipelines without a name are counted as (no name).',
        sql: `
          select last_seen_at as at, ${named} as name, coalesce(outcome, 'unfinished') as outcome, attempt, extract(epoch from queue_time)::double precision as queued,
                 extract(epoch from duration)::double precision as took, errors, url, subject_id as run, chain_id as chain, position
          from cdviz.pipelinerun_attempt
          where ${chosen}
          order by last_seen_at desc
          limit 200
        `,
        overrides: [outcomeColumn('outcome'), column('queued', { unit: 's' }), column('took', { unit: 's' })],
      }), 24]],
    },
    {
      height: 10,
      panels: [[table({
        title: 'Tasks',
        description: 'Each task in this time, over all pipelines.',
        sql: `
          select name, count(*) as runs,
                 count(*) filter (where outcome = 'success')::double precision
                   / nullif(count(*) filter (where outcome in ('success', 'failure', 'error')), 0) as succeeded,
                 ${percentile('duration', 0.5)} as "duration (median)", ${percentile('duration', 0.95)} as "duration (95 %)",
                 count(*) filter (where finished_at is null) as unfinished
          from cdviz.taskrun_attempt
          where $__timeFilter(last_seen_at)
          group by name
          order by runs desc
          limit 200
        `,
        overrides: [
          column('succeeded', { unit: 'percentunit', decimals: 1 }),
          column('duration (median)', { unit: 's' }),
          column('duration (95 %)', { unit: 's' }),
        ],
      }), 24]],
    },
    {
      height: 6,
      panels: [[table({
        title: 'Outcome words nobody knows',
        description: 'Runs that ended with these count neither as successes nor as failures: see docs/outcomes.md.',
        sql: `
          select word, told_by as "runs of", runs, last_seen_at as latest
          from cdviz.unknown_outcome
          order by runs desc, word
          limit 200
        `,
      }), 24]],
    },
  ],
});
