-- Deployments that are tried, whether or not they succeeded: they are no deployments, which are what was reported to run.

create or replace view cdviz.deployment_attempt_of_task as
select 'taskrun' as told_by, r.id, r.subject_id, r.source, r.name, null::text as environment, null::text as service, null::text as artifact_id, r.started_at, r.finished_at,
       case when r.finished_at is null then 'running' else coalesce(r.outcome, 'unknown') end as state, r.url, r.last_seen_at, r.chain_id, r.position
from cdviz.taskrun_attempt r
where lower(r.name) like any (array(select cdviz.like_pattern(p.pattern) from cdviz.deployment_run p));
comment on view cdviz.deployment_attempt_of_task is 'Runs of tasks whose names say that they deploy (Metrics:DeploymentRuns).';

create or replace view cdviz.deployment_attempt_of_pipeline as
select 'pipelinerun' as told_by, r.id, r.subject_id, r.source, r.name, null::text as environment, null::text as service, null::text as artifact_id, r.started_at, r.finished_at,
       case when r.finished_at is not null then coalesce(r.outcome, 'unknown') when r.started_at is not null then 'running' else 'queued' end as state, r.url, r.last_seen_at,
       r.chain_id, r.position
from cdviz.pipelinerun_attempt r
where lower(r.name) like any (array(select cdviz.like_pattern(p.pattern) from cdviz.deployment_run p));
comment on view cdviz.deployment_attempt_of_pipeline is 'Runs of pipelines whose names say that they deploy (Metrics:DeploymentRuns).';

create or replace view cdviz.deployment_attempt_of_tool as
select 'custom' as told_by, e.id, e.subject_id, e.source, concat(e.tool, '-', e.subject, '.', e.predicate) as name,
       coalesce(e.content #>> '{environment,id}', e.content ->> 'environment') as environment, coalesce(e.content #>> '{service,id}', e.content ->> 'service') as service, e.content ->> 'artifactId' as artifact_id,
       case when w.state in ('queued', 'running') then e.occurred_at end as started_at, case when w.state not in ('queued', 'running') then e.occurred_at end as finished_at,
       w.state, e.content ->> 'uri' as url, e.last_seen_at, e.chain_id, e.position
from cdviz.custom_event e
left join events.outcome_word o on o.word = cdviz.word_of(e.content ->> 'outcome')
left join events.outcome_word p on p.word = cdviz.word_of(e.predicate)
cross join lateral (select case
    when e.predicate in ('queued', 'requested', 'created') then 'queued'
    when e.predicate in ('started', 'progressing', 'updated') then 'running'
    else coalesce(o.outcome, p.outcome, 'unknown') end as state) w
where lower(e.subject) like '%deployment%';
comment on view cdviz.deployment_attempt_of_tool is 'Tools own events of deployments, dev.cdeventsx.{tool}-deployment.{predicate}.';

create or replace view cdviz.deployment_attempt as
select * from cdviz.deployment_attempt_of_task
union all
select * from cdviz.deployment_attempt_of_pipeline
union all
select * from cdviz.deployment_attempt_of_tool;
comment on view cdviz.deployment_attempt is
'Deployments that were tried: runs of tasks and pipelines whose names say that they deploy (Metrics:DeploymentRuns), and tools'' own events of deployments, dev.cdeventsx.{tool}-deployment.{predicate}, one row for each. None of them is a deployment for history or metrics; that is what service.deployed, upgraded and rolledback report.';
comment on column cdviz.deployment_attempt.told_by is 'taskrun, pipelinerun or custom: by what kind of events.';
comment on column cdviz.deployment_attempt.id is 'Names the row.';
comment on column cdviz.deployment_attempt.subject_id is 'Id of the run, or of the tool''s own subject.';
comment on column cdviz.deployment_attempt.source is 'Who told: the source of the subject.';
comment on column cdviz.deployment_attempt.name is 'Name of the task or pipeline, or the tool''s own type.';
comment on column cdviz.deployment_attempt.environment is 'Id of the environment, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt.service is 'Id of the service, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt.artifact_id is 'The artifact, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt.started_at is 'When it began.';
comment on column cdviz.deployment_attempt.finished_at is 'When it ended; null while it is in progress, or when that is not known.';
comment on column cdviz.deployment_attempt.state is 'queued, running, or how it ended: success, failure, cancel, error, skipped or unknown.';
comment on column cdviz.deployment_attempt.url is 'Where more is to be seen. Check the scheme before you make a link of it.';
comment on column cdviz.deployment_attempt.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.deployment_attempt.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.deployment_attempt.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.deployment_attempt_of_task.told_by is 'taskrun, pipelinerun or custom: by what kind of events.';
comment on column cdviz.deployment_attempt_of_task.id is 'Names the row.';
comment on column cdviz.deployment_attempt_of_task.subject_id is 'Id of the run, or of the tool''s own subject.';
comment on column cdviz.deployment_attempt_of_task.source is 'Who told: the source of the subject.';
comment on column cdviz.deployment_attempt_of_task.name is 'Name of the task or pipeline, or the tool''s own type.';
comment on column cdviz.deployment_attempt_of_task.environment is 'Id of the environment, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_task.service is 'Id of the service, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_task.artifact_id is 'The artifact, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_task.started_at is 'When it began.';
comment on column cdviz.deployment_attempt_of_task.finished_at is 'When it ended; null while it is in progress, or when that is not known.';
comment on column cdviz.deployment_attempt_of_task.state is 'queued, running, or how it ended: success, failure, cancel, error, skipped or unknown.';
comment on column cdviz.deployment_attempt_of_task.url is 'Where more is to be seen. Check the scheme before you make a link of it.';
comment on column cdviz.deployment_attempt_of_task.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.deployment_attempt_of_task.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.deployment_attempt_of_task.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.deployment_attempt_of_pipeline.told_by is 'taskrun, pipelinerun or custom: by what kind of events.';
comment on column cdviz.deployment_attempt_of_pipeline.id is 'Names the row.';
comment on column cdviz.deployment_attempt_of_pipeline.subject_id is 'Id of the run, or of the tool''s own subject.';
comment on column cdviz.deployment_attempt_of_pipeline.source is 'Who told: the source of the subject.';
comment on column cdviz.deployment_attempt_of_pipeline.name is 'Name of the task or pipeline, or the tool''s own type.';
comment on column cdviz.deployment_attempt_of_pipeline.environment is 'Id of the environment, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_pipeline.service is 'Id of the service, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_pipeline.artifact_id is 'The artifact, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_pipeline.started_at is 'When it began.';
comment on column cdviz.deployment_attempt_of_pipeline.finished_at is 'When it ended; null while it is in progress, or when that is not known.';
comment on column cdviz.deployment_attempt_of_pipeline.state is 'queued, running, or how it ended: success, failure, cancel, error, skipped or unknown.';
comment on column cdviz.deployment_attempt_of_pipeline.url is 'Where more is to be seen. Check the scheme before you make a link of it.';
comment on column cdviz.deployment_attempt_of_pipeline.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.deployment_attempt_of_pipeline.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.deployment_attempt_of_pipeline.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.deployment_attempt_of_tool.told_by is 'taskrun, pipelinerun or custom: by what kind of events.';
comment on column cdviz.deployment_attempt_of_tool.id is 'Names the row.';
comment on column cdviz.deployment_attempt_of_tool.subject_id is 'Id of the run, or of the tool''s own subject.';
comment on column cdviz.deployment_attempt_of_tool.source is 'Who told: the source of the subject.';
comment on column cdviz.deployment_attempt_of_tool.name is 'Name of the task or pipeline, or the tool''s own type.';
comment on column cdviz.deployment_attempt_of_tool.environment is 'Id of the environment, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_tool.service is 'Id of the service, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_tool.artifact_id is 'The artifact, where the event says it; runs do not.';
comment on column cdviz.deployment_attempt_of_tool.started_at is 'When it began.';
comment on column cdviz.deployment_attempt_of_tool.finished_at is 'When it ended; null while it is in progress, or when that is not known.';
comment on column cdviz.deployment_attempt_of_tool.state is 'queued, running, or how it ended: success, failure, cancel, error, skipped or unknown.';
comment on column cdviz.deployment_attempt_of_tool.url is 'Where more is to be seen. Check the scheme before you make a link of it.';
comment on column cdviz.deployment_attempt_of_tool.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.deployment_attempt_of_tool.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.deployment_attempt_of_tool.position is 'Position in the log of the event that told last of it.';
