-- Lead time of each change, as a definition counts it.

drop function if exists cdviz.dora_change_lead(timestamptz, timestamptz, text[], text[], text, bigint);
create function cdviz.dora_change_lead(
    from_time timestamptz, to_time timestamptz, environments text[], services text[] default null, definition text default null, known bigint default null)
returns table (
    deployment_id uuid, environment text, service text, deployed_at timestamptz, change_id text, repository text, path text, step text, started_at timestamptz,
    event_id uuid, seconds double precision, event_position bigint, ordinal int, environment_source text, service_source text)
language sql stable
as $$
    select l.deployment_id, l.environment, l.service, l.deployed_at, l.change_id, l.repository, l.path, l.step, l.started_at, l.event_id, l.seconds, l.event_position, l.ordinal,
           l.environment_source, l.service_source
    from (
        select l.*, true as is_now from cdviz.dora_change l
        union all
        select l.*, false from cdviz.dora_change_known(known) l
    ) l
    where l.is_now = (known is null) and l.deployed_at >= from_time and l.deployed_at < to_time and l.environment = any (environments) and (services is null or l.service = any (services))
        and l.step = any ((select d.lead_steps from cdviz.dora_definition_of(definition) d)::text[])
$$;
comment on function cdviz.dora_change_lead is
'Each change that first reached one of the environments from from_time to before to_time: from where the clock starts, by what it is known to be in the deployment,
and how long it took. known: as it was known at that position of the log; null for now.';
