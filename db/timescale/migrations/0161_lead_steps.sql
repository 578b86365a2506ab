-- Where the clock of lead time may start: also when a change was committed and proposed. Which changes of a repository of many services are a service's.

create function events.moment_of(said text) returns timestamptz
language sql stable parallel safe
return case when said ~* '^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(z|[+-]\d\d:?\d\d)$' and pg_input_is_valid(said, 'timestamptz') then said::timestamptz end;
comment on function events.moment_of is 'A time with its offset, as RFC 3339 has it; null where the text is none.';

create function events.committed_at(data jsonb) returns timestamptz
language sql stable parallel safe
return (
    select min(events.moment_of(t.said))
    from (
        select data #>> '{customData,committedAt}' as said
        union all
        select c ->> 'timestamp' from jsonb_array_elements(case jsonb_typeof(data #> '{customData,commits}') when 'array' then data #> '{customData,commits}' else '[]' end) c) t);
comment on function events.committed_at is
'When the first commit of a change was made, as its event says: customData.committedAt, or the earliest timestamp in customData.commits; null where it says none.';

create function events.changed_paths(data jsonb) returns text[]
language sql stable parallel safe
return (
    select array_agg(distinct p.path)
    from (
        select x #>> '{}' as path from jsonb_array_elements(case jsonb_typeof(data #> '{customData,paths}') when 'array' then data #> '{customData,paths}' else '[]' end) x
        union all
        select x #>> '{}'
        from jsonb_array_elements(case jsonb_typeof(data #> '{customData,commits}') when 'array' then data #> '{customData,commits}' else '[]' end) c
        cross join (values ('added'), ('modified'), ('removed')) k (kind)
        cross join lateral jsonb_array_elements(case jsonb_typeof(c -> k.kind) when 'array' then c -> k.kind else '[]' end) x) p
    where p.path <> '');
comment on function events.changed_paths is
'Which files a change touched, as its event says: customData.paths, or added, modified and removed of customData.commits; null where it says none.';

create function cdviz.package_name(package text) returns text
language sql immutable parallel safe
return case when package ~ '^pkg:(oci|docker)/' then 'image/' || substring(split_part(package, '?', 1) from '[^/]*$') else split_part(package, '?', 1) end;
comment on function cdviz.package_name is 'What a package is called in every registry; an image also by its last name alone, for oci and docker write different ones.';

comment on column cdviz.dora_definition.lead_steps is
'Where the clock of lead time may start: committed, created, merged, packaged, published. Of those named, the first in this order that is known counts.';

insert into cdviz.dora_definition
select name, 2, source,
       'Only incidents make a failure, given to the deployment before them without a limit of time. Recovery is counted from the deployment. Lead time from the first commit where it is '
       'known, else from the proposal, else from the merge. Apache DevLake itself differs: recovery of each incident and not of each failed deployment, the lower of two middle values as the '
       'median, frequency as the median of days with deployments in a week, the first deployment counted.',
       count_rollbacks, count_repeats, '{committed,created,merged}', incident_rules, attribution_window, failure_rules, recovery_from, rework_rules, repeat_window
from cdviz.dora_definition
where name = 'devlake' and version = 1
on conflict do nothing;

insert into cdviz.dora_definition
select name, 2, source,
       'Roll-backs are not deployments; only those that were sent are failures. Lead time from the publishing of the artifact, where that is known. cdviz itself differs: it divides frequency by '
       'the time between the first and the last deployment, counts a lead time for each deployment and for first ones too and not for each change, shows 0 where there is no data, and '
       'takes recovery from all incidents.',
       count_rollbacks, count_repeats, lead_steps, incident_rules, attribution_window, failure_rules, recovery_from, rework_rules, repeat_window
from cdviz.dora_definition
where name = 'cdviz' and version = 1
on conflict do nothing;
