-- What a roll-back is, for the history of deployments and for the metrics alike.

create function cdviz.rollback_of(
    kind text, artifact text, first_kind text, first_at timestamptz, first_rank smallint, first_id uuid,
    previous text, previous_kind text, previous_at timestamptz, previous_rank smallint, previous_id uuid)
returns text
language sql immutable parallel safe
return case
    when kind = 'rolledback' then 'sent'
    when artifact is null or artifact is not distinct from previous then null
    -- What first came by a roll-back was there before anything else; of two such, the one that came later is the older.
    when first_kind = 'rolledback' and previous_kind = 'rolledback'
        then case when (first_at, first_rank, first_id) > (previous_at, previous_rank, previous_id) then 'inferred' end
    when first_kind = 'rolledback' then 'inferred'
    when previous_kind = 'rolledback' then null
    when (first_at, first_rank, first_id) < (previous_at, previous_rank, previous_id) then 'inferred'
end;
comment on function cdviz.rollback_of is
'sent when a deployment says that it is a roll-back; inferred when it puts an older artifact in the place of another: one that was deployed there for the first time before the
other was. kind: of the deployment. artifact and first_…: its artifact, and the first deployment of that in the environment. previous and previous_…: the same of what it replaces.';
