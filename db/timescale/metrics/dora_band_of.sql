-- The band of a value.

create or replace function cdviz.dora_band_of(metric text, value double precision, report text default '2023') returns text
language sql stable
as $$
    select b.band from cdviz.dora_band b
    where b.metric = dora_band_of.metric and b.report = dora_band_of.report and b.range @> dora_band_of.value::numeric
$$;
comment on function cdviz.dora_band_of is 'The band of a value by a report''s bounds; null where there is no value or the report has no bounds.';
