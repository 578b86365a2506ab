-- @tables
create table deployment_correction (
    position bigint primary key,
    target uuid not null,
    recorded_at timestamptz not null,
    retracts boolean not null,
    amendment jsonb not null
);
comment on table deployment_correction is 'Corrections: which event did not happen, or happened otherwise.';
comment on column deployment_correction.position is 'Position of the correction.';
comment on column deployment_correction.target is 'Id of the event it corrects.';
comment on column deployment_correction.recorded_at is 'When it was recorded.';
comment on column deployment_correction.retracts is 'True when the event does not count any more, false when it counts with other values.';
comment on column deployment_correction.amendment is 'The other values.';
create index on deployment_correction (target);
