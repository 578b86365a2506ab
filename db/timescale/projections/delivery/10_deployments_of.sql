-- @tables
-- The functions are run for each service that a page touches, so their plans are made once and kept. What they look up has an index, whatever the planner may think of
-- tables that were empty when the plan was made.

create function deployments_of(of_service text, of_environment text, since timestamptz, known bigint)
returns table ("id" uuid, "position" bigint, "occurred_at" timestamptz, "rank" smallint, "environment" text, "service" text, "artifact_id" text, "artifact_key" text, "version" text, "kind" text, "source" text, "chain_id" text, "previous_id" uuid, "repeats" boolean, "rollback" text, "suspect_id" uuid, "fixes" boolean)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    select d.id, d.position, d.occurred_at, d.rank, d.environment, d.service, d.artifact_id, d.artifact_key, d.version, d.kind, d.source, d.chain_id,
           p.id, coalesce(p.artifact_key = d.artifact_key, false),
           case when d.kind = 'rolledback' then 'sent' when earlier.is then 'inferred' end,
           case when r.id is not null and (d.kind = 'rolledback' or earlier.is) then f.id
                when d.kind = 'rolledback' and p.artifact_key is distinct from d.artifact_key then p.id end,
           exists (select from link_fact l where l.event_id = d.id and l.kind in ('FIX', 'FIXES', 'HOTFIX', 'REMEDIATES')
                       and l.position <= known and (l.known_to is null or l.known_to > known))
    from deployment_fact d
    left join lateral (
        select p.* from deployment_fact p
        where p.service = d.service and p.environment = d.environment and (p.occurred_at, p.rank, p.id) < (d.occurred_at, d.rank, d.id)
            and p.position <= known and (p.known_to is null or p.known_to > known)
        order by p.occurred_at desc, p.rank desc, p.id desc
        limit 1) p on true
    left join lateral (
        select r.* from deployment_fact r
        where p.artifact_key is distinct from d.artifact_key and r.service = d.service and r.environment = d.environment and r.artifact_key = d.artifact_key
            and (r.occurred_at, r.rank, r.id) < (p.occurred_at, p.rank, p.id) and r.position <= known and (r.known_to is null or r.known_to > known)
        order by r.occurred_at desc, r.rank desc, r.id desc
        limit 1) r on true
    left join lateral (
        select f.id from deployment_fact f
        where r.id is not null and f.service = d.service and f.environment = d.environment and (f.occurred_at, f.rank, f.id) > (r.occurred_at, r.rank, r.id)
            and f.position <= known and (f.known_to is null or f.known_to > known)
        order by f.occurred_at, f.rank, f.id
        limit 1) f on true
    -- An earlier version is one that ran here for the first time before the one it replaces did: V2 again after a roll-back to V1 is none.
    left join lateral (
        select r.id is not null and not exists (
            select from deployment_fact o
            where o.service = d.service and o.environment = d.environment and o.artifact_key = p.artifact_key
                and o.position <= known and (o.known_to is null or o.known_to > known)
                and not exists (
                    select from deployment_fact s
                    where s.service = d.service and s.environment = d.environment and s.artifact_key = d.artifact_key
                        and (s.occurred_at, s.rank, s.id) < (o.occurred_at, o.rank, o.id) and s.position <= known and (s.known_to is null or s.known_to > known))
        ) as is) earlier on true
    where d.service = of_service and d.environment = of_environment and d.occurred_at >= since
        and d.position <= known and (d.known_to is null or d.known_to > known);
end
$$;
