-- Lead time of each change, as a definition counts it.

create or replace function cdviz.dora_leads_as_kept(lead_steps text[]) returns boolean
language sql immutable
as $$
    select lead_steps @> '{merged,packaged,published}' and not lead_steps && '{committed,created}'
$$;
comment on function cdviz.dora_leads_as_kept is
'Whether the clock starts, by these steps, where cdviz.dora_change has it start: at the merge, or else where the change was packaged or published.';

create or replace function cdviz.dora_lead(
    from_time timestamptz, to_time timestamptz, environments text[], services text[], lead_steps text[], known bigint default null, sources text[] default null)
returns table (
    deployment_id uuid, environment text, service text, deployed_at timestamptz, change_id text, repository text, path text, step text, started_at timestamptz,
    event_id uuid, seconds double precision, event_position bigint, ordinal int, environment_source text, service_source text, alias text)
language sql stable
as $$
    select l.deployment_id, l.environment, l.service, l.deployed_at, l.change_id, l.repository, l.path, n.step,
           case n.step when 'committed' then l.committed_at when 'created' then l.created_at when 'merged' then l.started_at when 'packaged' then l.packaged_at else l.published_at end,
           case n.step when 'committed' then l.committed_id when 'created' then l.created_id when 'merged' then l.event_id when 'packaged' then l.packaged_id else l.published_id end,
           case when cdviz.dora_leads_as_kept(lead_steps) or n.step = l.step then l.seconds
                else extract(epoch from l.deployed_at
                    - case n.step when 'committed' then l.committed_at when 'created' then l.created_at when 'packaged' then l.packaged_at else l.published_at end)::double precision end,
           case n.step when 'committed' then l.committed_position when 'created' then l.created_position when 'merged' then l.event_position
                when 'packaged' then l.packaged_position else l.published_position end,
           l.ordinal, l.environment_source, l.service_source, l.alias
    from (
        select l.*, true as is_now from cdviz.dora_change l
        union all
        select l.*, false from cdviz.dora_change_known(known) l
    ) l
    cross join lateral (
        select case when cdviz.dora_leads_as_kept(lead_steps) then l.step
                    when 'committed' = any (lead_steps) and l.committed_at is not null then 'committed' when 'created' = any (lead_steps) and l.created_at is not null then 'created'
                    when 'merged' = any (lead_steps) and l.step = 'merged' then 'merged' when 'packaged' = any (lead_steps) and l.packaged_at is not null then 'packaged'
                    when 'published' = any (lead_steps) and l.published_at is not null then 'published' end as step) n
    where l.is_now = (known is null) and l.deployed_at >= from_time and l.deployed_at < to_time and l.environment = any (environments) and (services is null or l.service = any (services))
        and (sources is null or cdviz.dora_is_of(l.environment_source, l.service_source, sources)) and n.step is not null
$$;
comment on function cdviz.dora_lead is 'The same as cdviz.dora_change_lead, by the steps at which the clock may start.';

drop function if exists cdviz.dora_change_lead(timestamptz, timestamptz, text[], text[], text, bigint);
create or replace function cdviz.dora_change_lead(
    from_time timestamptz, to_time timestamptz, environments text[], services text[] default null, definition text default null, known bigint default null,
    sources text[] default null)
returns table (
    deployment_id uuid, environment text, service text, deployed_at timestamptz, change_id text, repository text, path text, step text, started_at timestamptz,
    event_id uuid, seconds double precision, event_position bigint, ordinal int, environment_source text, service_source text, alias text)
language sql stable
as $$
    select l.*
    from cdviz.dora_lead(from_time, to_time, environments, services, (select d.lead_steps from cdviz.dora_definition_of(definition) d), known, sources) l
$$;
comment on function cdviz.dora_change_lead is
'Each change that first reached one of the environments from from_time to before to_time: from where the clock starts, by what it is known to be in the deployment,
and how long it took. step: committed, created, merged, packaged or published, the first that the definition names and that is known. seconds: null where the change is known to have been merged after
the deployment. known: as it was known at that position of the log; null for now.
sources: as cdviz.dora_is_of reads them.';
