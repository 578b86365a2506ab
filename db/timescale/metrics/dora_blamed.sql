-- Which deployment an incident comes from, by a definition.

drop function if exists cdviz.dora_blame(text, bigint);
create function cdviz.dora_blame(definition text default null, known bigint default null)
returns table (id text, incident text, rule text, deployment_id uuid, alias text)
language sql stable
as $$
    select distinct on (c.id) c.id, c.incident, c.rule, c.deployment_id, c.alias
    from (select c.*, true as is_now from cdviz.dora_candidate c union all select c.*, false from cdviz.dora_candidate_then(known) c) c
    cross join cdviz.dora_definition_of(definition) def
    where c.is_now = (known is null)
        and (c.rule = 'said' or c.rule = any (def.incident_rules) and (c.rule = 'link' or c.seconds between 0 and extract(epoch from def.attribution_window)))
    order by c.id, c.rule <> 'said', array_position(def.incident_rules, c.rule)
$$;
comment on function cdviz.dora_blame is
'Which deployment each occurrence of an incident comes from: what a correction says, or else the first rule of the definition that fits. id: of the row of cdviz.incident.
deployment_id is null where a correction says that it comes from none; what fits no rule is not there.';

create or replace function cdviz.dora_blamed(definition text default null, known bigint default null)
returns table (incident text, rule text, deployment_id uuid)
language sql stable
as $$
    select b.incident, b.rule, b.deployment_id from cdviz.dora_blame(definition, known) b
$$;
comment on function cdviz.dora_blamed is 'The same as cdviz.dora_blame without the id of the occurrence.';
