-- @tables
create function take(after bigint, up_to bigint) returns void
language plpgsql
as $$
begin
    perform take_facts(after, up_to);
    perform take_corrections(after, up_to);
    perform name_deployments(after, up_to);
    perform derive_deployments(after, up_to);
    perform derive_incidents(after, up_to);
end
$$;
