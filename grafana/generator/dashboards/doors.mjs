import { dashboard } from '../dashboard.mjs';
import { stat, table } from '../panels.mjs';
import { thresholds, uid } from '../parts.mjs';

export default dashboard({
  uid: uid.doors,
  title: 'Doors',
  description: 'What comes in by webhooks, CloudEvents and SQL, what was not understood, and whether alerts arrive.',
  from: 'now-24h',
  rows: [
    {
      height: 5,
      panels: [
        [stat({
          title: 'Waiting',
          description: 'Entries of the inbox that wait to be translated.',
          sql: `select coalesce(sum(entries), 0) as waiting from cdviz.inbox_status where state = 'waiting'`,
          thresholds: thresholds('green', [1000, 'orange'], [10000, 'red']),
        }), 6],
        [stat({
          title: 'Waits longest',
          description: 'Age of the oldest entry of the inbox that waits.',
          sql: `select extract(epoch from now() - min(oldest_at))::float8 as seconds from cdviz.inbox_status where state = 'waiting'`,
          unit: 's',
          noValue: 'nothing waits',
          thresholds: thresholds('green', [60, 'orange'], [600, 'red']),
        }), 6],
        [stat({
          title: 'Failed',
          description: 'Entries of the inbox that could not be translated: mend the translator and take them again.',
          sql: `select coalesce(sum(entries), 0) as failed from cdviz.inbox_status where state = 'failed'`,
          thresholds: thresholds('green', [1, 'red']),
        }), 6],
        [stat({
          title: 'In quarantine',
          description: 'What came in and is not in the log, and was not driven again with success.',
          sql: `select coalesce(sum(entries), 0) as open from cdviz.quarantine_status where state = 'open'`,
          thresholds: thresholds('green', [1, 'orange']),
        }), 6],
      ],
    },
    {
      height: 9,
      panels: [[table({
        title: 'Inbox by source',
        description: 'What each source sent, as far as it is still kept, and when it was heard last.',
        sql: `
          select source,
                 sum(entries) filter (where state = 'waiting') as waiting,
                 sum(entries) filter (where state = 'done') as taken,
                 sum(entries) filter (where state = 'quarantined') as "partly in quarantine",
                 sum(entries) filter (where state = 'failed') as failed,
                 max(newest_at) as "heard last"
          from cdviz.inbox_status
          group by source
          order by source
        `,
      }), 12], [table({
        title: 'Quarantine by reason',
        description: 'What came in and is not in the log.',
        sql: `
          select reason, state, door, entries, bytes, oldest_at as "oldest seen", newest_at as "newest seen"
          from cdviz.quarantine_status
          order by state, reason, door
        `,
        overrides: [{ matcher: { id: 'byName', options: 'bytes' }, properties: [{ id: 'unit', value: 'bytes' }] }],
      }), 12]],
    },
    {
      height: 8,
      panels: [[table({
        title: 'Sources of events',
        description: 'Who reported in the time that is looked at, by context.source, and when last.',
        sql: `
          select source, count(*) as events, max(imported_at) as "recorded last"
          from cdviz.cdevents_lake
          where $__timeFilter(timestamp)
          group by source
          order by events desc
          limit 100
        `,
      }), 12], [table({
        title: 'Alerts',
        description: 'Whether messages of alerts arrive.',
        sql: `
          select name, looked_at as "looked last", sent_at as "sent last", waiting, dead as "not sent", silenced_until as "silent until"
          from cdviz.alert_status
          order by name
        `,
      }), 12]],
    },
  ],
});
