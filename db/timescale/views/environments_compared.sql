-- What two environments run at a time.

create or replace function cdviz.environments_compared(one text, other text, at timestamptz default 'infinity', known timestamptz default 'infinity')
returns table (service text, difference text, one_artifact_id text, one_version text, one_deployed_at timestamptz,
               other_artifact_id text, other_version text, other_deployed_at timestamptz, one_position bigint, other_position bigint)
language sql stable
as $$
    select s.service,
           case
               when b.position is null then 'one'
               when a.position is null then 'other'
               when a.artifact_key is distinct from b.artifact_key then 'different'
               else 'same'
           end,
           a.artifact_id, a.version, a.deployed_at, b.artifact_id, b.version, b.deployed_at, a.position, b.position
    from (select distinct p.service, p.service_source from cdviz.deployment_place p where p.environment in (one, other)) s
    left join lateral (
        select d.* from cdviz.deployment_place p cross join lateral cdviz.deployment_at(p.place, cdviz.asked_at(at, known), known) d
        where p.environment = one and p.service = s.service and p.service_source is not distinct from s.service_source) a on true
    left join lateral (
        select d.* from cdviz.deployment_place p cross join lateral cdviz.deployment_at(p.place, cdviz.asked_at(at, known), known) d
        where p.environment = other and p.service = s.service and p.service_source is not distinct from s.service_source) b on true
    where a.position is not null or b.position is not null
$$;
comment on function cdviz.environments_compared(text, text, timestamptz, timestamptz) is
    'What runs in one environment and in another at a time, service by service: the same artifact, different ones, or only in the one or the other.';
