-- What tests have left behind: reports, videos, logs.

-- @tables
create table test_output (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    output_type text null,
    format text null,
    url text null,
    test_case_run_id text null,
    test_case_run_source text null,
    published_at timestamptz not null,
    chain_id text null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table test_output is 'One row for each output of a test.';
comment on column test_output.key is 'Stream of the output.';
comment on column test_output.ordinal is 'Always 1.';
comment on column test_output.subject_id is 'Id of the output.';
comment on column test_output.source is 'Who keeps it: the source of the subject.';
comment on column test_output.output_type is 'What it is: report, video, image, log …';
comment on column test_output.format is 'Its media type.';
comment on column test_output.url is 'Where it is. Check the scheme before you make a link of it.';
comment on column test_output.test_case_run_id is 'Id of the case run it came from; null where it belongs to none.';
comment on column test_output.test_case_run_source is 'Source of that run; null when not said, and then the same as its own.';
comment on column test_output.published_at is 'When it was published last.';
comment on column test_output.chain_id is 'Chain it belongs to, or null.';
comment on column test_output.position is 'Position in the log of the event that told most lately of it.';
comment on column test_output.last_at is 'When the last event that was folded in occurred.';
comment on column test_output.last_rank is 'Its rank in the life cycle.';
comment on column test_output.last_id is 'Its id.';

-- @indexes
alter table test_output add primary key (key, ordinal);
create index on test_output (published_at, key);
create index on test_output (test_case_run_id);

-- @views
create or replace view cdviz.test_output as
select subject_id, source, output_type, format, url, test_case_run_id, test_case_run_source, published_at, chain_id, position,
       key as id
from test_output;
comment on view cdviz.test_output is 'What tests have left behind: reports, videos, logs.';
comment on column cdviz.test_output.subject_id is 'Id of the output.';
comment on column cdviz.test_output.source is 'Who keeps it: the source of the subject.';
comment on column cdviz.test_output.output_type is 'What it is: report, video, image, log …';
comment on column cdviz.test_output.format is 'Its media type.';
comment on column cdviz.test_output.url is 'Where it is. Check the scheme before you make a link of it.';
comment on column cdviz.test_output.test_case_run_id is 'Id of the case run it came from; null where it belongs to none.';
comment on column cdviz.test_output.test_case_run_source is 'Source of that run; null when not said, and then the same as its own.';
comment on column cdviz.test_output.published_at is 'When it was published last.';
comment on column cdviz.test_output.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.test_output.position is 'Position in the log of the event that told most lately of it.';
comment on column cdviz.test_output.id is 'Names the output: its stream.';
